import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { listSites, rapUrl, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { type RawAnswer, sendBytes } from '../support/raw-http.js';
import { APPLICATION, OAKFIELD, VENDOR } from '../support/small-world.js';

/** What no client should send, in paths and headers: answered in the vendor's form or refused, under any switches. */

const mock = await startMock();
const DENIED = '{"Message":"Authorization has been denied for this request."}';
const INVALID = '{"Message":"The request is invalid."}';
const NOWHERE = /^The resource you are looking for has been removed/;

/** One request of these bytes, its path below the application's calls. */
async function send(world: WorldHandle, path: string, headers: readonly string[], method = 'GET'): Promise<RawAnswer> {
  const { host } = new URL(world.ready.rapUrl);
  const below = new URL(rapUrl(world)).pathname;
  const head = [`${method} ${below}/${path} HTTP/1.1`, `Host: ${host}`, ...headers, '', ''].join('\r\n');
  return sendBytes(world.ready.rapUrl, Buffer.from(head, 'latin1'), method);
}

const brief = ({ status, body }: RawAnswer) => `${status} ${body}`;
const GUID_OF_8K = 'a'.repeat(8192);

/** Every way of wording answers, none of which may change what is answered. */
const CLOTHES: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'rap.cacheHeaders': 'webhost' },
  { 'rap.honourAcceptXml': 'on' },
  { 'rap.scopeRefusal': 'empty-403' },
];

