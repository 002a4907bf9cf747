// A clock that was wrong once and is right again: nothing may stay silent, blocked or green until the wrong date.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { clockBehindMs } from '../../agent/commands/clock.js';
import { whyNotReady } from '../../agent/commands/readiness.js';
import { watchOver } from '../../agent/commands/watch.js';
import { Configuration } from '../../agent/config/configuration.js';
import { defaultPolicy } from '../../agent/config/policy-file.js';
import { believable, clockToleranceMs, defaultTiming, noStanding, obstacleTo } from '../../agent/core/rest.js';
import { day } from '../../agent/core/time.js';
import { Interrupted, TryLater } from '../../agent/errors.js';
import { openVault } from '../../agent/vault/reader.js';
import { nextCopyAt } from '../../agent/wire/schedule.js';
import { fakeClock } from '../support/agent/fake-clock.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { sites } from '../support/agent/stub-service.js';

const application = '0f0e0d0c-0b0a-4908-8706-050403020100';
const now = Date.UTC(2026, 0, 5);
const hour = 3_600_000;
const me = { credential: '', ignoreBackoff: false };

/** Only the date is false; timers run as ever. */
function setDate(at: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: at });
}
afterEach(() => {
  vi.useRealTimers();
});

describe('what a wrong clock wrote', () => {
  const wrong = {
    ...noStanding,
    restUntil: now + 400 * day,
    pausedUntil: now + 400 * day,
    goodAt: now + 400 * day,
    sent: [
      { at: now - hour, n: 1 },
      { at: now + 400 * day, n: 10_000 },
    ],
  };

  test('When the clock is right again, then it is made believable once, and has passed a day later', () => {
    const put = believable(wrong, defaultTiming.rests, now);
    expect(put).toMatchObject({ goodAt: now, pausedUntil: now + day, restUntil: now + 66 * 60_000 });
    expect(put.sent).toEqual([
      { at: now - hour, n: 1 },
      { at: now, n: 10_000 },
    ]);
    expect(obstacleTo(put, defaultTiming, now, me)).not.toBeNull();
    expect(obstacleTo(put, defaultTiming, now + day, me)).toBeNull();
    expect(believable(put, defaultTiming.rests, now)).toBe(put);
  });

  test('When a clock is set by less than a minute, as clocks are, then nothing is touched', () => {
    const near = { ...noStanding, goodAt: now + clockToleranceMs, sent: [{ at: now + clockToleranceMs, n: 1 }] };
    expect(believable(near, defaultTiming.rests, now)).toBe(near);
    expect(clockBehindMs(now + clockToleranceMs, now)).toBe(0);
  });

  test('When the last copy is from the future, then the next is due as if it were from now', () => {
    const policy = { ...defaultPolicy, schedule: '30 2 * * *', scheduleJitterMs: 0 };
    expect(nextCopyAt({ ...noStanding, goodAt: now + 400 * day }, policy, application, now, 0)).toBe(now + 2.5 * hour);
  });
});

describe('the watch, when the clock is set back', () => {
  const policy = { ...defaultPolicy, schedule: '30 2 * * *', scheduleJitterMs: 0 };

  test('When the last copy bears a date of next year, then it copies as scheduled from now on', async () => {
    const clock = fakeClock(now);
    const { sleep } = clock;
    clock.sleep = async ms => {
      if (clock.at > 30 * hour) throw new Interrupted();
      await sleep(ms);
    };
    let standing = { ...noStanding, goodAt: now + 400 * day };
    const copies: number[] = [];
    const copy = async () => {
      copies.push(clock.at / hour);
      standing = { ...noStanding, goodAt: clock.now() };
    };
    const duties = { standing: async () => standing, look: async () => false, next: () => {}, failed: () => {}, copy };
    await expect(watchOver(duties, policy, application, clock)).rejects.toBeInstanceOf(Interrupted);
    expect(copies).toEqual([2.5, 26.5]);
  });

  test('When it rests by its own count and the clock goes back, then it rests no longer than it may', async () => {
    const clock = fakeClock(now + 400 * day);
    let tries = 0;
    let slept = 0;
    let back = 0;
    clock.now = () => now + 400 * day + clock.at - back;
    clock.sleep = async ms => {
      clock.at += ms;
      slept += back === 0 ? 0 : ms;
      if (slept > 2 * hour) throw new Interrupted();
      if (tries === 12) back = 400 * day;
    };
    const copy = async () => {
      tries += 1;
      throw new TryLater('down', 'Down.');
    };
    const duties = {
      standing: async () => noStanding,
      look: async () => false,
      next: () => {},
      failed: () => {},
      copy,
    };
    await expect(watchOver(duties, policy, application, clock)).rejects.toBeInstanceOf(Interrupted);
    expect(tries).toBeGreaterThan(12);
  });
});

describe('a vault that was synced 400 days ahead', () => {
  async function ahead() {
    const box = await Sandbox.open(sites(2), { dailyBudget: { wholeCopies: 0, plus: 5 } });
    setDate(now + 400 * day);
    expect((await box.sync()).exit).toBe(0);
    setDate(now);
    return box;
  }

  test('When the date is right again, then readiness, metrics and status say so, and a sync mends it', async () => {
    const box = await ahead();
    const vault = await openVault(new Configuration({}, box.env).store());
    expect(await whyNotReady(vault, now)).toMatch(/clock is 400 days behind the last copy.*NTP/);
    const { out } = await box.run('status');
    expect(out).toMatch(/^vault .*, 400 days ahead of this machine's clock,/);
    expect(out).toMatch(/^clock {5}This machine's clock is 400 days behind the last copy/m);
    expect(JSON.parse((await box.run('status', '--json')).out)).toMatchObject({ clockBehindMs: 400 * day });
    await box.policy({});
    expect((await box.sync()).exit).toBe(0);
    expect(await whyNotReady(vault, now)).toBeNull();
    expect((await box.run('status')).out).not.toContain('clock ');
    await vault.close();
  });

  test('When the requests of the wrong date fill the budget, then they count for a day from now on, and then no more', async () => {
    const box = await ahead();
    const { exit, err } = await box.sync();
    expect([exit, err]).toEqual([6, expect.stringContaining('dailyBudget')]);
    setDate(now + 12 * hour);
    expect((await box.sync()).exit).toBe(6);
    setDate(now + day + 60_000);
    expect((await box.sync()).exit).toBe(0);
  });
});
