// Runs and the time between them, on a real socket: what one run leaves for the next (W44, W48, W49).
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { look } from '../../agent/commands/watch.js';
import { Configuration } from '../../agent/config/configuration.js';
import { defaultPolicy } from '../../agent/config/policy-file.js';
import { noStanding } from '../../agent/core/rest.js';
import type { LogEvent, Store } from '../../agent/ports.js';
import { openPatience } from '../../agent/wire/patience.js';
import { fakeClock } from '../support/agent/fake-clock.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { empty, json, site, sites } from '../support/agent/stub-service.js';

const rests = { firstMs: 60_000, longestMs: 3_600_000, refusedMs: 900_000, waitOutMs: 0 };
const vault = { assertHeld: () => {} };
const standingOf = async (box: Sandbox) => JSON.parse(await readFile(join(box.vault, 'standing.json'), 'utf8'));

/** A sandbox with a filled vault and rests as in production, and a service that is down from now on. */
async function afterOneFailure(policy: object = {}): Promise<Sandbox> {
  const box = await Sandbox.open(sites(3), { rests, ...policy });
  await box.sync();
  box.stub.answer = ({ kind }) => (kind === 'list' ? empty(503) : undefined);
  expect((await box.sync()).exit).toBe(6);
  return box;
}

const given = { vault, policy: defaultPolicy, credential: '', stop: undefined };

describe('after a failed run', () => {
  test('When the next comes at once, then it sends nothing, ends 6, and says until when, and how to insist', async () => {
    const box = await afterOneFailure();
    const asked = box.stub.asked.length;
    for (const command of ['sync', 'plan']) {
      const { exit, err } = await box.run(command);
      expect(exit).toBe(6);
      expect(err).toMatch(/rests until 20\d\d-\S+Z\. Or run: sims-agent sync --ignore-backoff/);
    }
    expect(box.stub.asked.length).toBe(asked);
  });

  test('When a person insists, then it runs, and a good run ends the resting', async () => {
    const box = await afterOneFailure();
    box.stub.answer = () => undefined;
    expect((await box.run('sync', '--ignore-backoff')).exit).toBe(0);
    expect((await box.run('sync')).exit).toBe(0);
  });

  test.each([
    [10_000, 10_000],
    [10_001, null],
  ])('When the rest is %d ms, then it is waited out for %d', async (restMs, waitedMs) => {
    const clock = fakeClock();
    const standing = { ...noStanding, failures: 4, restUntil: clock.now() + restMs };
    const records = async () => [JSON.stringify({ standing, lastRun: null })];
    const store = { records, record: async () => {} } as unknown as Store;
    const said: LogEvent[] = [];
    const log = (event: LogEvent) => void said.push(event);
    const pace = await openPatience({ ...given, store, clock, log });
    const begun = pace.begin(false).then(
      () => clock.at,
      ({ code }) => code,
    );
    expect(await begun).toBe(waitedMs ?? 'back_off');
    expect(said).toEqual(waitedMs === null ? [] : [{ level: 'info', event: 'rest', ms: restMs }]);
  });

  test('When runs go on failing, then each rest is twice the one before', async () => {
    const box = await afterOneFailure();
    const lengths: number[] = [];
    for (let run = 0; run < 3; run++) {
      await box.run('sync', '--ignore-backoff');
      const { standing, lastRun } = await standingOf(box);
      lengths.push((standing.restUntil - lastRun.at) / 60_000);
    }
    for (const [at, times] of [2, 4, 8].entries()) {
      expect(lengths[at]).toBeGreaterThanOrEqual(times);
      expect(lengths[at]).toBeLessThanOrEqual(times * 1.1 + 0.01);
    }
  });

  test('When the record cannot be read, then it counts as none', async () => {
    const box = await afterOneFailure();
    box.stub.answer = () => undefined;
    for (const text of ['', 'null', '{"standing":{"failures":"9"}}', '{"standing":{"sent":[null]}}']) {
      await writeFile(join(box.vault, 'standing.json'), text);
      expect((await box.run('sync')).exit).toBe(0);
    }
  });

  test('When rests are off, then the run says so', async () => {
    const box = await Sandbox.open(sites(1));
    expect((await box.sync()).err).toContain('guard_off guard=rests');
  });
});

