import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { ask, brief, listSites, rapUrl, tokenFor, whyOf } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';
import { APPLICATION, OAKFIELD, OLDER_APPLICATION, OLDER_VENDOR } from '../support/small-world.js';

const mock = await startMock();
const DENIED = '{"Message":"Authorization has been denied for this request."}';
const lastSwitches = (world: WorldHandle) => world.journal.list().at(-1)?.switches;

describe('rap.challenge', () => {
  test.each([
    ['bearer', 'Bearer'],
    ['none', undefined],
    ['invalid-token', 'Bearer error="invalid_token"'],
  ])('When it is %s, then a 401 says so and nothing else changes [RAP-33, RAP-34]', async (value, challenge) => {
    const world = await mock.with({ 'rap.challenge': value });
    for (const headers of [{}, { authorization: 'Bearer x' }]) {
      const reply = await ask(rapUrl(world, APPLICATION, 'GetSiteByApplication'), { headers });
      expect([brief(reply), reply.headers['www-authenticate']]).toEqual([`401 ${DENIED}`, challenge]);
      expect(lastSwitches(world)).toEqual([`rap.challenge=${value}`]);
    }
  });
});

describe('rap.requiredScopes', () => {
  const statusFor = async (world: WorldHandle, scope: string) =>
    (await listSites(world, await tokenFor(world, undefined, scope))).status;

  test('When another scope is required, then that one opens and the usual one does not [RAP-36]', async () => {
    const world = await mock.with({ 'rap.requiredScopes': 'partner-write' });
    expect(await statusFor(world, 'partner-write')).toBe(200);
    expect(await statusFor(world, 'partner-read')).toBe(403);
    expect(whyOf(world)).toBe('the token lacks the scope partner-write; it holds: partner-read');
    expect(lastSwitches(world)).toEqual(['rap.requiredScopes=partner-write', 'rap.scopeRefusal=message-403']);
  });

  test.each(['rapapi,partner-write', 'rapapi partner-write', ' rapapi , partner-write '])(
    'When there are several, as in "%s", then any one is enough, compared exactly [RAP-36]',
    async list => {
      const world = await mock.with({ 'rap.requiredScopes': list });
      expect(await statusFor(world, 'partner-write')).toBe(200);
      expect(await statusFor(world, 'partner-read')).toBe(403);
      expect(whyOf(world)).toContain('holds none of rapapi, partner-write');
      const older = await tokenFor(world, OLDER_VENDOR, 'rapapi');
      expect((await listSites(world, older, OLDER_APPLICATION)).status).toBe(200);
    },
  );

  test('When a name differs in letter case only, then it is another scope [RAP-36]', async () => {
    expect(await statusFor(await mock.with({ 'rap.requiredScopes': 'Partner-Read' }), 'partner-read')).toBe(403);
  });
});

describe('rap.scopeRefusal', () => {
  test.each([
    ['message-403', '403 {"Message":"insufficient_scope"}', 'Bearer error="insufficient_scope"'],
    ['empty-403', '403', 'Bearer error="insufficient_scope"'],
    ['message-401', `401 ${DENIED}`, 'Bearer'],
  ])(
    'When it is %s, then a good token without the scope is refused so [RAP-37]',
    async (value, expected, challenge) => {
      const world = await mock.with({ 'rap.scopeRefusal': value });
      const reply = await listSites(world, await tokenFor(world, undefined, 'partner-write'));
      expect([brief(reply), reply.headers['www-authenticate']]).toEqual([expected, challenge]);
      expect(lastSwitches(world)).toContain(`rap.scopeRefusal=${value}`);
      expect(whyOf(world)).toContain('lacks the scope partner-read');
      expect((await listSites(world, await tokenFor(world))).status).toBe(200);
    },
  );

  test('When it is empty-403, then the scope is looked at before path, verb and ids [RAP-38]', async () => {
    const world = await mock.with({ 'rap.scopeRefusal': 'empty-403', 'rap.malformedId': '404-html' });
    const write = { authorization: `Bearer ${await tokenFor(world, undefined, 'partner-write')}` };
    const read = { authorization: `Bearer ${await tokenFor(world)}` };
    const wrong: readonly (readonly [string, string, number])[] = [
      [`${world.ready.rapUrl}/nothing/here`, 'GET', 404],
      [`${world.ready.rapUrl}/api/v1/partner/%zz/GetSiteByApplication`, 'GET', 404],
      [rapUrl(world, '4711', 'GetSiteByApplication'), 'GET', 404],
      [rapUrl(world, APPLICATION, 'GetSiteByApplication'), 'POST', 405],
    ];
    for (const [url, method, otherwise] of wrong) {
      expect([url, brief(await ask(url, { method, headers: write }))]).toEqual([url, '403']);
      for (const headers of [read, {}, { authorization: 'Bearer x' }])
        expect([url, (await ask(url, { method, headers })).status]).toEqual([url, otherwise]);
    }
    expect((await ask(rapUrl(world, APPLICATION, 'GetSiteByApplication'))).status).toBe(401);
  });

  test('When it is any other value, then path and verb come first [RAP-38]', async () => {
    const world = await mock.with({ 'rap.scopeRefusal': 'message-401' });
    const headers = { authorization: `Bearer ${await tokenFor(world, undefined, 'partner-write')}` };
    expect((await ask(`${world.ready.rapUrl}/nothing`, { headers })).status).toBe(404);
    const list = rapUrl(world, APPLICATION, 'GetSiteByApplication');
    expect((await ask(list, { method: 'PUT', headers })).status).toBe(405);
  });
});

describe('rap.strictPaths', () => {
  const LIST = `${APPLICATION}/GetSiteByApplication`;
  const CLIENTS = `${APPLICATION}/${OAKFIELD.organisationId}/Clients`;
  const CASES: readonly (readonly [path: string, strict: number])[] = [
    [`/api/v1/partner/${LIST}`, 200],
    [`/api/v1/partner/${LIST}?x=/`, 200],
    [`/api/v1/partner/${LIST.toUpperCase().replace('GETSITEBYAPPLICATION', 'GetSiteByApplication')}`, 200],
    [`/api/v1/partner/${CLIENTS}`, 200],
    [`/api/v1/partner/${CLIENTS.replace(OAKFIELD.organisationId, OAKFIELD.organisationId.toLowerCase())}`, 200],
    [`/api/v1/partner/${LIST}/`, 404],
    [`/api/v1/partner/${LIST}//?x=1`, 404],
    [`/API/v1/partner/${LIST}`, 404],
    [`/api/v1/Partner/${LIST}`, 404],
    [`/api/v1/partner/${APPLICATION}/getsitebyapplication`, 404],
    [`/api/v1/partner/${CLIENTS.replace('Clients', 'clients')}`, 404],
  ];

  test.each(CASES)('When it is on and the path is %s, then it is %s; off, it is 200 [RAP-03]', async (path, strict) => {
    const world = await mock.with({ 'rap.strictPaths': 'on' });
    const headers = [['Authorization', `Bearer ${await tokenFor(world)}`]] as const;
    const reply = await sendRaw({ url: world.ready.rapUrl + path, headers });
    expect(reply.status).toBe(strict);
    if (strict === 404) {
      expect(reply.body).toMatch(/^The resource you are looking for/);
      expect(lastSwitches(world)).toEqual(['rap.strictPaths=on']);
      expect((await sendRaw({ url: world.ready.rapUrl + path, method: 'POST' })).status).toBe(404);
    }
    world.set({ 'rap.strictPaths': 'off' });
    expect((await sendRaw({ url: world.ready.rapUrl + path, headers })).status).toBe(200);
  });
});
