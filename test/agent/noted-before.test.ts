// What a run puts down before it sends anything: one that is killed is charged, and forgets no pause.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../agent/config/policy-file.js';
import type { Standing } from '../../agent/core/rest.js';
import { StoreUnreadable } from '../../agent/errors.js';
import type { LogEvent, Store } from '../../agent/ports.js';
import { openPatience } from '../../agent/wire/patience.js';
import { fakeClock } from '../support/agent/fake-clock.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { empty, hang, sites } from '../support/agent/stub-service.js';
import { start, stop, until } from '../support/command.js';

const vault = { assertHeld: () => {} };
const standingOf = async (box: Sandbox) => JSON.parse(await readFile(join(box.vault, 'standing.json'), 'utf8'));

const given = { vault, policy: defaultPolicy, credential: '', stop: undefined };

describe('a run that is killed', () => {
  const bin = fileURLToPath(new URL('../../dist/sims-agent.js', import.meta.url));

  /** Starts a sync in a process of its own, and kills it once `isTime`. */
  async function killed(box: Sandbox, isTime: () => boolean | Promise<boolean>): Promise<void> {
    const running = start([process.execPath, bin, 'sync'], { env: box.env });
    await until(isTime, 20_000);
    await stop(running, 'SIGKILL');
  }

  test('When it is the first and the list was there, then it is charged in full, so that no crash loop spends more than the day has', async () => {
    // 40 schools: 3 x 42 + 10 = 136 requests; a copy takes 43.
    const box = await Sandbox.open(sites(40), { concurrency: 1, dailyBudget: { wholeCopies: 3, plus: 10 } });
    for (let run = 1; run <= 3; run++) {
      const last = box.stub.count('clients') + 30;
      box.stub.answer = ({ kind, nth }) => (kind === 'clients' && nth >= last ? hang : undefined);
      await killed(box, () => box.stub.count('clients') === last);
      const { standing } = await standingOf(box);
      expect([standing.sites, standing.sent.map(({ n }: { n: number }) => n)]).toEqual([40, Array(run).fill(43)]);
    }
    const { exit, err } = await box.run('sync');
    expect([exit, err]).toEqual([
      6,
      expect.stringMatching(/^sims-agent: 129 of the 136 requests of 24 hours are spent/m),
    ]);
    expect(box.stub.asked).toHaveLength(3 * 32);
  });

  test('When it was told to stay away, then that is known to the next, which sends nothing', async () => {
    const box = await Sandbox.open(sites(2));
    await box.sync();
    box.stub.answer = ({ kind }) =>
      kind === 'list' ? { ...empty(503), headers: { 'retry-after': '600' } } : undefined;
    await killed(box, async () => (await standingOf(box)).standing.pausedUntil > Date.now() + 500_000);
    const asked = box.stub.asked.length;
    box.stub.answer = () => undefined;
    const { exit, err } = await box.run('sync', '--ignore-backoff');
    expect([exit, box.stub.asked.length]).toEqual([6, asked]);
    expect(err).toContain('The service asked to be left alone until');
  });

  test('When what is charged cannot be put down, then nothing is sent', async () => {
    const box = await Sandbox.open(sites(2));
    await box.sync();
    const asked = box.stub.asked.length;
    await rm(join(box.vault, 'standing.json'));
    await mkdir(join(box.vault, 'standing.json', 'in the way'), { recursive: true });
    const { exit, err } = await box.run('sync');
    expect([exit, err]).toEqual([12, expect.stringContaining('could not be written (EISDIR)')]);
    expect(box.stub.asked).toHaveLength(asked);
  });
});
describe('the gate of a run', () => {
  const many = (count: number) => ({
    kind: 'read' as const,
    gaps: false,
    rows: Array.from({ length: count }, (_, at) => ({
      organisation: `${at}`,
      received: `${at}`,
      authorised: 1,
      labels: { name: null, dfeCode: null, deniNumber: null },
    })),
  });
  const noRequests = { token: 0, list: 0, clients: 0, retries: 0 };

  /** A run that has begun, what it wrote down, and a way to make writing fail. */
  async function begun() {
    const clock = fakeClock();
    const written: Standing[] = [];
    const said: string[] = [];
    let isFull = false;
    const record = async (_name: string, line: string) => {
      await new Promise(setImmediate);
      if (isFull) throw new StoreUnreadable('full', 'No space.');
      written.push(JSON.parse(line).standing);
    };
    const store = { records: async () => [], record } as unknown as Store;
    const log = ({ level, code }: LogEvent) => void said.push(`${level} ${code}`);
    const pace = await openPatience({ ...given, store, clock, log });
    await pace.begin(false);
    const fill = () => {
      isFull = true;
    };
    return { pace, clock, written, said, fill };
  }

  test('When the list arrives, then the copy it makes is charged before anything else is sent, and settled at the end', async () => {
    const { pace, written } = await begun();
    for (let sent = 0; sent < 2; sent++) await pace.pass();
    expect(written.map(({ sent }) => sent.map(({ n }) => n))).toEqual([[3]]);
    await pace.listed(many(300));
    expect(written.at(-1)).toMatchObject({ sites: 300, sent: [{ n: 303 }] });
    // The second list costs no write, nor does any school.
    for (let sent = 2; sent < 303; sent++) await pace.pass();
    await pace.listed(many(300));
    expect(written).toHaveLength(2);
    await pace.pass();
    expect(written.at(-1)?.sent).toMatchObject([{ n: 314 }]);
    await pace.end({ exit: 0, code: null, says: '' }, noRequests, true);
    expect(written.at(-1)?.sent).toMatchObject([{ n: 304 }]);
  });

  test('When the service asks for pauses, then the longest is put down before anything else is sent, in their order', async () => {
    const { pace, clock, written } = await begun();
    for (const ms of [2_000, 1_000, 600_000, 900]) pace.quiet(clock.now() + ms);
    await pace.pass();
    expect(written.map(({ pausedUntil }) => pausedUntil).at(-1)).toBe(clock.now() + 600_000);
    expect(written).toHaveLength(3);
    // So short a pause is over before another run could begin.
    clock.at += 700_000;
    pace.quiet(clock.now() + 1_000);
    await pace.pass();
    expect(written).toHaveLength(3);
  });

  test('When it can no longer be put down, then nothing more is sent, and the end tells it', async () => {
    const { pace, clock, said, fill } = await begun();
    fill();
    pace.quiet(clock.now() + 60_000);
    await expect(pace.pass()).rejects.toMatchObject({ exit: 12 });
    await expect(pace.listed(many(9))).rejects.toMatchObject({ exit: 12 });
    await pace.end({ exit: 12, code: 'full', says: '' }, noRequests, true);
    expect(said).toEqual(['error standing_unwritten']);
  });

  /** A run that began just before 01:00 London time, with a window from 01:00 on. */
  async function gateBefore(stop?: AbortSignal) {
    const clock = fakeClock(Date.UTC(2026, 0, 5, 0, 59, 30));
    const policy = { ...defaultPolicy, windows: [{ deny: '0 1 * * *', minutes: 60 }] };
    const store = { records: async () => [], record: async () => {} } as unknown as Store;
    const pace = await openPatience({ store, vault, policy, credential: '', clock, log: () => {}, stop });
    await pace.begin(false);
    return { pace, clock };
  }

  test('When a window closes in mid-run (W49), then nothing more is admitted, and it says until when', async () => {
    const { pace, clock } = await gateBefore();
    await pace.pass();
    clock.at += 29_999;
    await pace.pass();
    clock.at += 1;
    await expect(pace.pass()).rejects.toThrow(/^The policy's windows keep the agent away until 2026-01-05T02:00:00Z/);
  });

  test('When another agent took the vault over, then its record is left alone', async () => {
    const written: string[] = [];
    const record = async (_name: string, line: string) => void written.push(line);
    const store = { records: async () => [], record } as unknown as Store;
    const parts = { policy: defaultPolicy, credential: '', clock: fakeClock(), log: () => {}, stop: undefined };
    const pace = await openPatience({ store, vault, ...parts });
    await pace.begin(false);
    await pace.pass();
    await pace.end({ exit: 11, code: 'lease_lost', says: '' }, { token: 1, list: 0, clients: 0, retries: 0 }, true);
    expect(written).toHaveLength(1);
  });

  test('When the run is to stop, then nothing more is admitted', async () => {
    const stop = new AbortController();
    const { pace } = await gateBefore(stop.signal);
    await pace.pass();
    stop.abort();
    await expect(pace.pass()).rejects.toThrow('Interrupted.');
  });
});
