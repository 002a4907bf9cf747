import {
  InvalidRequest,
  InvalidScope,
  InvalidTarget,
  type OIDCProviderError,
} from 'oidc-provider/lib/helpers/errors.js';
import { type Context, Provider, type RegisteredClient, type StoredToken } from 'oidc-provider/lib/provider.js';
import type { Harness } from '../harness.js';
import { audienceOf, type KeyRing } from '../tokens/index.js';
import { isAccepted, registered } from './clients.js';
import { describeServer } from './discovery.js';
import { secondsOf } from './issued.js';
import { passingOf } from './passage.js';
import { current, storeOf } from './store.js';

/** The addresses, as the vendor has them (STS-01, DISC-01, DISC-08, END-08, END-11). */
export const PATHS = {
  token: '/connect/token',
  discovery: '/.well-known/openid-configuration',
  jwks: '/.well-known/jwks',
  introspection: '/connect/introspect',
  revocation: '/connect/revocation',
} as const;

/** The engine for one issuer of one world, with the keys that this world has published. */
export async function createEngine(harness: Harness, keys: KeyRing, issuer: string): Promise<Provider> {
  const { token, jwks, introspection, revocation } = PATHS;
  const provider = new Provider(issuer, {
    adapter: storeOf(harness),
    jwks: { keys: await published(harness, keys) },
    routes: { token, jwks, introspection, revocation },
    responseTypes: [],
    scopes: [],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    ttl: { ClientCredentials: () => harness.switches()['sts.tokenLifetime'] },
    formats: { customizers: { jwt: (_context: unknown, _token: unknown, jwt: Unsigned) => date(harness, jwt) } },
    clientBasedCORS: () => false,
    renderError: asJson,
    features: features(harness, issuer),
  });
  provider.Client.prototype.compareClientSecret = comparing(harness);
  provider.use(puttingRight(harness));
  return listening(provider);
}

/** RFC 6749 section 5.2: a refusal is JSON, whatever the caller would rather have. */
function asJson(context: Context, refusal: unknown): void {
  context.type = 'json';
  context.body = refusal;
}

/** Everything for people who sign in is off; what is left is RFC 6749 section 4.4 with RFC 7662 and RFC 7009. */
function features(harness: Harness, issuer: string) {
  const off = { enabled: false };
  return {
    devInteractions: off,
    userinfo: off,
    rpInitiatedLogout: off,
    pushedAuthorizationRequests: off,
    requestObjects: off,
    dPoP: off,
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: isItsOwn },
    revocation: { enabled: true, allowedPolicy: isItsOwnOrSaid },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audienceOf(issuer),
      getResourceServerInfo: (context: Context, resource: string, client: RegisteredClient) => {
        if (resource !== audienceOf(issuer)) throw new InvalidTarget();
        return resourceFor(harness, context, client);
      },
    },
  };
}

/** The one API that tokens are for (JWT-05), and what this client may ask of it (RFC 6749 section 3.3). */
function resourceFor(harness: Harness, context: Context, { clientId }: RegisteredClient) {
  const allowed = registered(harness, passingOf(context).asked, clientId)?.client.scopes ?? [];
  const wanted = context.oidc?.params?.['scope'];
  // The section leaves this answer only, because no default is defined here.
  if (typeof wanted !== 'string') throw new InvalidScope('scope is missing, and this server has no default one');
  const refused = wanted.split(' ').find(scope => !allowed.includes(scope));
  if (refused !== undefined) throw new InvalidScope('requested scope is not allowed', refused);
  return { scope: allowed.join(' '), accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
}

/** Introspection tells a client of its own tokens; of any other it says no more than that it is not active. */
function isItsOwn(context: Context, client: RegisteredClient, token: StoredToken): boolean {
  if (token.clientId === client.clientId) return true;
  passingOf(context).finding = 'the token is of another client';
  return false;
}

/** RFC 7009 section 2.1: who revokes a token of another is refused, and told so. */
function isItsOwnOrSaid(_context: Context, client: RegisteredClient, token: StoredToken): boolean {
  if (token.clientId === client.clientId) return true;
  throw new InvalidRequest('client is not authorized to revoke the presented token');
}

type Unsigned = { payload: Record<string, unknown> };

/** Dates a token by the clock of its world; the engine knows the machine's only. */
function date(harness: Harness, jwt: Unsigned): void {
  const now = secondsOf(harness);
  Object.assign(jwt.payload, { iat: now, nbf: now, exp: now + harness.switches()['sts.tokenLifetime'] });
}

function comparing(harness: Harness) {
  return function (this: RegisteredClient, shown: string): boolean {
    const passing = current();
    if (passing) passing.secret = shown;
    return isAccepted(harness, this.clientId, shown);
  };
}

/** Newest first: the engine signs with the first key that fits (JWT-18). */
async function published(harness: Harness, keys: KeyRing) {
  const { signingKey } = harness.world();
  const numbers = Array.from({ length: signingKey }, (_, index) => signingKey - index);
  return Promise.all(
    numbers.map(async number => {
      const { privateKey, thumbprint, certificate } = await keys.key(number);
      return { ...privateKey.export({ format: 'jwk' }), kid: thumbprint, alg: 'RS256', use: 'sig', x5c: [certificate] };
    }),
  );
}

/** What has to be put right in the engine's answers: which addresses there are, and whose clock the times are of. */
function puttingRight(harness: Harness) {
  return async (context: Context, next: () => Promise<void>) => {
    await next();
    if (context.status !== 200) return;
    if (context.oidc?.route === 'discovery') context.body = describeServer(context.body, harness);
    if (context.oidc?.route === 'introspection') context.body = dated(context);
  };
}

function dated(context: Context): unknown {
  const body = context.body as { readonly active: boolean };
  const { presented } = passingOf(context);
  if (!presented || !body.active) return body;
  const { exp, iat, nbf, jti } = presented;
  return { ...body, exp, iat, nbf, jti };
}

const REFUSALS = ['grant.error', 'introspection.error', 'revocation.error', 'discovery.error', 'jwks.error'];

function listening(provider: Provider): Provider {
  for (const event of REFUSALS) {
    provider.on(event, (context, error) => {
      passingOf(context).refusal = error as OIDCProviderError;
    });
  }
  provider.on('server_error', (context, error) => {
    passingOf(context).fault = error;
  });
  // Where nobody listens, the framework below writes to the console.
  provider.on('error', () => {});
  return provider;
}
