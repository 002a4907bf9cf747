import { createPublicKey, createVerify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  ask,
  askToken,
  basic,
  brief,
  HEADER_ONLY,
  listSites,
  postForm,
  tokenFor,
  vendorFields,
} from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';
import { OAKFIELD, OTHER_VENDOR, RIVERSIDE_DEX, VENDOR, worldWithClient } from '../support/small-world.js';

/** `sts.profile=is4`: the token server as IdentityServer4 would be it. */

const mock = await startMock();
const is4 = (switches: Readonly<Record<string, string>> = {}) => mock.with({ 'sts.profile': 'is4', ...switches });
const IS4 = ['sts.profile=is4'];
const INVALID_CLIENT = '400 {"error":"invalid_client"}';
const INVALID_REQUEST = '400 {"error":"invalid_request"}';
const TYPE = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
const GONE = /^404 The resource you are looking for/;
const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();

describe('what is asked and how', () => {
  test.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])(
    'When the verb is %s, then the request is invalid, not the method [ALT-01]',
    async method => {
      const world = await is4();
      const answer = await sendRaw({ method, url: world.ready.tokenUrl });
      expect([answer.status, answer.body]).toEqual([400, '{"error":"invalid_request"}']);
      expect(answer.headers.some(([name]) => name === 'Allow')).toBe(false);
      expect(world.journal.list()[0]).toMatchObject({
        why: `this address takes POST, not ${method}`,
        switches: IS4,
      });
    },
  );

  test.each(['application/json', 'text/plain', 'nonsense'])(
    'When the content type is %s, then the request is invalid [ALT-01]',
    async type => {
      const world = await is4();
      expect(brief(await postForm(world.ready.tokenUrl, vendorFields, { 'content-type': type }))).toBe(INVALID_REQUEST);
      expect(world.journal.list()[0]).toMatchObject({
        why: 'the Content-Type must be application/x-www-form-urlencoded',
        switches: IS4,
      });
    },
  );

  test('When there is no content type, then the request is invalid; in capitals it is a form all the same [ALT-01]', async () => {
    const world = await is4();
    const url = world.ready.tokenUrl;
    expect((await sendRaw({ method: 'POST', url, body: form(vendorFields) })).body).toBe('{"error":"invalid_request"}');
    const type = 'Application/X-WWW-Form-Urlencoded; charset=utf-8';
    expect((await postForm(url, vendorFields, { 'content-type': type })).status).toBe(200);
  });

  test('When verb or type is wrong elsewhere, then that is told as ever [ALT-07]', async () => {
    const { stsUrl } = (await is4()).ready;
    expect((await ask(`${stsUrl}/connect/revocation`)).status).toBe(405);
    const json = { 'content-type': 'application/json' };
    expect((await postForm(`${stsUrl}/connect/revocation`, '{}', json)).status).toBe(415);
  });
});

describe('scopes', () => {
  test.each([
    ['left out', {}],
    ['blank', { scope: ' ' }],
  ])(
    'When the scope is %s, then all that the client may ask for are granted and named [ALT-02]',
    async (_case, extra) => {
      const world = await is4();
      const { scope: _, ...fields } = vendorFields;
      const reply = await askToken(world, { ...fields, ...extra });
      expect(reply.status).toBe(200);
      expect(JSON.parse(reply.body).scope).toBe('partner-read partner-write');
      expect(world.journal.list()[0]).toMatchObject({
        why: 'no scope was asked for, so all that this client may ask for were granted',
        switches: IS4,
      });
    },
  );

  test('When scopes are asked for, then the answer names those granted, last [ALT-02]', async () => {
    const { body } = await askToken(await is4(), {
      ...vendorFields,
      scope: 'partner-write partner-read partner-write',
    });
    expect(body).toMatch(
      /^\{"access_token":"[^"]+","expires_in":3600,"token_type":"Bearer","scope":"partner-read partner-write"\}$/,
    );
  });

  test('When a DeX client asks for no scope, then its organisation is demanded all the same [ALT-02, ALT-07]', async () => {
    const { clientId: client_id, secret: client_secret } = RIVERSIDE_DEX;
    const fields = { grant_type: 'client_credentials', client_id, client_secret };
    expect(brief(await askToken(await is4(), fields))).toBe(INVALID_REQUEST);
  });

  test('When a scope is not granted, then the whole request is refused as ever [ALT-07]', async () => {
    const reply = await askToken(await is4(), { ...vendorFields, scope: 'partner-read rapapi' });
    expect(brief(reply)).toBe('400 {"error":"invalid_scope"}');
  });
});

