import { expect, test } from 'vitest';
import {
  ask,
  askToken,
  basic,
  fieldsOf,
  HEADER_ONLY,
  listClients,
  listSites,
  tokenFor,
  VENDOR_SCOPE,
  vendorFields,
} from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { AT_OAKFIELD, OAKFIELD, RIVERSIDE, VENDOR } from '../support/small-world.js';

/** The token server by the RFCs: what it grants. Section numbers are of RFC 6749 unless another is named. */

const mock = await startMock({ sts: 'rfc6749' });

/** Form-encoded as section 2.3.1 and appendix B say. */
const encoded = (text: string) => new URLSearchParams({ x: text }).toString().slice(2);
const AWKWARD = 'a+b%2Bc d:1/=&x~*!';

async function worldWithSecret(secret: string) {
  const world = await mock.fresh();
  world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret });
  return world;
}

test('When a client asks with all it should, then the answer is that of section 5.1, not to be stored', async () => {
  const { status, headers, body } = await askToken(await mock.fresh(), vendorFields);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(headers['cache-control']).toBe('no-store');
  const { access_token, ...rest } = JSON.parse(body);
  expect(rest).toEqual({ expires_in: 3600, scope: VENDOR_SCOPE, token_type: 'Bearer' });
  expect(access_token.split('.')).toHaveLength(3);
});

test('When a token is issued, then its claims are those of RFC 9068, by the clock of its world', async () => {
  const world = await mock.fresh();
  world.advance('40d');
  const before = Math.floor(Date.now() / 1000) + 40 * 86_400 - 600;
  const { header, claims } = readJwt(await tokenFor(world));
  const { stsUrl } = world.ready;
  const { iat, jti, ...rest } = claims;
  expect(iat).toBeGreaterThan(before);
  expect(jti).toMatch(/^\S{20,}$/);
  expect(rest).toEqual({
    iss: stsUrl,
    aud: `${stsUrl}/resources`,
    sub: VENDOR.clientId,
    client_id: VENDOR.clientId,
    scope: VENDOR_SCOPE,
    nbf: iat,
    exp: Number(iat) + 3600,
  });
  expect(JSON.parse(header)).toMatchObject({ typ: 'at+jwt', alg: 'RS256' });
});

test('When two tokens are asked for in one second, then they are two, each with an id of its own', async () => {
  const world = await mock.fresh();
  expect(await tokenFor(world)).not.toBe(await tokenFor(world));
});

test('When the lifetime is switched, then expires_in and exp follow', async () => {
  const world = await mock.with({ 'sts.tokenLifetime': '90' });
  const { access_token, expires_in } = JSON.parse((await askToken(world, vendorFields)).body);
  const { claims } = readJwt(access_token);
  expect([expires_in, Number(claims['exp']) - Number(claims['iat'])]).toEqual([90, 90]);
});

test('When a token is taken to RAP, then RAP accepts it like one of the vendor’s dialect', async () => {
  const world = await mock.fresh();
  const token = await tokenFor(world);
  expect((await listSites(world, token)).status).toBe(200);
  const clients = await listClients(world, token, OAKFIELD.organisationId);
  expect(JSON.parse(clients.body)).toMatchObject([{ ClientId: OAKFIELD.clientId, Secret: OAKFIELD.secret }]);
});

test('When the scope that RAP wants is not in the token, then RAP refuses it', async () => {
  const world = await mock.fresh();
  expect((await listSites(world, await tokenFor(world, OAKFIELD, 'rapapi partner'))).status).toBe(403);
  expect((await listSites(world, await tokenFor(world, VENDOR, 'partner-write'))).status).toBe(403);
});

