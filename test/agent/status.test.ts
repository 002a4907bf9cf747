import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ago } from '../../agent/commands/describe.js';
import { status } from '../../agent/commands/status.js';
import { Configuration } from '../../agent/config/configuration.js';
import { defaultPolicy } from '../../agent/config/policy-file.js';
import { day } from '../../agent/core/time.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { empty, guid, site, sites } from '../support/agent/stub-service.js';

const inProduction = {
  rests: { firstMs: 60_000, longestMs: 3_600_000, refusedMs: 900_000, waitOutMs: 0 },
  dailyBudget: { wholeCopies: 3, plus: 100 },
};

describe('status', () => {
  test('When all is well, then one screen says what is served, what it cost, and when a watch would sync', async () => {
    const box = await Sandbox.open(sites(8), { ...inProduction, schedule: '30 3 * * *' });
    await box.sync();
    const { out } = await box.run('status');
    const [vault = '', all = '', lastRun = '', requests = '', next = '', ...more] = out.split('\n');
    expect(vault).toMatch(
      /^vault {5}generation 1, 20\S+Z, just now, fresh evidence for 8 of 8 sites, from 127\.0\.0\.1/,
    );
    expect(all).toMatch(/^sites {5}8 known: 8 served with 8 clients \(0 held, 0 stale\)/);
    expect(lastRun).toMatch(/^last run {2}20\S+Z, exit 0: all well$/);
    expect(requests).toMatch(
      /^requests {2}11 last run \(1 token, 2 lists, 8 sites, 0 retries\) · 11 of 130 in 24 h · audit head [0-9a-f]{8} seq \d+$/,
    );
    expect(next).toMatch(/^next {6}with watch 20\d\d-\d\d-\d\dT0[23]:30:00Z$/);
    expect(more).toEqual(['']);
  });

  test('When a school could not be read, then it is counted, and named', async () => {
    const box = await Sandbox.open(sites(30));
    await box.sync();
    box.stub.answer = ({ kind, organisation }) =>
      kind === 'clients' && organisation === guid(4) ? empty(500) : undefined;
    await box.sync();
    const { out } = await box.run('status');
    expect(out).toContain('fresh evidence for 29 of 30 sites');
    expect(out).toContain(`stale: School 4 (${guid(4).toUpperCase()})`);
    expect(out).toContain('exit 3: some schools could not be read');
  });

  test('When npm started it, then the commands it tells to run begin with npx, and nothing else does', async () => {
    const box = await Sandbox.open(sites(2), inProduction);
    box.env['npm_command'] = 'exec';
    box.stub.answer = ({ kind }) => (kind === 'list' ? empty(503) : undefined);
    await box.sync();
    const { out } = await box.run('status');
    expect(out).toContain('No generation yet. Run: npx sims-agent sync');
    expect(out).toContain('(or: npx sims-agent sync --ignore-backoff)');
    expect((await box.run('--help')).out).toMatch(/^sims-agent keeps /);
    expect((await box.run('stauts')).err).toMatch(/^sims-agent: .* See: npx sims-agent --help\n$/);
  });

  test('When runs failed, then it says from when on the next may begin, and how to insist', async () => {
    const box = await Sandbox.open(sites(2), inProduction);
    box.stub.answer = ({ kind }) => (kind === 'list' ? empty(503) : undefined);
    await box.sync();
    const { out, err } = await box.run('status');
    expect(out).toContain('No generation yet. Run: sims-agent sync');
    expect(out).toMatch(/^next {6}not before 20\S+Z: the last runs failed \(or: sims-agent sync --ignore-backoff\)$/m);
    expect(err).toContain('There is no vault in');
    expect(JSON.parse((await box.run('status', '--json')).out)).toMatchObject({
      generation: 0,
      lastRun: { exit: 6 },
      next: { why: 'back_off' },
      budget: { of: 106 },
    });
  });

  test.each([
    [{ windows: [{ deny: '* * * * *', minutes: 2 }] }, 'not before ever: a window is closed'],
    [{ windows: [{ allow: '0 0 29 2 *', minutes: 1 }] }, /not before 20\S+-02-29T00:00:00Z: a window is closed/],
    [{ dailyBudget: { wholeCopies: 0, plus: 5 } }, /not before 20\S+Z: the daily budget is spent/],
  ])('When the policy is %j, then it says what stands in the way', async (policy, words) => {
    const box = await Sandbox.open(sites(2));
    await box.sync();
    await box.policy(policy);
    expect((await box.run('status')).out).toMatch(words);
  });

  test('When the audit was tampered with, then status shows nothing of a vault that cannot be trusted', async () => {
    const box = await Sandbox.open(sites(1));
    await box.sync();
    const audit = (await box.everythingOnDisk()).find(({ path }) => path.includes('audit'));
    if (!audit) throw new Error('no audit');
    await writeFile(audit.path, audit.bytes.toString().replaceAll('"event"', '"evemt"'));
    const { exit, out, err } = await box.run('status');
    expect([exit, out, err]).toEqual([12, '', expect.stringContaining('the last record of its audit was changed')]);
  });

  test('When schools are missing and a guard holds them, then they have no fresh evidence', async () => {
    const box = await Sandbox.open(sites(40));
    await box.sync();
    box.stub.sites = box.stub.sites.slice(15);
    expect((await box.sync()).exit).toBe(4);
    expect((await box.run('status')).out).toContain('fresh evidence for 25 of 40 sites');
  });

  test.each([
    [
      'a hold that is approved',
      {},
      /^approved {2}until 20\S+Z; the next sync applies .* It ends before the next scheduled copy, so run: sims-agent sync$/m,
    ],
    [
      'a copy due before its end',
      { schedule: '* * * * *' },
      /^approved {2}until 20\S+Z; the next sync applies what is held, if it is still the same$/m,
    ],
  ])(
    'When there is %s, then status shows it, and whether it ends before the next copy, as approve does',
    async (_, policy, line) => {
      const box = await Sandbox.open(sites(8), { schedule: '0 0 1 1 *', ...policy });
      await box.sync();
      box.stub.sites = box.stub.sites.slice(4);
      await box.sync();
      const { hold } = JSON.parse((await box.run('status', '--json')).out);
      expect((await box.run('status')).out).not.toMatch(/^approved/m);
      const { out } = await box.run('approve', hold.digest);
      expect(out.includes('It ends before the next scheduled copy')).toBe(!('schedule' in policy));
      expect((await box.run('status')).out).toMatch(line);
      expect(JSON.parse((await box.run('status', '--json')).out).approved).toMatchObject({
        isShort: !('schedule' in policy),
      });
    },
  );

  test.each(['{"standing":{},"lastRun":5}', '5', 'null', '{"standing":null,"lastRun":{}}', '{', ''])(
    'When the record between runs is %j, then it counts as none, and status says so',
    async text => {
      const box = await Sandbox.open(sites(1));
      await box.sync();
      await writeFile(join(box.vault, 'standing.json'), text);
      const { exit, out, err } = await box.run('status');
      expect([exit, err]).toEqual([0, '']);
      expect(out).toMatch(/^record .* cannot be read: rests, budget and last run count as none/m);
      await box.sync();
      expect((await box.run('status')).out).not.toMatch(/^record/m);
    },
  );

  test.each([
    [59_000, 'just now'],
    [60_000, '1 min ago'],
    [5 * 3_600_000, '5 h ago'],
    [86_399_999, '23 h ago'],
    [3 * 86_400_000, '3 days ago'],
    [-59_000, 'just now'],
    [-3 * 86_400_000, "3 days ahead of this machine's clock"],
  ])('When it was %d ms ago, then it is called %s', (ms, words) => {
    expect(ago(ms)).toBe(words);
  });
});

