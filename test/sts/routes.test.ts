import { METHODS } from 'node:http';
import supertest from 'supertest';
import { describe, expect, test } from 'vitest';
import { ask, askToken, brief, FORM, HEADER_ONLY, postForm, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';

const mock = await startMock();
const { stsUrl } = mock.ready;

const GONE = 'The resource you are looking for has been removed, had its name changed, or is temporarily unavailable.';

describe('the address', () => {
  test('When the form is posted to /connect/token, then a token is granted [STS-01, STS-02]', async () => {
    const reply = await supertest(stsUrl).post('/connect/token').type('form').send(vendorFields);
    expect(reply.status).toBe(200);
    expect(Object.keys(reply.body)).toEqual(['access_token', 'expires_in', 'token_type']);
  });

  test('When the fields are sent as headers, then nobody sees them [STS-03]', async () => {
    const reply = await ask(`${stsUrl}/connect/token`, { method: 'POST', headers: { ...FORM, ...vendorFields } });
    expect(brief(reply)).toBe('400 {"error":"invalid_client"}');
  });

  test.each(['?Content-Type', '?client_id=other&scope=none', '?'])(
    'When the address ends in %s, then the query changes nothing [STS-04]',
    async query => {
      expect((await postForm(`${stsUrl}/connect/token${query}`, vendorFields)).status).toBe(200);
    },
  );

  test('When credentials stand in the query only, then they do not count [STS-04]', async () => {
    const query = new URLSearchParams(vendorFields);
    expect(brief(await postForm(`${stsUrl}/connect/token?${query}`, HEADER_ONLY))).toContain('invalid_client');
  });

  test.each(['/CONNECT/Token', '/connect/token/', '/connect/token///', '/Connect/TOKEN//'])(
    'When the path is written %s, then it is the same address [STS-05]',
    async path => {
      expect((await postForm(stsUrl + path, vendorFields)).status).toBe(200);
    },
  );

  test.each(['/', '/connect', '/connect/tokens', '/connect/token/more', '/token', '/favicon.ico', '/api/health', '/~'])(
    'When nothing is at %s, then the web server answers in HTML [STS-06]',
    async path => {
      const reply = await ask(stsUrl + path);
      expect([reply.status, reply.headers['content-type'], reply.body]).toEqual([404, 'text/html', GONE]);
    },
  );

  test.each(['/connect/authorize', '/connect/userinfo', '/connect/endsession', '/connect/checksession', '/login'])(
    'When %s of the sign-in pages is asked for, then it is as if it were not there [END-12]',
    async path => {
      expect((await ask(`${stsUrl}${path}?client_id=x`)).body).toBe(GONE);
    },
  );
});

describe('the verb', () => {
  // CONNECT is for proxies and never reaches a server.
  const others = METHODS.filter(m => m !== 'POST' && m !== 'CONNECT');
  test('When any other verb than POST is used, then it is refused by its own name [STS-12, STS-33]', async () => {
    for (const method of others) {
      const answer = await sendRaw({ method, url: `${stsUrl}/connect/token` });
      const body = `{"Message":"The requested resource does not support http method '${method}'."}`;
      expect([method, answer.status, answer.body]).toEqual([method, 405, method === 'HEAD' ? '' : body]);
      expect(answer.headers.slice(0, 2)).toEqual([
        ['Content-Type', 'application/json; charset=utf-8'],
        ['Allow', 'POST'],
      ]);
    }
  });

  test('When the path is in capitals, then a wrong verb is still told apart from a wrong path [STS-05, STS-12]', async () => {
    expect((await ask(`${stsUrl}/CONNECT/TOKEN/`)).status).toBe(405);
  });
});

describe('the media type', () => {
  const typed = (type: string) => postForm(`${stsUrl}/connect/token`, vendorFields, { 'content-type': type });

  test.each([
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
    'Application/X-WWW-Form-Urlencoded',
    'application/x-www-form-urlencoded2',
    'application/*',
  ])('When the type is %s, then it is not supported [STS-13, STS-33]', async type => {
    const reply = await typed(type);
    expect(brief(reply)).toBe('415 {"ErrorMessage":"Unsupported Media Type"}');
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(reply.headers['cache-control']).toBeUndefined();
  });

  test.each([
    'application/x-www-form-urlencoded; charset=utf-8',
    'application/x-www-form-urlencoded;charset=ISO-8859-1; x=y',
    'application/x-www-form-urlencoded ;',
  ])('When the type is %s, then its parameters do not matter [STS-13]', async type => {
    expect((await typed(type)).status).toBe(200);
  });

  test.each(['no-slash', '/', 'a/b/c', ';', '"application/json"'])(
    'When the type is %s, which cannot be parsed, then the body is read as a form [STS-14]',
    async type => {
      expect((await typed(type)).status).toBe(200);
    },
  );

  test('When there is no type at all, then the body is read as a form [STS-14]', async () => {
    const body = new URLSearchParams(vendorFields).toString();
    expect((await sendRaw({ method: 'POST', url: `${stsUrl}/connect/token`, body })).status).toBe(200);
  });
});

describe('the order of checks', () => {
  test('When everything is wrong at once, then each mend uncovers the next fault [STS-10, STS-15]', async () => {
    const world = await mock.with({ 'transport.http': 'refuse' });
    const url = (path: string) => world.ready.stsUrl + path;
    const json = { 'content-type': 'application/json' };
    const wrong = { grant_type: 'magic', client_id: 'nobody', client_secret: 'nothing', scope: 'none' };
    expect((await ask(url('/nowhere'), { method: 'PUT', headers: json })).status).toBe(403);
    world.set({ 'transport.http': 'allow' });
    expect((await ask(url('/nowhere'), { method: 'PUT', headers: json })).status).toBe(404);
    expect((await ask(url('/connect/token'), { method: 'PUT', headers: json })).status).toBe(405);
    expect((await ask(url('/connect/token'), { method: 'POST', headers: json })).status).toBe(415);
    expect(brief(await askToken(world, wrong))).toContain('invalid_client');
    const { client_id, client_secret } = vendorFields;
    const known = { ...wrong, client_id: client_id ?? '', client_secret: client_secret ?? '' };
    expect(brief(await askToken(world, known))).toContain('unsupported_grant_type');
    expect(brief(await askToken(world, { ...known, grant_type: 'password' }))).toContain('unauthorized_client');
    expect(brief(await askToken(world, { ...known, grant_type: 'client_credentials' }))).toContain('invalid_scope');
  });
});
