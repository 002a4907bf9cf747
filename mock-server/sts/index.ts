import type { Dialect, Handler, Route } from '../dialect.js';
import { methodNotAllowed, notFound } from '../iis.js';
import type { KeyRing } from '../tokens/index.js';
import { discovery } from './discovery.js';
import { introspection } from './introspection.js';
import { jwks } from './jwks.js';
import { DISCOVERY, IS3_KEYS, IS4_KEYS, invalidRequest, stsGate, TOKEN } from './profile.js';
import { unsupportedMediaType } from './refusal.js';
import { revocation } from './revocation.js';
import { STS_SCHEMAS } from './schema.js';
import { token } from './token.js';
import { accessTokenValidation, identityTokenValidation } from './validation.js';

const FORM = 'application/x-www-form-urlencoded';
const MEDIA_TYPE = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;|$)/;

/** STS-13, STS-14: case-sensitive, parameters ignored; a type that is missing or cannot be parsed passes. */
function formOnly(handle: Handler): Handler {
  return (harness, asked, parameters) => {
    const type = MEDIA_TYPE.exec(asked.contentType ?? '')?.[1];
    if (asked.method === 'POST' && type !== undefined && type !== FORM) return unsupportedMediaType(type);
    return handle(harness, asked, parameters);
  };
}

/** The same for tokens; IdentityServer4 takes the form's type in any letter case and nothing else (ALT-01). */
function tokenForm(handle: Handler): Handler {
  const asIs3 = formOnly(handle);
  return (harness, asked, parameters) => {
    if (harness.switches()['sts.profile'] === 'is3') return asIs3(harness, asked, parameters);
    const type = MEDIA_TYPE.exec(asked.contentType ?? '')?.[1];
    if (type?.toLowerCase() === FORM) return handle(harness, asked, parameters);
    return invalidRequest(harness, `the Content-Type must be ${FORM}`);
  };
}

/** The SIMS ID token server's dialect: every address it answers, and what it says of all others (STS, DISC, END). */
export function createSts(keys: KeyRing): Dialect {
  const routes: Route[] = [
    { operation: 'sts.token', methods: ['POST'], path: TOKEN, handle: tokenForm(token) },
    { operation: 'sts.discovery', methods: ['GET'], path: DISCOVERY, handle: discovery },
    { operation: 'sts.jwks', methods: ['GET'], path: IS3_KEYS, handle: jwks(keys) },
    { operation: 'sts.jwks', methods: ['GET'], path: IS4_KEYS, handle: jwks(keys) },
    {
      operation: 'sts.validation',
      methods: ['GET', 'POST'],
      path: '/connect/accessTokenValidation',
      handle: formOnly(accessTokenValidation),
    },
    {
      operation: 'sts.validation',
      methods: ['GET', 'POST'],
      path: '/connect/identityTokenValidation',
      handle: formOnly(identityTokenValidation),
    },
    { operation: 'sts.introspection', methods: ['POST'], path: '/connect/introspect', handle: formOnly(introspection) },
    { operation: 'sts.revocation', methods: ['POST'], path: '/connect/revocation', handle: formOnly(revocation) },
  ];
  return {
    service: 'sts',
    routes: routes.map(route => ({ ...route, schema: STS_SCHEMAS[route.path] ?? {} })),
    gate: stsGate,
    notFound,
    methodNotAllowed,
  };
}