describe.each(CLOTHES)('under %o', switches => {
  test.each([
    ['a broken escape', '%zz/GetSiteByApplication', 404],
    ['half an escape', '%4/GetSiteByApplication', 404],
    ['bytes that are no UTF-8', '%ff%fe/GetSiteByApplication', 404],
    ['half a letter', `${APPLICATION}/%c3/Clients`, 404],
    ['an overlong slash', '%c0%af/GetSiteByApplication', 404],
    ['a surrogate', '%ed%a0%80/GetSiteByApplication', 404],
    ['an escaped NUL', '%00/GetSiteByApplication', 400],
    ['a NUL behind an id', `${APPLICATION}%00/GetSiteByApplication`, 400],
    ['an escaped slash', `${APPLICATION}%2F${OAKFIELD.organisationId}/Clients`, 404],
    ['a line break', `${APPLICATION}%0d%0aX-Injected:%201/GetSiteByApplication`, 400],
    ['an id escaped twice', `${APPLICATION.replaceAll('-', '%252D')}/GetSiteByApplication`, 400],
    ['full-width digits', `${'%EF%BC%91'.repeat(32)}/GetSiteByApplication`, 400],
    ['an id of 8 KB', `${GUID_OF_8K}/GetSiteByApplication`, 404],
    ['a second id of 8 KB', `${APPLICATION}/${GUID_OF_8K}/Clients`, 404],
    ['an id of 400 letters', `${'a'.repeat(400)}/GetSiteByApplication`, 400],
    ['markup', "<script>alert('x')</script>/GetSiteByApplication", 404],
    ['a semicolon', `${APPLICATION};v=1/GetSiteByApplication`, 400],
    ['dots', '../../etc/GetSiteByApplication', 404],
  ])(
    'When a path holds %s, then it is %s %s, and nothing of it is repeated [RAP-45, RAP-46, RAP-47]',
    async (_case, path, status) => {
      const world = await mock.with(switches);
      const token = await tokenFor(world);
      const answer = await send(world, path, [`Authorization: Bearer ${token}`]);
      expect(brief(answer)).toMatch(status === 404 ? /^404 The resource you are looking for/ : /^400 \{"Message"/);
      if (status === 400) expect(answer.body).toBe(INVALID);
      expect(world.journal.list().at(-1)).toMatchObject({ status, why: expect.stringMatching(/^[\x20-\x7e]{5,120}$/) });
      expect(answer.headers.map(([name]) => name)).not.toContain('X-Injected');
      expect((await listSites(world, token)).status).toBe(200);
    },
  );

  test('When a path holds raw bytes above ASCII, then it is an unknown id or path, never a fault [RAP-45, RAP-46]', async () => {
    const world = await mock.with(switches);
    const header = `Authorization: Bearer ${await tokenFor(world)}`;
    for (const path of ['\xff\xfe/GetSiteByApplication', `${APPLICATION}/\xc3\xa9/Clients`, '\x80'.repeat(32)])
      expect([400, 404]).toContain((await send(world, path, [header])).status);
  });

  test('When there are several Authorization headers, then they are joined and denied, however good each is [CA-12, RAP-33]', async () => {
    const world = await mock.with(switches);
    const good = `Authorization: Bearer ${await tokenFor(world)}`;
    const list = `${APPLICATION}/GetSiteByApplication`;
    expect((await send(world, list, [good])).status).toBe(200);
    for (const other of [good, 'authorization: Basic eDp5', 'AUTHORIZATION:', 'Authorization: Bearer x']) {
      expect(brief(await send(world, list, [good, other]))).toBe(`401 ${DENIED}`);
      expect(brief(await send(world, list, [other, good]))).toBe(`401 ${DENIED}`);
    }
  });

  test('When a token is enormous, then it is denied unread [JWT-16, RAP-33]', async () => {
    const world = await mock.with(switches);
    const answer = await send(world, `${APPLICATION}/GetSiteByApplication`, [
      `Authorization: Bearer ${'a.'.repeat(6000)}`,
    ]);
    expect(brief(answer)).toBe(`401 ${DENIED}`);
  });
});

describe('ASP.NET Core', () => {
  test('When a path is broken or too long, then its 404 is as empty as any other [ALT-08]', async () => {
    const world = await mock.with({ 'rap.profile': 'aspnetcore' });
    const header = `Authorization: Bearer ${await tokenFor(world)}`;
    for (const path of [
      '%zz/GetSiteByApplication',
      '%c3/GetSiteByApplication',
      `${GUID_OF_8K}/GetSiteByApplication`,
      '',
    ])
      expect(brief(await send(world, path, [header]))).toBe('404 ');
  });
});

const segment = fc.oneof(
  fc.string({
    unit: fc
      .integer({ min: 0x21, max: 0xff })
      .filter(c => c !== 0x7f && c !== 0x23)
      .map(c => String.fromCharCode(c)),
  }),
  fc.constantFrom(
    APPLICATION,
    APPLICATION.toUpperCase(),
    `%7B${APPLICATION}%7D`,
    OAKFIELD.organisationId,
    'GetSiteByApplication',
    'GETSITEBYAPPLICATION',
    'Clients',
    'clients',
    '%zz',
    '%00',
    '%2F',
    '',
    'x'.repeat(499),
    'x'.repeat(501),
    '%41'.repeat(200),
    '?',
    '..',
  ),
);
const path = fc.oneof(
  segment.map(a => `${a}/GetSiteByApplication`),
  fc.tuple(segment, segment).map(([a, o]) => `${a}/${o}/Clients`),
  fc.array(segment, { maxLength: 4 }).map(all => all.join('/')),
);
const header = fc.constantFrom('', 'Bearer', 'Bearer x', 'Basic eDp5', 'read', 'write');

describe('the switches that look before the router does', () => {
  test('When only the wording is switched, then every path, verb and header is answered with the same status [RAP-38, RAP-45]', async () => {
    const worlds = await Promise.all(CLOTHES.slice(0, 3).map(switches => mock.with(switches)));
    const tokens = await Promise.all(
      worlds.map(async world => ({
        read: `Bearer ${await tokenFor(world)}`,
        write: `Bearer ${await tokenFor(world, VENDOR, 'partner-write')}`,
      })),
    );
    const method = fc.constantFrom('GET', 'GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'PATCH');
    const check = async (where: string, verb: string, shown: string) => {
      const statuses: number[] = [];
      for (const [at, world] of worlds.entries()) {
        const value = (tokens[at] as Readonly<Record<string, string>>)[shown] ?? shown;
        const answer = await send(world, where, value === '' ? [] : [`Authorization: ${value}`], verb);
        statuses.push(answer.status);
        if (answer.status === 404 && !answer.body.startsWith('{') && verb !== 'HEAD')
          expect(answer.body).toMatch(NOWHERE);
      }
      expect(new Set(statuses).size, `${verb} ${where}: ${statuses}`).toBe(1);
      expect([200, 400, 401, 403, 404, 405]).toContain(statuses[0]);
    };
    await fc.assert(fc.asyncProperty(path, method, header, check), { numRuns: 250 });
  });
});
