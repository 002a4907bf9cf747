import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { ask, basic, listSites, postForm, type Reply, tokenFor, whyOf } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { type Credential, OAKFIELD, OTHER_VENDOR, VENDOR } from '../support/small-world.js';

/** Introspection by RFC 7662 and revocation by RFC 7009. */

const mock = await startMock({ sts: 'rfc6749' });

const at = (world: WorldHandle, path: string, token: string, who: Credential = VENDOR): Promise<Reply> =>
  postForm(`${world.ready.stsUrl}/connect/${path}`, { token, client_id: who.clientId, client_secret: who.secret });
const isActive = async (world: WorldHandle, token: string, who?: Credential) =>
  JSON.parse((await at(world, 'introspect', token, who)).body).active;

describe('introspection', () => {
  test('When a client asks about its own token, then it is told all of it, by the world’s clock (2.2)', async () => {
    const world = await mock.fresh();
    world.advance('10d');
    const token = await tokenFor(world);
    const { claims } = readJwt(token);
    const reply = await at(world, 'introspect', token);
    expect([reply.status, reply.headers['cache-control']]).toEqual([200, 'no-store']);
    const { sub: _sub, ...told } = claims;
    expect(JSON.parse(reply.body)).toEqual({ ...told, active: true, token_type: 'Bearer' });
  });

  test('When the world’s clock passes its end, then the token is no longer active', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    world.advance('3599s');
    expect(await isActive(world, token)).toBe(true);
    world.advance('1s');
    expect(await isActive(world, token)).toBe(false);
    expect(whyOf(world)).toBe('the token has expired');
  });

  test.each([
    [
      'is another client’s',
      async (world: WorldHandle) => tokenFor(world, OTHER_VENDOR),
      'the token is of another client',
    ],
    ['is no JWT', async () => 'opaque', 'the token is not a JWT: expected three base64url parts with a JSON header'],
    [
      'was altered',
      async (world: WorldHandle) => altered(await tokenFor(world)),
      'the signature does not fit: the token was altered or cut',
    ],
    ['is of another world', async () => tokenFor(mock), expect.stringContaining('the token was issued by')],
  ])('When the token %s, then it is not active, and nothing more is said (2.2)', async (_what, make, why) => {
    const world = await mock.fresh();
    const reply = await at(world, 'introspect', await make(world));
    expect([reply.status, reply.body]).toEqual([200, '{"active":false}']);
    expect(whyOf(world)).toEqual(why);
  });

  test('When there is no token, or two, then the request is refused', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    const url = `${world.ready.stsUrl}/connect/introspect`;
    const header = basic(VENDOR.clientId, VENDOR.secret);
    for (const fields of ['', 'token=', `token=${token}&token=${token}`]) {
      const reply = await postForm(url, fields, header);
      expect([reply.status, JSON.parse(reply.body).error]).toEqual([400, 'invalid_request']);
    }
  });

  test.each(['introspect', 'revocation'])(
    'When who asks at %s is not who it says, then 401 and a challenge',
    async path => {
      const world = await mock.fresh();
      const reply = await at(world, path, await tokenFor(world), { ...VENDOR, secret: 'not-it' });
      expect([reply.status, JSON.parse(reply.body).error]).toEqual([401, 'invalid_client']);
      expect(reply.headers['www-authenticate']).toContain('Basic realm=');
      expect(reply.headers['cache-control']).toBe('no-store');
    },
  );
});

describe('revocation', () => {
  test('When a client revokes its token, then it is no longer active, and every other one is', async () => {
    const world = await mock.fresh();
    const [token, other] = [await tokenFor(world), await tokenFor(world)];
    const reply = await at(world, 'revocation', token);
    expect([reply.status, reply.body]).toEqual([200, '']);
    expect([await isActive(world, token), await isActive(world, other)]).toEqual([false, true]);
  });

  test('When a token was revoked, then RAP, which checks tokens by itself, takes it until it ends, and the journal says so', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    await at(world, 'revocation', token);
    expect(whyOf(world)).toBe('revoked: no longer active here; RAP checks tokens by itself and takes it until it ends');
    expect((await listSites(world, token)).status).toBe(200);
    world.advance('61m');
    expect((await listSites(world, token)).status).toBe(401);
  });

  test('When a token is unknown, has ended or was revoked before, then the answer is 200 as well (RFC 7009, 2.2)', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    for (const one of ['opaque', token, token]) expect((await at(world, 'revocation', one)).status).toBe(200);
    world.advance('2h');
    expect((await at(world, 'revocation', token)).status).toBe(200);
  });

  test('When a token is another client’s, then it is not revoked, and the caller is told (RFC 7009, 2.1)', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world, OAKFIELD, 'rapapi');
    const reply = await at(world, 'revocation', token);
    expect([reply.status, JSON.parse(reply.body).error]).toEqual([400, 'invalid_request']);
    expect(await isActive(world, token, OAKFIELD)).toBe(true);
  });

  test('When the world is reset, then what was revoked in it is forgotten with it', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    await at(world, 'revocation', token);
    world.reset();
    expect(await isActive(world, token)).toBe(true);
  });
});

describe('discovery', () => {
  test('When the document is read, then it tells what there is, and nothing for people who sign in (RFC 8414)', async () => {
    const world = await mock.fresh();
    const base = world.ready.stsUrl;
    const methods = ['client_secret_basic', 'client_secret_post'];
    const reply = await ask(`${base}/.well-known/openid-configuration`);
    expect(JSON.parse(reply.body)).toEqual({
      issuer: base,
      token_endpoint: `${base}/connect/token`,
      jwks_uri: `${base}/.well-known/jwks`,
      introspection_endpoint: `${base}/connect/introspect`,
      revocation_endpoint: `${base}/connect/revocation`,
      token_endpoint_auth_methods_supported: methods,
      introspection_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_methods_supported: methods,
      response_types_supported: [],
      grant_types_supported: ['client_credentials'],
      scopes_supported: ['partner', 'partner-read', 'partnerserverapplication', 'partner-write', 'rapapi'],
    });
  });
});

/** The last letter but a few, so that the bytes of the signature change whatever its padding bits. */
function altered(token: string): string {
  const place = token.length - 10;
  return `${token.slice(0, place)}${token[place] === 'A' ? 'B' : 'A'}${token.slice(place + 1)}`;
}
