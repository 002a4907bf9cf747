// W44, W48 and W49 without a network: what one run leaves, and what the next makes of it.
import { expect, test } from 'vitest';
import { defaultTiming, noStanding, obstacleTo, restAfter, type Standing } from '../../../agent/core/rest.js';
import { openAt } from '../../../agent/wire/schedule.js';
import { start as now } from '../../support/agent/evidence.js';

const minute = 60_000;
const same = { credential: 'one', ignoreBackoff: false };
const after = (standing: Partial<Standing>, who = same) =>
  obstacleTo({ ...noStanding, credential: 'one', ...standing }, defaultTiming, now, who);

test('When credentials are refused (W44), then the next try is after 15 minutes, doubling to an hour, and at once with others', () => {
  let rest = { failures: 0, refused: false, restUntil: 0 };
  const rests = [0, 1, 2, 3].map(() => {
    rest = restAfter(rest, true, defaultTiming.rests, now, 0);
    return (rest.restUntil - now) / minute;
  });
  expect(rests).toEqual([15, 30, 60, 60]);
  expect(after(rest)).toEqual({ until: now + 60 * minute, why: 'refused' });
  expect(after(rest, { credential: 'another', ignoreBackoff: false })).toBeNull();
});

test('When the service asked for a rest (W48), then it counts to the millisecond, and nobody may skip it', () => {
  expect(after({ pausedUntil: now + 1 })).toEqual({ until: now + 1, why: 'retry_after' });
  expect(after({ pausedUntil: now + 1 }, { ...same, ignoreBackoff: true })).toEqual({
    until: now + 1,
    why: 'retry_after',
  });
  expect(after({ pausedUntil: now })).toBeNull();
});

test('When a whole copy fits into the day to the last request (W49), then it may begin; with one less, not', () => {
  // 3 x (10 + 2) + 100 = 136 in a day; a copy of ten sites takes 13.
  const spent = (n: number) => after({ sites: 10, sent: [{ at: now, n }] })?.why ?? null;
  expect([spent(122), spent(123), spent(124)]).toEqual([null, null, 'budget']);
});

test('When a window is closed (W49), then it is so until its last minute is over', () => {
  const windows = [{ deny: '0 3 * * *', minutes: 30 }];
  const opens = (at: number) => openAt({ windows, timeZone: 'UTC' }, at);
  expect([opens(now - 1), opens(now), opens(now + 30 * minute - 1), opens(now + 30 * minute)]).toEqual([
    now - 1,
    now + 30 * minute,
    now + 30 * minute,
    now + 30 * minute,
  ]);
});