describe('status, when copies were missed (G10)', () => {
  test('When two or three scheduled copies came due since the last success, then it warns, or says that it is critical', async () => {
    const box = await Sandbox.open(sites(1), { ...inProduction, schedule: '30 3 * * *' });
    await box.sync();
    const { store, policy } = { store: new Configuration({}, box.env).store(), policy: defaultPolicy };
    const lateAt = async (days: number) =>
      JSON.parse((await status(store, { ...policy, schedule: '30 3 * * *' }, true, Date.now() + days * day)).text).late;
    expect([await lateAt(0), await lateAt(2), await lateAt(3)]).toEqual([null, 'warn', 'critical']);
    const { text } = await status(store, { ...policy, schedule: '30 3 * * *' }, false, Date.now() + 3 * day);
    expect(text).toContain('late      critical: 3 scheduled copies or more came due since the last success\n');
  });
});

describe('plan', () => {
  test('When schools come, go, change and wait, then each change is a line with its sign, and the last line is the sum', async () => {
    const box = await Sandbox.open(sites(12));
    await box.sync();
    const [one, two, three, ...rest] = box.stub.sites;
    if (!one || !two || !three) throw new Error('sites');
    box.stub.sites = [
      { ...two, authorised: 0 },
      { ...three, clients: [{ id: three.clients[0]?.id ?? '', secret: 'another' }] },
      ...rest,
      site(20, { name: 'New\u202e\u001b[31m School' }),
    ];
    const { exit, out } = await box.run('plan');
    expect(exit).toBe(2);
    const lines = out.split('\n');
    const client = (n: number) => `sas-oneroster-${guid(n)}`;
    for (const line of [
      `- tombstone ${guid(1)}  School 1`,
      `- suspend ${guid(2)} (awaiting)  School 2`,
      `~ rotate ${guid(3)} ${client(3)}  School 3`,
      `+ add ${guid(20)} ${client(20)}  New[31m School`,
    ])
      expect(lines).toContain(line);
    expect(lines.at(-2)).toBe('Plan: 1 to add, 1 to rotate, 1 to suspend, 1 to tombstone, 0 to purge; 0 held');
    expect(JSON.parse((await box.run('plan', '--json')).out)).toMatchObject({
      exit: 2,
      changes: { add: 1, rotate: 1 },
    });
  });

  test('When removals are held, then the plan says that nothing has to be approved yet', async () => {
    const box = await Sandbox.open(sites(8));
    await box.sync();
    box.stub.sites = box.stub.sites.slice(4);
    const { exit, out } = await box.run('plan');
    expect(exit).toBe(4);
    expect(out).toMatch(/^! tombstone \S+ \(held by G3\) {2}School 1$/m);
    expect(out).toContain('! The next sync holds these as well, and says how to release them.');
    expect(out).toMatch(/; 4 held\n$/);
  });

  test('When many schools cannot be read, then what waits is called postponed, and summed', async () => {
    const box = await Sandbox.open(sites(30));
    await box.sync();
    box.stub.sites = box.stub.sites.slice(1);
    box.stub.answer = ({ kind, organisation }) =>
      kind === 'clients' && Number(organisation.slice(-12)) > 27 ? empty(500) : undefined;
    const { exit, out } = await box.run('plan');
    expect(exit).toBe(3);
    expect(out).toContain(`! tombstone ${guid(1)} (postponed for better evidence)  School 1`);
    expect(out).toMatch(/; 0 held, 1 postponed\n$/);
  });
});

test('When a record is there, then no part of status needs the network', async () => {
  const box = await Sandbox.open(sites(1));
  await box.sync();
  const asked = box.stub.asked.length;
  await box.run('status');
  expect(JSON.parse(await readFile(join(box.vault, 'standing.json'), 'utf8')).lastRun.exit).toBe(0);
  expect(box.stub.asked.length).toBe(asked);
});
