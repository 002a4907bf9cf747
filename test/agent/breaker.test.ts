import { describe, expect, test } from 'vitest';
import { defaultTiming } from '../../agent/core/rest.js';
import type { LogEvent } from '../../agent/ports.js';
import { makeBreaker } from '../../agent/wire/breaker.js';
import { fakeClock } from '../support/agent/fake-clock.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { empty, guid, sites } from '../support/agent/stub-service.js';

/** A breaker, its clock, how often it probed, and what it said. `probes`: whether each finds the host well; well when they run out. */
function breakerWith(...probes: readonly boolean[]) {
  const clock = fakeClock();
  const said: LogEvent[] = [];
  const probedAt: number[] = [];
  const probe = async () => {
    probedAt.push(clock.at);
    return probes[probedAt.length - 1] ?? true;
  };
  const breaker = makeBreaker(defaultTiming.breaker, probe, clock, event => said.push(event));
  const note = (answers: string) => {
    for (const each of answers) breaker.note(each === 'x');
  };
  return { breaker, clock, said, probedAt, note };
}

describe('the breaker', () => {
  test.each([
    ['xxxx', 0],
    ['xxxxx', 60_000],
    ['xxxx.xxxx.xxxx.', 0],
    ['..x.x.x.xx..x.x.x.x', 0],
    ['..x.x.x.xx..x.x.x.xx', 60_000],
    ['x..x..x..x..x..x..x..x..x..x..x..', 0],
  ])('When requests end as %s (x fails), then the next waits %d ms', async (answers, ms) => {
    const { breaker, clock, note } = breakerWith();
    note(answers);
    await breaker.admit();
    expect(clock.at).toBe(ms);
  });

  test('When it is open and many want to ask, then one probe goes, after 60 s, and all follow it', async () => {
    const { breaker, note, probedAt, said } = breakerWith();
    note('xxxxx');
    await Promise.all(Array.from({ length: 4 }, () => breaker.admit()));
    expect(probedAt).toEqual([60_000]);
    expect(said.map(({ event }) => event)).toEqual(['breaker_open', 'breaker_closed']);
  });

  test('When a probe found the host well, then what failed before is forgotten', async () => {
    const { breaker, clock, note } = breakerWith();
    note('xxxxx');
    await breaker.admit();
    note('xxxx');
    await breaker.admit();
    expect(clock.at).toBe(60_000);
  });

  test('When two probes fail, then the third opening ends the run, for everybody', async () => {
    const { breaker, clock, note, probedAt } = breakerWith(false, false);
    note('xxxxx');
    const all = await Promise.allSettled([breaker.admit(), breaker.admit()]);
    for (const each of all) expect(each).toMatchObject({ reason: { exit: 6, code: 'breaker_open' } });
    await expect(breaker.admit()).rejects.toMatchObject({ code: 'breaker_open' });
    expect([probedAt, clock.at]).toEqual([[60_000, 120_000], 120_000]);
  });

  test('When late answers fail while it is open, then they open it no further', async () => {
    const { breaker, clock, note } = breakerWith();
    note('xxxxxxxxxxxxxxxxxxxxxxxxx');
    await breaker.admit();
    await breaker.admit();
    expect(clock.at).toBe(60_000);
  });
});

describe('the breaker in a run', () => {
  test('When a dozen schools always fail, more than fit in one opening, then all others are read and committed', async () => {
    const box = await Sandbox.open(sites(80));
    await box.sync();
    box.stub.answer = ({ kind, organisation }) =>
      kind === 'clients' && Number(organisation.slice(-12)) <= 12 ? empty(500) : undefined;
    for (let run = 0; run < 2; run++) {
      const { exit, report, err } = await box.sync();
      expect(err).toContain('breaker_open');
      expect(exit).toBe(3);
      expect(report['sites']).toMatchObject({ served: 80, stale: 12 });
    }
  });

  test('When the service dies in mid-sweep, then it is left alone long before all schools were asked for', async () => {
    const box = await Sandbox.open(sites(60));
    await box.sync();
    const asked = box.stub.asked.length;
    box.stub.answer = ({ kind, nth }) => (kind === 'clients' || (kind === 'list' && nth > 3) ? empty(503) : undefined);
    const { exit, err } = await box.sync();
    expect(exit).toBe(6);
    expect(err).toContain('The service only fails, again and again.');
    expect(box.stub.asked.length - asked).toBeLessThan(20);
  });

  test('When 429 comes again and again, then the breaker stays closed', async () => {
    const box = await Sandbox.open(sites(20));
    // Four schools twice each: a third time would cost a school its attempts.
    const left = new Map([1, 2, 3, 4].map(n => [guid(n), 2]));
    box.stub.answer = ({ kind, organisation }) => {
      const turns = left.get(organisation) ?? 0;
      if (kind !== 'clients' || turns === 0) return undefined;
      left.set(organisation, turns - 1);
      return empty(429);
    };
    const { exit, err } = await box.sync();
    expect(exit).toBe(0);
    expect([...left.values()]).toEqual([0, 0, 0, 0]);
    expect(err).not.toContain('breaker_open');
  });
});