describe('after refused credentials (W44)', () => {
  const refuse = () => json({ error: 'invalid_client' }, 400);

  test('When the same come again, then they are not shown; when they were changed, then they are tried at once', async () => {
    const box = await Sandbox.open(sites(2), { rests });
    box.stub.answer = ({ kind }) => (kind === 'token' ? refuse() : undefined);
    expect((await box.sync()).exit).toBe(5);
    const again = await box.sync();
    expect([again.exit, box.stub.count('token')]).toEqual([6, 1]);
    expect(again.err).toContain('The credentials were refused, and are not shown again until');
    const { standing, lastRun } = await standingOf(box);
    expect(standing.restUntil - lastRun.at).toBeGreaterThanOrEqual(900_000);
    expect(JSON.stringify(standing)).not.toContain(box.env['SIMS_CLIENT_SECRET']);
    box.stub.answer = () => undefined;
    box.env['SIMS_CLIENT_SECRET'] = 'the new one';
    expect((await box.sync()).exit).toBe(0);
  });

  test('When the application was refused and another is configured, then it is asked for at once', async () => {
    const box = await Sandbox.open(sites(2), { rests });
    box.stub.answer = ({ kind }) => (kind === 'list' ? empty(403) : undefined);
    expect((await box.sync()).exit).toBe(5);
    expect((await box.sync()).exit).toBe(6);
    box.stub.answer = () => undefined;
    expect((await box.run('sync', '--application-id', 'a0000000-0000-4000-8000-000000000099')).exit).toBe(0);
  });
});

describe('a Retry-After that outlives its run (W48)', () => {
  test.each([
    ['longer than a run may wait', '7200', { deferAfterMs: 900_000 }],
    ['shorter, with no attempt left', '600', { attempts: 1 }],
    ['a date', new Date(Date.now() + 7_200_000).toUTCString(), {}],
  ])(
    'When it is %s, then the next run sends nothing before its end, whoever insists',
    async (_what, header, policy) => {
      const box = await Sandbox.open(sites(2), { rests, ...policy });
      box.stub.answer = ({ kind }) =>
        kind === 'list' ? { ...empty(503), headers: { 'retry-after': header } } : undefined;
      expect((await box.sync()).exit).toBe(6);
      const asked = box.stub.asked.length;
      box.stub.answer = () => undefined;
      const { exit, err } = await box.run('sync', '--ignore-backoff');
      expect([exit, box.stub.asked.length]).toEqual([6, asked]);
      expect(err).toContain('The service asked to be left alone until');
    },
  );
});

describe('the daily budget (W49)', () => {
  // 2 schools: 4 x (2 + 2) + 0 = 16 requests; a copy takes 5.
  const dailyBudget = { wholeCopies: 4, plus: 0 };

  test('When no whole copy fits any more, then the next run does not begin, and says when it may', async () => {
    const box = await Sandbox.open(sites(2), { dailyBudget });
    for (let run = 0; run < 3; run++) expect((await box.sync()).exit).toBe(0);
    const asked = box.stub.asked.length;
    const { exit, err } = await box.run('sync', '--ignore-backoff');
    expect([exit, box.stub.asked.length]).toEqual([6, asked]);
    expect(err).toMatch(/15 of the 16 requests of 24 hours are spent \(dailyBudget\)\. A whole copy fits again at 20/);
  });

  test('When it is spent in mid-run, then nothing more is sent and the vault stays', async () => {
    const box = await Sandbox.open(sites(8), { dailyBudget: { wholeCopies: 1, plus: 2 } });
    await box.sync();
    const before = await box.served();
    await writeFile(join(box.vault, 'standing.json'), '');
    box.stub.answer = ({ kind, nth }) => (kind === 'clients' && nth > 9 ? empty(503) : undefined);
    const { exit, err } = await box.sync();
    expect(exit).toBe(6);
    expect(err).toContain('All 12 requests of 24 hours are spent');
    expect(box.stub.asked.length).toBe(11 + 12);
    expect(await box.served()).toEqual(before);
    expect((await standingOf(box)).standing.failures).toBe(0);
  });

  test('When a run is killed, then it has been charged beforehand', async () => {
    const box = await Sandbox.open(sites(2), { dailyBudget });
    await box.sync();
    let whileRunning: unknown;
    box.stub.answer = ({ kind }) => {
      if (kind === 'token') whileRunning = standingOf(box);
      return undefined;
    };
    await box.sync();
    const { standing } = (await whileRunning) as { standing: { sent: { n: number }[] } };
    expect(standing.sent.map(({ n }) => n)).toEqual([5, 5]);
    expect((await standingOf(box)).standing.sent).toHaveLength(2);
  });
});