describe('headers', () => {
  const NO_CACHE = [
    ['Content-Type', 'application/json; charset=UTF-8'],
    ['Cache-Control', 'no-store, no-cache, max-age=0'],
    ['Pragma', 'no-cache'],
  ];
  const post = async (fields: Readonly<Record<string, string>>, switches = {}, authorization?: string) =>
    sendRaw({
      method: 'POST',
      url: (await is4(switches)).ready.tokenUrl,
      headers: [TYPE, ...(authorization === undefined ? [] : [['Authorization', authorization] as const])],
      body: form(fields),
    });

  test('When a token is granted or refused, then neither may be cached, in the words of the product [ALT-03]', async () => {
    expect((await post(vendorFields)).headers.slice(0, -2)).toEqual(NO_CACHE);
    expect((await post({ ...vendorFields, client_secret: 'x' })).headers.slice(0, -2)).toEqual(NO_CACHE);
    expect((await post({ ...vendorFields, grant_type: 'x' })).headers.slice(0, -2)).toEqual(NO_CACHE);
  });

  test.each(['private', 'no-store'])(
    'When sts.errorCacheHeaders is %s, then the product still has its own [ALT-03]',
    async errorCacheHeaders => {
      const answer = await post({ ...vendorFields, scope: 'x' }, { 'sts.errorCacheHeaders': errorCacheHeaders });
      expect(answer.headers.slice(0, -2)).toEqual(NO_CACHE);
    },
  );

  test('When 401 is asked for, then the challenge comes with these headers, for Basic only [ALT-03, STS-30]', async () => {
    const strict = { 'sts.invalidClientStatus': '401-basic' };
    const viaHeader = await post(HEADER_ONLY, strict, basic(VENDOR.clientId, 'wrong').authorization);
    expect([viaHeader.status, viaHeader.body]).toEqual([401, '{"error":"invalid_client"}']);
    expect(viaHeader.headers.slice(0, -2)).toEqual([...NO_CACHE, ['WWW-Authenticate', 'Basic']]);
    const viaBody = await post({ ...vendorFields, client_secret: 'wrong' }, strict);
    expect(viaBody.status).toBe(401);
    expect(viaBody.headers.slice(0, -2)).toEqual(NO_CACHE);
  });
});

describe('Basic before body', () => {
  const good = basic(VENDOR.clientId, VENDOR.secret);

  test('When both hold credentials, then the header decides, right or wrong [ALT-04]', async () => {
    const world = await is4();
    expect((await askToken(world, { ...vendorFields, client_secret: 'wrong' }, good)).status).toBe(200);
    expect(brief(await askToken(world, vendorFields, basic(VENDOR.clientId, 'wrong')))).toBe(INVALID_CLIENT);
    expect(brief(await askToken(world, vendorFields, basic(OTHER_VENDOR.clientId, 'wrong')))).toBe(INVALID_CLIENT);
  });

  test.each([
    ['holds no secret', basic(OTHER_VENDOR.clientId, '')],
    ['holds a blank secret', basic(VENDOR.clientId, ' ')],
    ['is no Base64', { authorization: 'Basic !' }],
    ['is not Basic', { authorization: 'Bearer x' }],
    ['holds no id', basic('', 'x')],
    ['is too long', basic(VENDOR.clientId, 'x'.repeat(101))],
  ])('When the header %s, then the body wins; without one nobody is let in [ALT-04]', async (_case, header) => {
    const world = await is4();
    expect((await askToken(world, vendorFields, header)).status).toBe(200);
    expect(world.journal.list()[0]?.authentication).toBe('body');
    expect(brief(await askToken(world, HEADER_ONLY, header))).toBe(INVALID_CLIENT);
  });

  test('When both halves are blank once decoded, then the header has decided [ALT-04]', async () => {
    expect(brief(await askToken(await is4(), vendorFields, basic('+', '+')))).toBe(INVALID_CLIENT);
  });

  test.each(['both', 'raw', 'decoded'])(
    'When sts.basicDecoding is %s, then Basic is decoded and nothing else [ALT-04]',
    async decoding => {
      const credential = { ...OAKFIELD, secret: 'a+b%20c' };
      const world = await mock.with(
        { 'sts.profile': 'is4', 'sts.basicDecoding': decoding },
        worldWithClient(credential),
      );
      const fields = { ...HEADER_ONLY, scope: 'rapapi' };
      const encoded = basic(credential.clientId, encodeURIComponent(credential.secret));
      expect((await askToken(world, fields, encoded)).status).toBe(200);
      expect(world.journal.list()[0]?.authentication).toBe('basic-encoded');
      const raw = basic(credential.clientId, credential.secret);
      expect(brief(await askToken(world, fields, raw))).toBe(INVALID_CLIENT);
    },
  );

  test.each(['wire', 'each-reading'])(
    'When sts.basicLengthOn is %s, then a long encoding of a short secret does not count [ALT-04]',
    async lengthOn => {
      const credential = { ...OAKFIELD, secret: '%'.repeat(40) };
      const world = await mock.with(
        { 'sts.profile': 'is4', 'sts.basicLengthOn': lengthOn },
        worldWithClient(credential),
      );
      const header = basic(credential.clientId, encodeURIComponent(credential.secret));
      expect(brief(await askToken(world, { ...HEADER_ONLY, scope: 'rapapi' }, header))).toBe(INVALID_CLIENT);
    },
  );
});

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

describe('the rest', () => {
  test.each([
    ['invalid_client', { client_secret: 'wrong' }],
    ['unsupported_grant_type', { grant_type: 'Client_Credentials' }],
    ['unauthorized_client', { grant_type: 'password' }],
    ['invalid_scope', { scope: 'x'.repeat(301) }],
  ])('When a request is %s, then it is a 400 with that code [ALT-07]', async (error, wrong) => {
    expect(brief(await askToken(await is4(), { ...vendorFields, ...wrong }))).toBe(`400 {"error":"${error}"}`);
  });

  test('When a client is suspended or has two secrets, then it is as under the other product [ALT-07]', async () => {
    const world = await is4({ 'sts.secretOverlap': '60' });
    world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: 'second' });
    expect((await askToken(world, vendorFields)).status).toBe(200);
    expect((await askToken(world, { ...vendorFields, client_secret: 'second' })).status).toBe(200);
    world.commit({ kind: 'vendor.suspended', partner: 'brightwater' });
    expect(brief(await askToken(world, vendorFields))).toBe(INVALID_CLIENT);
  });
});
