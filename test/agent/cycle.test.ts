import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Sandbox } from '../support/agent/sandbox.js';
import {
  type Asked,
  cut,
  empty,
  guid,
  hang,
  html,
  json,
  listRow,
  type Reply,
  type StubSite,
  secretOf,
  site,
  sites,
} from '../support/agent/stub-service.js';

const probe = (secret: string): string => createHmac('sha256', Buffer.from('5eed', 'hex')).update(secret).digest('hex');
const truth = (world: readonly StubSite[]) =>
  Object.fromEntries(
    world.map(({ id, clients }) => [
      Number(id.slice(-12)),
      clients.map(client => `${client.id} ${probe(client.secret ?? '')}`),
    ]),
  );

describe('a cycle against a real socket', () => {
  test('When the vault is new, then one sync takes everything with 2 + N requests and one token', async () => {
    const box = await Sandbox.open(sites(8));
    const { exit, report, err } = await box.sync();
    expect(exit).toBe(0);
    expect(report).toMatchObject({ generation: 1, requests: { token: 1, list: 2, clients: 8, retries: 0 } });
    expect([box.stub.count('token'), box.stub.count('list'), box.stub.count('clients')]).toEqual([1, 2, 8]);
    expect(await box.served()).toEqual(truth(box.stub.sites));
    expect(err).toContain(`A new vault key was made: ${box.folder}/config/sims-agent/key`);
  });

  test('When nothing changed, then the next generation serves the same and the plan is empty', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    const before = await box.served();
    expect(await box.run('plan')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('Plan: 0 to add, 0 to rotate'),
    });
    expect((await box.sync()).report).toMatchObject({ exit: 0, generation: 2 });
    expect(await box.served()).toEqual(before);
  });

  test('When both lists turn empty (W01), then everything stays served, held, and ends 4', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    const before = await box.served();
    box.stub.answer = ({ kind }) => (kind === 'list' ? json([]) : undefined);
    const { exit, report } = await box.sync();
    expect(exit).toBe(4);
    expect(report['hold']).toMatchObject({ operations: 3, guards: [{ guard: 'G1', count: 3, of: 3 }] });
    expect(await box.served()).toEqual(before);
  });

  test('When the first list is empty and the second is not (W01), then nothing is lost', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    const before = await box.served();
    box.stub.answer = ({ kind, nth }) => (kind === 'list' && nth === 3 ? json([]) : undefined);
    expect((await box.sync()).exit).toBe(0);
    expect(await box.served()).toEqual(before);
  });

  test.each<[string, (asked: Asked) => Reply, number]>([
    ['a cut body (W04)', () => cut('[{"Id":0}'), 6],
    [
      'a cut body whose end is the end of the connection (W04)',
      () => ({
        raw: response =>
          response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end('[{"Id":0,'),
      }),
      6,
    ],
    ['an object (W04)', () => json({}), 6],
    ['a row of the wrong type (W04)', () => json([{ ...listRow(site(1)), Authorised: 'yes' }]), 6],
    ['a page of HTML with 200 (W08)', () => html(200), 6],
    ['the page of a stopped site, HTML 403 (W08)', () => html(403), 6],
    ['maintenance, HTML 503 (W08)', () => html(503), 6],
    ['204 (W03)', () => ({ status: 204 }), 6],
    ['silence', () => hang, 6],
    ['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }), 6],
    ['an empty 403 (W07)', () => empty(403), 5],
    ['401 to every token (W06)', () => json({ Message: 'denied' }, 401), 5],
    ['404 (W09)', () => json({ Message: 'no' }, 404), 6],
  ])('When the list is %s, then the last good vault stays', async (_what, answer, code) => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    const before = await box.served();
    await box.policy({ headersTimeoutMs: 500, attempts: 2 });
    box.stub.answer = asked => (asked.kind === 'list' ? answer(asked) : undefined);
    const clientsBefore = box.stub.count('clients');
    const { exit, report } = await box.sync();
    expect([exit, report['generation']]).toEqual([code, null]);
    expect(box.stub.count('clients')).toBe(clientsBefore);
    expect(await box.served()).toEqual(before);
  });

  test('When a third of the sites leave (W10), then they are held; approved, they go (W11)', async () => {
    const box = await Sandbox.open(sites(9));
    await box.sync();
    const before = await box.served();
    box.stub.sites = box.stub.sites.slice(3);
    const held = await box.sync();
    expect(held.exit).toBe(4);
    expect(await box.served()).toEqual(before);
    const digest = (held.report['hold'] as { digest: string }).digest;
    expect((await box.run('status')).out).toContain(`sims-agent approve ${digest.slice(0, 12)}`);
    expect((await box.run('approve', digest.slice(0, 11))).exit).toBe(64);
    expect((await box.run('approve', '0123456789ab')).exit).toBe(64);
    expect((await box.run('approve', digest.slice(0, 12))).exit).toBe(0);
    expect((await box.sync()).report).toMatchObject({ exit: 0, approved: digest, hold: null });
    expect(await box.served()).toEqual(truth(box.stub.sites));
    expect((await box.run('approve', digest)).exit).toBe(64);
  });

  test('When an approval was forged, then it is ignored, alarmed, and the hold stays', async () => {
    const box = await Sandbox.open(sites(9));
    await box.sync();
    box.stub.sites = box.stub.sites.slice(3);
    const held = await box.sync();
    const digest = (held.report['hold'] as { digest: string }).digest;
    await box.run('approve', digest);
    const [file] = (await box.everythingOnDisk()).filter(({ path }) => path.includes('approvals'));
    const { writeFile } = await import('node:fs/promises');
    await writeFile(file?.path ?? '', String(file?.bytes).replace(/"expiresAt":\d/, '"expiresAt":9'));
    const again = await box.sync();
    expect(again.exit).toBe(4);
    expect(again.err).toContain('code=approval_forged');
  });

  test('When one site is gone from both lists (W12), then it is served no more, and get says why', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    box.stub.sites = box.stub.sites.slice(1);
    expect((await box.sync()).exit).toBe(0);
    expect(await box.served()).toEqual(truth(box.stub.sites));
    expect(await box.run('get', guid(1))).toMatchObject({ exit: 1, err: expect.stringContaining('tombstone (gone)') });
  });

  test('When a site leaves during the walk (W14), then its refused Clients are the second witness', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    box.stub.answer = ({ kind, nth }) => {
      if (kind === 'list' && nth === 3) box.stub.sites = box.stub.sites.filter(({ id }) => id !== site(2).id);
      return kind === 'list' && nth === 3 ? json(sites(3).map(listRow)) : undefined;
    };
    expect((await box.sync()).exit).toBe(0);
    expect(Object.keys(await box.served())).toEqual(['1', '3']);
  });

  test('When a site is missing from the second list only (W13), then it is kept and marked as leaving', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    const before = await box.served();
    box.stub.answer = ({ kind, nth }) => (kind === 'list' && nth === 4 ? json(sites(2).map(listRow)) : undefined);
    expect((await box.sync()).exit).toBe(0);
    expect(await box.served()).toEqual(before);
    expect((await box.run('list')).out).toContain('leaving since');
  });

  test('When a site appears during the walk (W15), then it is read in the same cycle', async () => {
    const box = await Sandbox.open(sites(3));
    box.stub.answer = ({ kind, nth }) => (kind === 'list' && nth === 1 ? json(sites(2).map(listRow)) : undefined);
    expect((await box.sync()).report).toMatchObject({ exit: 0, requests: { list: 2, clients: 3 } });
    expect(await box.served()).toEqual(truth(sites(3)));
  });

  test.each([
    ['answers 500', () => json({ Message: 'An error has occurred.' }, 500)],
    ['answers a page of HTML with 403', () => html(403)],
    ['is reset', () => ({ raw: (response: { destroy(): void }) => response.destroy() })],
    ['refuses although it is listed (W27)', () => empty(403)],
  ])(
    'When the Clients call of one site %s (W25), then only that site is stale, and the run ends 3',
    async (_what, answer) => {
      const box = await Sandbox.open(sites(3));
      await box.sync();
      const before = await box.served();
      box.stub.answer = ({ organisation }) => (organisation === guid(2) ? answer() : undefined);
      expect((await box.sync()).exit).toBe(3);
      expect(await box.served()).toEqual(before);
      expect((await box.run('list')).out).toMatch(/0002 {2}active\/linked \(stale since/);
      box.stub.answer = () => undefined;
      expect((await box.sync()).exit).toBe(0);
      expect((await box.run('list')).out).not.toContain('stale');
    },
  );

  test('When most Clients calls fail (W42), then the sweep stops early and nothing is committed', async () => {
    const box = await Sandbox.open(sites(20));
    await box.sync();
    const before = box.stub.count('clients');
    box.stub.answer = ({ kind }) => (kind === 'clients' ? html(403) : undefined);
    expect((await box.sync()).report).toMatchObject({ exit: 6, generation: null, code: 'too_many_unread' });
    expect(box.stub.count('clients') - before).toBeLessThan(12);
    expect(box.stub.count('list')).toBe(3);
  });

  test('When a secret is replaced (W32), then the new one is handed out and the old one only on demand', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    box.stub.sites = [
      site(1, { clients: [{ id: `sas-oneroster-${guid(1)}`, secret: secretOf(1, 2) }] }),
      ...box.stub.sites.slice(1),
    ];
    expect((await box.sync()).report).toMatchObject({ exit: 0, changes: { rotate: 1 } });
    expect(await box.served()).toEqual(truth(box.stub.sites));
    expect((await box.run('get', guid(1).toUpperCase(), '--reveal')).out).toContain(secretOf(1, 2));
    const { openVault } = await import('../../agent/index.js');
    const vault = await openVault({ vault: box.vault, keyFile: `${box.folder}/config/sims-agent/key` });
    expect(vault.get(guid(1))[0]?.previous()?.reveal()).toBe(secretOf(1, 1));
  });

  test('When a site is reinstalled with new credentials (W39), then they change in one generation', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    box.stub.sites = [site(1, { clients: [{ id: 'sas-oneroster-new', secret: 'fresh' }] }), ...box.stub.sites.slice(1)];
    expect((await box.sync()).report).toMatchObject({ exit: 0, generation: 2, changes: { add: 1, tombstone: 1 } });
    expect(await box.served()).toEqual(truth(box.stub.sites));
  });

  test('When a school comes back, then it has its fresh credentials, never the old ones (W40)', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    const all = box.stub.sites;
    box.stub.sites = all.slice(1);
    await box.sync();
    box.stub.sites = [
      site(1, { clients: [{ id: `sas-oneroster-${guid(1)}`, secret: secretOf(1, 9) }] }),
      ...all.slice(1),
    ];
    expect((await box.sync()).report).toMatchObject({ exit: 0, changes: { restore: 1 } });
    expect(await box.served()).toEqual(truth(box.stub.sites));
  });

  test('When a site is not authorised (W18), then its Clients are not asked for and it is not served', async () => {
    const box = await Sandbox.open([site(1), site(2, { authorised: 0 }), site(3, { authorised: null })]);
    expect((await box.sync()).report).toMatchObject({ exit: 0, requests: { clients: 1 } });
    expect(Object.keys(await box.served())).toEqual(['1']);
    expect((await box.run('get', guid(2))).err).toContain('pending (awaiting)');
  });

  test('When plan is run, then it says what sync would do, changes nothing, and ends 2', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    box.stub.sites = [...box.stub.sites.slice(1), site(9)];
    const { exit, out } = await box.run('plan');
    expect(exit).toBe(2);
    expect(out).toContain(`- tombstone ${guid(1)}`);
    expect(out).toContain(`+ add ${guid(9)}`);
    expect(Object.keys(await box.served())).toEqual(['1', '2', '3']);
  });

  test('When another upstream is pointed at the same vault (E11), then it is refused before any request', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    box.env = { ...box.env, SIMS_RAP_URL: `${box.stub.url}/~other` };
    const asked = box.stub.asked.length;
    expect(await box.run('sync')).toMatchObject({ exit: 78, err: expect.stringContaining('another RAP API') });
    expect(box.stub.asked).toHaveLength(asked);
  });
});