describe('windows (W49)', () => {
  const everyMinute = '* * * * *';

  test('When one is closed, then no run begins', async () => {
    const box = await Sandbox.open(sites(1), { windows: [{ deny: everyMinute, minutes: 2 }] });
    const { exit, err } = await box.run('sync');
    expect([exit, box.stub.asked.length]).toEqual([6, 0]);
    expect(err).toContain('windows keep the agent away for ever');
  });

  test.each([
    [{ windows: [{ deny: '0 25 * * *', minutes: 5 }] }, /"windows" must be a list of \{ "deny" or "allow"/],
    [{ windows: [{ deny: everyMinute, allow: everyMinute, minutes: 5 }] }, /"windows" must be/],
    [{ windows: [{ deny: everyMinute }] }, /"windows" must be/],
    [{ schedule: 'daily' }, /"schedule" must be a cron line of five fields/],
    [{ timeZone: 'Europe/Londn' }, /"timeZone" must be a time zone/],
    [{ breaker: { inARow: 0 } }, /"breaker.inARow" must be a whole number, 1 or more/],
  ])('When the policy says %j, then it ends 78', async (policy, message) => {
    const box = await Sandbox.open(sites(1), policy);
    expect(await box.run('sync')).toMatchObject({ exit: 78, err: expect.stringMatching(message) });
  });
});

describe('a look at the list between copies', () => {
  test('When the list is the same, then it is no news; when a school comes or loses consent, then it is; the vault stays', async () => {
    const box = await Sandbox.open(sites(3), { dailyBudget: { wholeCopies: 3, plus: 100 } });
    await box.sync();
    const config = new Configuration({}, box.env).agent();
    const before = await box.served();
    const asked = box.stub.asked.length;
    expect(await look(config, () => {})).toBe(false);
    box.stub.sites = box.stub.sites.map(each => ({ ...each, name: 'Another name' })).reverse();
    expect(await look(config, () => {})).toBe(false);
    expect(box.stub.asked.slice(asked).map(({ kind }) => kind)).toEqual(['token', 'list', 'token', 'list']);
    const [one, ...rest] = box.stub.sites;
    if (!one) throw new Error('sites');
    for (const world of [[{ ...one, authorised: 0 }, ...rest], rest, [...box.stub.sites, site(9)]]) {
      box.stub.sites = world;
      // Twice, because only a copy takes note.
      expect([await look(config, () => {}), await look(config, () => {})]).toEqual([true, true]);
    }
    expect(await box.served()).toEqual(before);
    const { standing, lastRun } = await standingOf(box);
    expect(standing.sent.reduce((sum: number, { n }: { n: number }) => sum + n, 0)).toBe(6 + 8 * 2);
    expect(lastRun.requests.clients).toBe(3);
  });

  test('When the list cannot be read, then it is no news, and the next run rests', async () => {
    const box = await Sandbox.open(sites(3), { rests });
    await box.sync();
    const config = new Configuration({}, box.env).agent();
    box.stub.answer = ({ kind }) => (kind === 'list' ? empty(503) : undefined);
    expect(await look(config, () => {})).toBe(false);
    await expect(look(config, () => {})).rejects.toMatchObject({ code: 'back_off' });
  });
});
