import { describe, expect, test } from 'vitest';
import { ask, askToken, basic, brief, HEADER_ONLY, postForm, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';
import { RIVERSIDE_DEX, VENDOR } from '../support/small-world.js';

/** `sts.profile=is4`: the token server as IdentityServer4 would be it. */

const mock = await startMock();
const is4 = (switches: Readonly<Record<string, string>> = {}) => mock.with({ 'sts.profile': 'is4', ...switches });
const IS4 = ['sts.profile=is4'];
const INVALID_CLIENT = '400 {"error":"invalid_client"}';
const INVALID_REQUEST = '400 {"error":"invalid_request"}';
const TYPE = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
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
