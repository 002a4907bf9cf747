import type { Dialect, Handler, Route } from '../dialect.js';
import { methodNotAllowed, notFound, tlsGate } from '../iis.js';
import type { KeyRing } from '../tokens/index.js';
import { discovery } from './discovery.js';
import { introspection } from './introspection.js';
import { jwks } from './jwks.js';
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

/** The SIMS ID token server's dialect: every address it answers, and what it says of all others (STS, DISC, END). */
export function createSts(keys: KeyRing): Dialect {
  const routes: Route[] = [
    { operation: 'sts.token', methods: ['POST'], path: '/connect/token', handle: formOnly(token) },
    { operation: 'sts.discovery', methods: ['GET'], path: '/.well-known/openid-configuration', handle: discovery },
    { operation: 'sts.jwks', methods: ['GET'], path: '/.well-known/jwks', handle: jwks(keys) },
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
    gate: tlsGate,
    notFound,
    methodNotAllowed,
  };
}
