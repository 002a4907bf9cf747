import { createPublicKey, createVerify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ask, askToken, brief, listSites, postForm, tokenFor, vendorFields } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { VENDOR } from '../support/small-world.js';

/** `sts.profile=is4`: IdentityServer4's tokens, and where it has what. */

const mock = await startMock();
const is4 = (switches: Readonly<Record<string, string>> = {}) => mock.with({ 'sts.profile': 'is4', ...switches });
const IS4 = ['sts.profile=is4'];
const GONE = /^404 The resource you are looking for/;

describe('the token', () => {
  test('When it is read, then header and payload stand in the order of the product [ALT-05]', async () => {
    const world = await is4({ 'sts.clientClaims': 'plan=gold' });
    const { header, payload, claims } = readJwt(await tokenFor(world, VENDOR, 'partner-read'));
    expect(header).toMatch(/^\{"alg":"RS256","kid":"([\w-]{27})","x5t":"\1","typ":"at\+jwt"\}$/);
    const { nbf, jti } = claims as { nbf: number; jti: string };
    expect(jti).toMatch(/^[0-9a-f]{32}$/);
    const iss = world.ready.stsUrl;
    expect(payload).toBe(
      `{"nbf":${nbf},"exp":${nbf + 3600},"iss":"${iss}","aud":"${iss}/resources","client_id":"${VENDOR.clientId}","client_plan":"gold","jti":"${jti}","iat":${nbf},"scope":["partner-read"]}`,
    );
  });

  test.each(['off', 'on'])('When sts.jti is %s, then each token has an id of its own [ALT-05]', async jti => {
    const world = await is4({ 'sts.jti': jti });
    expect(await tokenFor(world)).not.toBe(await tokenFor(world));
  });

  test('When it is shown to RAP, then RAP takes it [ALT-05, RAP-30]', async () => {
    const world = await is4();
    expect((await listSites(world, await tokenFor(world))).status).toBe(200);
  });

  test('When the lifetime is left alone, then it is an hour [ALT-07]', async () => {
    expect(JSON.parse((await askToken(await is4(), vendorFields)).body).expires_in).toBe(3600);
  });
});

describe('addresses', () => {
  test('When the keys are wanted, then the document names their address, and they say their algorithm [ALT-06]', async () => {
    const world = await is4();
    const { stsUrl } = world.ready;
    const document = JSON.parse((await ask(`${stsUrl}/.well-known/openid-configuration`)).body);
    expect(document.jwks_uri).toBe(`${stsUrl}/.well-known/openid-configuration/jwks`);
    const [key] = JSON.parse((await ask(document.jwks_uri)).body).keys;
    expect(Object.keys(key)).toEqual(['kty', 'use', 'kid', 'x5t', 'e', 'n', 'x5c', 'alg']);
    expect(key.alg).toBe('RS256');
    const [head, payload, signature = ''] = (await tokenFor(world)).split('.');
    const verify = createVerify('RSA-SHA256').update(`${head}.${payload}`);
    expect(verify.verify(createPublicKey({ key, format: 'jwk' }), signature, 'base64url')).toBe(true);
  });

  test.each(['/.well-known/jwks', '/connect/accessTokenValidation', '/connect/identityTokenValidation'])(
    'When %s is asked for, which IdentityServer4 has not, then it is unknown [ALT-06, PROD-02]',
    async path => {
      const world = await is4();
      expect(brief(await ask(world.ready.stsUrl + path))).toMatch(GONE);
      expect(brief(await ask(world.ready.stsUrl + path, { method: 'PUT' }))).toMatch(GONE);
      expect(world.journal.list()[0]).toMatchObject({ why: 'IdentityServer4 has no such address', switches: IS4 });
    },
  );

  test('When a slash stands at the end, then the address is unknown; letter case and a query do not matter [ALT-06]', async () => {
    const world = await is4();
    const at = (path: string) => postForm(world.ready.stsUrl + path, vendorFields);
    for (const path of ['/connect/token/', '/connect/token//', '/connect/token/?a=b'])
      expect(brief(await at(path))).toMatch(GONE);
    expect(world.journal.list()[0]?.switches).toEqual(IS4);
    for (const path of ['/CONNECT/Token', '/connect/token?x=/']) expect((await at(path)).status).toBe(200);
  });

  test.each(['GET', 'POST'])(
    'When the profile is is3, then the other product has no address here, asked by %s [PROD-06, DISC-08]',
    async method => {
      const { stsUrl } = mock.ready;
      expect(brief(await ask(`${stsUrl}/.well-known/openid-configuration/jwks`, { method }))).toMatch(GONE);
      expect(brief(await ask(`${stsUrl}/.well-known/openid-configuration/jw%6bs`, { method }))).toMatch(GONE);
      expect((await ask(`${stsUrl}/.well-known/jwks`)).status).toBe(200);
    },
  );

  test('When the profile is turned while running, then the next request meets the other product [PROD-06]', async () => {
    const world = await mock.fresh();
    expect((await ask(world.ready.tokenUrl)).status).toBe(405);
    world.set({ 'sts.profile': 'is4' });
    expect((await ask(world.ready.tokenUrl)).status).toBe(400);
    world.set({ 'sts.profile': 'is3' });
    expect((await ask(world.ready.tokenUrl)).status).toBe(405);
  });
});