describe('token and politeness', () => {
  test('When the vendor client is refused (W44), then there is one request and exit 5', async () => {
    const box = await Sandbox.open(sites(3));
    for (const [reply, code] of [
      [json({ error: 'invalid_client' }, 400), 'invalid_client'],
      [json({ error: 'unauthorized_client' }, 400), 'unauthorized_client'],
      [json({ error: 'invalid_scope' }, 400), 'invalid_scope'],
      [{ status: 401, headers: { 'www-authenticate': 'Basic' } }, 'sts_status_401'],
    ] as const) {
      const before = box.stub.asked.length;
      box.stub.answer = ({ kind }) => (kind === 'token' ? reply : undefined);
      expect(await box.run('sync')).toMatchObject({ exit: 5, err: expect.stringContaining(code) });
      expect(box.stub.asked.length - before).toBe(1);
    }
  });

  test.each([
    ['503', () => html(503), 3],
    ['a page of HTML with 200', () => html(200), 2],
    ['no access_token', () => json({ token_type: 'Bearer' }), 2],
    ['another token type', () => json({ access_token: 'x', token_type: 'mac' }), 2],
    ['HTML 400', () => html(400), 1],
  ])('When the STS answers %s (W47), then the run ends 6 after %s attempts', async (_what, answer, attempts) => {
    const box = await Sandbox.open(sites(3));
    box.stub.answer = ({ kind }) => (kind === 'token' ? answer() : undefined);
    expect((await box.run('sync')).exit).toBe(6);
    expect(box.stub.asked).toHaveLength(attempts);
  });

  test('When all live tokens are refused in the middle of the walk (W46), then one renewal serves all lanes and the walk ends well', async () => {
    const box = await Sandbox.open(sites(12));
    box.stub.answer = ({ kind, nth }) => {
      if (kind === 'clients' && nth === 5) box.stub.liveTokens.clear();
      return undefined;
    };
    expect((await box.sync()).exit).toBe(0);
    expect(box.stub.count('token')).toBe(2);
    expect(await box.served()).toEqual(truth(box.stub.sites));
  });

  test('When the vendor client is refused at that renewal (W45), then the run ends 5 after one more token request, nothing changed', async () => {
    const box = await Sandbox.open(sites(12));
    await box.sync();
    const before = await box.served();
    box.stub.answer = ({ kind, nth }) => {
      if (kind === 'clients' && nth === 17) box.stub.liveTokens.clear();
      return kind === 'token' && nth === 3 ? json({ error: 'invalid_client' }, 400) : undefined;
    };
    expect((await box.run('sync')).exit).toBe(5);
    expect(box.stub.count('token')).toBe(3);
    expect(await box.served()).toEqual(before);
  });

  test('When one site answers 401 to every token (W26), then it is stale and tokens are not asked for again and again', async () => {
    const box = await Sandbox.open(sites(12));
    box.stub.answer = ({ organisation }) => (organisation === guid(2) ? json({}, 401) : undefined);
    expect((await box.sync()).exit).toBe(3);
    expect(box.stub.count('token')).toBeLessThanOrEqual(2);
    expect(Object.keys(await box.served())).toHaveLength(11);
  });

  test('When a token lives shorter than the walk, then it is renewed before it expires', async () => {
    const box = await Sandbox.open(sites(6), { requestsPerSecond: 20 });
    box.stub.tokenLifetimeSeconds = 0.1;
    expect((await box.sync()).exit).toBe(0);
    expect(box.stub.count('token')).toBeGreaterThan(2);
    expect(box.stub.asked.every(({ authorization }) => authorization !== undefined)).toBe(true);
  });

  test('When RAP asks for a rest of a second (W48), then nothing is sent before it is over', async () => {
    const box = await Sandbox.open(sites(6), { concurrency: 1 });
    let restAt = 0;
    box.stub.answer = ({ kind, nth, atMs }) => {
      if (kind !== 'clients' || nth !== 2) return undefined;
      restAt = atMs;
      return { ...json({ statusCode: 429 }, 429), headers: { 'content-type': 'application/json', 'retry-after': '1' } };
    };
    expect((await box.sync()).exit).toBe(0);
    const early = box.stub.asked.filter(({ atMs }) => atMs > restAt && atMs < restAt + 990);
    expect(early).toEqual([]);
  });

  test.each(['3600', 'date'])('When RAP asks for an hour (W48, %s), then the run ends 6 at once', async form => {
    const box = await Sandbox.open(sites(6));
    await box.sync();
    const value = form === 'date' ? new Date(Date.now() + 3_600_000).toUTCString() : form;
    box.stub.answer = ({ kind }) => (kind === 'list' ? { ...html(503), headers: { 'retry-after': value } } : undefined);
    expect(await box.run('sync')).toMatchObject({ exit: 6, err: expect.stringMatching(/pause of 3[56]\d\d s/) });
    expect(box.stub.count('list')).toBe(3);
  });

  test('When a rate is set, then requests are spaced by it', async () => {
    const box = await Sandbox.open(sites(8), { requestsPerSecond: 25 });
    await box.sync();
    const times = box.stub.asked.map(({ atMs }) => atMs);
    // Eleven requests, 40 ms apart; the first RAP call goes out with the token it waited for.
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(9 * 40 - 10);
  });

  test.each([
    ['rfc6749', Buffer.from('vmc-1:vendor%2Bsecret%2F%25%3D%26%3A1').toString('base64')],
    ['raw', Buffer.from('vmc-1:vendor+secret/%=&:1').toString('base64')],
  ])('When the style is %s, then Basic carries the credentials so', async (style, expected) => {
    const box = await Sandbox.open(sites(1));
    await box.run('sync', '--auth-style', style);
    expect(box.stub.asked[0]).toMatchObject({
      authorization: `Basic ${expected}`,
      body: 'grant_type=client_credentials&scope=partner-read+partner-write',
    });
  });

  test('When the style is post, then the body carries the credentials and there is no header', async () => {
    const box = await Sandbox.open(sites(1));
    await box.run('sync', '--auth-style', 'post', '--scope', 'rapapi partner');
    expect(box.stub.asked[0]?.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(box.stub.asked[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      scope: 'rapapi partner',
      client_id: 'vmc-1',
      client_secret: 'vendor+secret/%=&:1',
    });
  });
});
