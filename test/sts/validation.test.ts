import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { ask, brief, postForm, tokenFor } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { AT_OAKFIELD, AT_RIVERSIDE, OAKFIELD, RIVERSIDE } from '../support/small-world.js';

const mock = await startMock();
const address = (world: WorldHandle) => `${world.ready.stsUrl}/connect/accessTokenValidation`;
const validate = (world: WorldHandle, fields: Record<string, string>) => postForm(address(world), fields);
const BAD = '400 {"Message":"invalid_token"}';

describe('access token validation', () => {
  test('When a good token is asked about, by GET or POST, then the claims come in payload order and are not cached [END-01, END-05]', async () => {
    const token = await tokenFor(mock);
    const byGet = await ask(`${address(mock).toUpperCase().replace('HTTP', 'http')}?token=${token}`);
    const byPost = await validate(mock, { token });
    for (const reply of [byGet, byPost]) {
      expect(brief(reply)).toBe(`200 ${readJwt(token).payload}`);
      expect(reply.headers['cache-control']).toBe('no-store, no-cache, max-age=0, private');
      expect(reply.headers['pragma']).toBe('no-cache');
    }
  });

  test.each(['', 'token=', 'token=%20', 'tokens=x'])(
    'When the form is "%s", then the token is missing [END-02]',
    async form => {
      expect(brief(await postForm(address(mock), form))).toBe('400 {"Message":"Token is missing"}');
      expect(brief(await ask(`${address(mock)}?${form}`))).toBe('400 {"Message":"Token is missing"}');
    },
  );

  test.each([
    ['no token at all', () => 'abc'],
    ['one that was altered', (token: string) => `${token.slice(0, -6)}AAAAAA`],
    ['one without a signature', (token: string) => token.slice(0, token.lastIndexOf('.') + 1)],
    ['one that is far too long', (token: string) => token + 'A'.repeat(51_200)],
  ])('When it is %s, then it is invalid, and nothing says why [END-02, JWT-16]', async (_case, spoil) => {
    expect(brief(await validate(mock, { token: spoil(await tokenFor(mock)) }))).toBe(BAD);
  });

  test('When it expired, then it passes for another 300 s, then it is invalid [END-03, END-04]', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    world.advance(3_600_000 + 300_000);
    expect((await validate(world, { token })).status).toBe(200);
    world.advance(1);
    expect(brief(await validate(world, { token }))).toBe(BAD);
  });

  test('When a scope is expected, then it must be there, letter by letter [END-02, END-06]', async () => {
    const token = await tokenFor(mock);
    expect((await validate(mock, { token, expectedScope: 'partner-write' })).status).toBe(200);
    for (const expectedScope of ['partner', 'Partner-Read', 'partner-read partner-write']) {
      expect(brief(await validate(mock, { token, expectedScope }))).toBe('400 {"Message":"insufficient_scope"}');
    }
  });

  test('When the client is gone, suspended or its school disabled, then its live token is invalid at once [END-07, LIFE-16]', async () => {
    const world = await mock.fresh();
    const [oakfield, riverside, vendor] = [
      await tokenFor(world, OAKFIELD, 'rapapi'),
      await tokenFor(world, RIVERSIDE, 'rapapi'),
      await tokenFor(world),
    ];
    world.commit([
      { kind: 'site.removed', ...AT_OAKFIELD },
      { kind: 'site.disabled', ...AT_RIVERSIDE },
      { kind: 'vendor.suspended', partner: 'brightwater' },
    ]);
    for (const token of [oakfield, riverside, vendor]) expect(brief(await validate(world, { token }))).toBe(BAD);
  });

  test('When another world issued it, then it is invalid here [HOST-10, END-02]', async () => {
    expect(brief(await validate(await mock.fresh(), { token: await tokenFor(mock) }))).toBe(BAD);
  });

  test('When GET carries a content type, then it does not matter; POST must send a form [END-01, STS-13]', async () => {
    const [token, headers] = [await tokenFor(mock), { 'content-type': 'application/json' }];
    expect((await ask(`${address(mock)}?token=${token}`, { headers })).status).toBe(200);
    expect((await ask(address(mock), { method: 'POST', headers, body: '{}' })).status).toBe(415);
  });

  test('When it is asked with another verb, then GET and POST are allowed [END-01]', async () => {
    const reply = await ask(address(mock), { method: 'PUT' });
    expect([reply.status, reply.headers['allow']]).toEqual([405, 'GET, POST']);
  });
});

describe('identity token validation', () => {
  test('When it is asked about anything, then it refuses with a Message [END-10]', async () => {
    const url = `${mock.ready.stsUrl}/connect/identityTokenValidation`;
    expect(brief(await ask(`${url}?token=x&client_id=y`))).toBe(BAD);
    expect(brief(await postForm(url, {}))).toBe('400 {"Message":"Token is missing"}');
  });
});