test.each([
  ['plain', VENDOR.secret],
  ['awkward', AWKWARD],
])('When a %s secret comes in the body or form-encoded in Basic, then both open (2.3.1)', async (_kind, secret) => {
  const world = await worldWithSecret(secret);
  const header = basic(encoded(VENDOR.clientId), encoded(secret));
  expect((await askToken(world, fieldsOf({ ...VENDOR, secret }, VENDOR_SCOPE))).status).toBe(200);
  expect((await askToken(world, HEADER_ONLY, header)).status).toBe(200);
  expect(world.journal.list().map(e => e.authentication)).toEqual(['body', 'basic-encoded']);
});

test('When a secret goes beyond ASCII, then the body takes it and Basic does not (appendix A.2)', async () => {
  const world = await mock.fresh();
  const header = basic(encoded(RIVERSIDE.clientId), encoded(RIVERSIDE.secret));
  expect((await askToken(world, fieldsOf(RIVERSIDE, 'rapapi'))).status).toBe(200);
  const refused = await askToken(world, { grant_type: 'client_credentials', scope: 'rapapi' }, header);
  expect([refused.status, JSON.parse(refused.body).error]).toEqual([400, 'invalid_request']);
  expect(world.journal.list().at(-1)?.why).toContain('printable ASCII');
});

test('When a secret is reissued with an overlap, then both open until the world’s clock is past it', async () => {
  const world = await mock.fresh();
  world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: 'Second_0ne-4Vq8', overlap: '10m' });
  const statusFor = async (secret: string) =>
    (await askToken(world, fieldsOf({ ...VENDOR, secret }, VENDOR_SCOPE))).status;
  expect([await statusFor(VENDOR.secret), await statusFor('Second_0ne-4Vq8')]).toEqual([200, 200]);
  world.advance('11m');
  expect([await statusFor(VENDOR.secret), await statusFor('Second_0ne-4Vq8')]).toEqual([401, 200]);
});

test('When RAP hears of a secret before the STS, then the old one opens and the new one not yet', async () => {
  const world = await mock.with({ 'sts.rapSkew': 'rap-first:900' });
  world.commit({ kind: 'secret.reissued', ...AT_OAKFIELD, secret: 'New_0akf1eld-7Hq' });
  const statusFor = async (secret: string) =>
    (await askToken(world, fieldsOf({ ...OAKFIELD, secret }, 'rapapi'))).status;
  expect([await statusFor(OAKFIELD.secret), await statusFor('New_0akf1eld-7Hq')]).toEqual([200, 401]);
  world.advance('15m');
  expect([await statusFor(OAKFIELD.secret), await statusFor('New_0akf1eld-7Hq')]).toEqual([401, 200]);
});

test('When a token has expired by the world’s clock, then RAP refuses it', async () => {
  const world = await mock.fresh();
  const token = await tokenFor(world);
  world.advance('61m');
  expect((await listSites(world, token)).status).toBe(401);
  expect((await listSites(world, await tokenFor(world))).status).toBe(200);
});

test('When the signing key is rolled, then the next token names the new key, both are published, and RAP takes both', async () => {
  const world = await mock.fresh();
  const old = await tokenFor(world);
  world.commit({ kind: 'signingKey.rolled' });
  const young = await tokenFor(world);
  const kids = [old, young].map(token => JSON.parse(readJwt(token).header).kid);
  expect(new Set(kids).size).toBe(2);
  const published = JSON.parse((await ask(`${world.ready.stsUrl}/.well-known/jwks`)).body);
  expect(published.keys.map((key: { kid: string }) => key.kid).sort()).toEqual([...kids].sort());
  expect(published.keys.some((key: object) => 'd' in key)).toBe(false);
  expect([(await listSites(world, old)).status, (await listSites(world, young)).status]).toEqual([200, 200]);
});

test('When two hundred ask at once, then each gets a token of its own', async () => {
  const world = await mock.fresh();
  const replies = await Promise.all(Array.from({ length: 200 }, () => askToken(world, vendorFields)));
  expect(new Set(replies.map(reply => JSON.parse(reply.body).access_token)).size).toBe(200);
  expect(world.journal.count({ status: 200 })).toBe(200);
});
