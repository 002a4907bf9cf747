// What runs leave for the next one: rests and the day's budget, as pure functions (section "between failed runs", W44, W48, W49).
import { describe, expect, test } from 'vitest';
import { budgetAt, defaultTiming, noStanding, obstacleTo, restAfter, type Standing } from '../../agent/core/rest.js';
import { day } from '../../agent/core/time.js';

const { rests, dailyBudget } = defaultTiming;
const now = Date.UTC(2026, 5, 1, 3);
const second = 1_000;
const minute = 60_000;
const me = { credential: 'mine', ignoreBackoff: false };
const standing = (changes: Partial<Standing>): Standing => ({ ...noStanding, credential: 'mine', ...changes });
const obstacle = (changes: Partial<Standing>, who = me) => obstacleTo(standing(changes), defaultTiming, now, who);

/** The rests after so many runs of the same end, without the random part. */
function restsInARow(refused: boolean, count: number): readonly number[] {
  let before = { failures: 0, refused: false, restUntil: 0 };
  return Array.from({ length: count }, () => {
    before = restAfter(before, refused, rests, now, 0);
    return before.restUntil - now;
  });
}

describe('the rest after a failed run', () => {
  test('When runs fail in a row, then it doubles from 2 s to an hour', () => {
    const expected = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600];
    expect(restsInARow(false, 13)).toEqual(expected.map(s => s * second));
  });

  test('When credentials are refused (W44), then it is a quarter of an hour, doubling to an hour', () => {
    expect(restsInARow(true, 4)).toEqual([15, 30, 60, 60].map(m => m * minute));
  });

  test('When chance is at its most, then a tenth is added', () => {
    expect(restAfter(noStanding, false, rests, now, 1).restUntil - now).toBe(2_200);
  });

  test('When the end is of another kind than before, then counting begins anew', () => {
    expect(restAfter({ failures: 9, refused: false, restUntil: 0 }, true, rests, now, 0)).toMatchObject({
      failures: 1,
      restUntil: now + 15 * minute,
    });
  });
});

describe('what stands before a run', () => {
  test('When nothing happened, then nothing does', () => {
    expect(obstacle({})).toBeNull();
  });

  test('When the last run failed, then its rest does, and a person may skip it', () => {
    const rested = { failures: 4, restUntil: now + 16 * second };
    expect(obstacle(rested)).toEqual({ until: now + 16 * second, why: 'back_off' });
    expect(obstacle(rested, { ...me, ignoreBackoff: true })).toBeNull();
    expect(obstacle({ ...rested, restUntil: now })).toBeNull();
  });

  test('When credentials were refused (W44), then another one may be tried at once; after a mere failure it may not', () => {
    const other = { ...me, credential: 'another' };
    const rested = { failures: 1, restUntil: now + 15 * minute };
    expect(obstacle({ ...rested, refused: true })).toMatchObject({ why: 'refused' });
    expect(obstacle({ ...rested, refused: true }, other)).toBeNull();
    expect(obstacle(rested, other)).toMatchObject({ why: 'back_off' });
  });

  test('When Retry-After outlived its run (W48), then it binds to its very end, whoever asks', () => {
    const paused = { pausedUntil: now + 2 * 3_600_000 };
    expect(obstacle(paused, { credential: 'another', ignoreBackoff: true })).toEqual({
      until: now + 2 * 3_600_000,
      why: 'retry_after',
    });
  });

  test('When several stand there, then the longest counts', () => {
    expect(obstacle({ failures: 1, restUntil: now + 5, pausedUntil: now + 6 })).toMatchObject({ why: 'retry_after' });
    expect(obstacle({ failures: 1, restUntil: now + 7, pausedUntil: now + 6 })).toMatchObject({ why: 'back_off' });
  });

  test('When the clock was set back, then nothing binds longer than it could have been meant to', () => {
    expect(obstacle({ failures: 1, restUntil: now + 900 * day })?.until).toBe(now + 66 * minute);
    expect(obstacle({ pausedUntil: now + 900 * day })?.until).toBe(now + day);
    expect(obstacle({ sent: [{ at: now + 900 * day, n: 10_000 }] })?.until).toBe(now + day);
  });

  test('When rests are off, then the budget is left, and what the service itself asked for', () => {
    const tired = standing({ failures: 9, restUntil: now + day });
    expect(obstacleTo(tired, { ...defaultTiming, rests: 'off', dailyBudget }, now, me)).toBeNull();
    expect(
      obstacleTo({ ...tired, pausedUntil: now + day }, { ...defaultTiming, rests: 'off', dailyBudget: 'off' }, now, me),
    ).toEqual({
      until: now + day,
      why: 'retry_after',
    });
  });
});

describe('the daily budget', () => {
  test('When 26 sites are known, then 3 x 28 + 100 requests are allowed in any 24 hours', () => {
    const sent = [
      { at: now - day, n: 50 },
      { at: now - day + 1, n: 31 },
      { at: now - minute, n: 31 },
    ];
    expect(budgetAt(standing({ sites: 26, sent }), dailyBudget, now)).toEqual({ spent: 62, of: 184, left: 122 });
  });

  test('When a whole copy fits no more, then the next begins when enough has fallen out of the 24 hours, and not before', () => {
    const sent = [
      { at: now - 20 * 3_600_000, n: 10 },
      { at: now - 10 * 3_600_000, n: 156 },
    ];
    const given = { sites: 26, sent };
    expect(obstacle(given, { ...me, ignoreBackoff: true })).toEqual({ until: now + 14 * 3_600_000, why: 'budget' });
    expect(obstacle({ ...given, sent: [{ at: now, n: 155 }] })).toBeNull();
    expect(obstacle({ ...given, sent: [{ at: now, n: 156 }] })).toMatchObject({ why: 'budget' });
  });

  test('When three whole copies were made today, then all three were allowed, however few sites there are', () => {
    for (const sites of [0, 1, 26, 20_000]) {
      const twice = Array.from({ length: 2 }, () => ({ at: now, n: sites + 3 }));
      expect(obstacle({ sites, sent: twice })).toBeNull();
    }
  });

  test('When it is off, then nothing is counted against a run', () => {
    const sent = [{ at: now, n: 1_000_000 }];
    expect(obstacleTo(standing({ sent }), { ...defaultTiming, rests, dailyBudget: 'off' }, now, me)).toBeNull();
  });
});
