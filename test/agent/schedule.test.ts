import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultTiming, lateness, type Window } from '../../agent/core/rest.js';
import { dailyFor, dueAfter, isCron, isTimeZone, missedCopies, openAt } from '../../agent/wire/schedule.js';

const application = '0f0e0d0c-0b0a-4908-8706-050403020100';
const timing = (changes: object) => ({ ...defaultTiming, ...changes });
const iso = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, 16) : 'never');
/** The first open minute from then on, UTC. */
const open = (windows: readonly Window[], from: string): string =>
  iso(openAt(timing({ windows }), Date.parse(`${from}Z`)));

describe('windows', () => {
  const nightly: readonly Window[] = [{ deny: '30 1 * * *', minutes: 60 }];

  test('When there are none, then every instant is open', () => {
    expect(open([], '2026-06-01T12:00')).toBe('2026-06-01T12:00');
  });

  test('When a deny is open, then its end is the next open instant, in London time', () => {
    expect(open(nightly, '2026-01-05T01:29')).toBe('2026-01-05T01:29');
    expect(open(nightly, '2026-01-05T01:30')).toBe('2026-01-05T02:30');
    expect(open(nightly, '2026-01-05T02:30')).toBe('2026-01-05T02:30');
    expect(open(nightly, '2026-06-05T00:30')).toBe('2026-06-05T01:30');
  });

  test('When March leaves 01:30 out, then it opens at 02:00, for as long as ever', () => {
    expect(open(nightly, '2026-03-29T00:59')).toBe('2026-03-29T00:59');
    expect(open(nightly, '2026-03-29T01:00')).toBe('2026-03-29T02:00');
  });

  test('When October has 01:30 twice, then it opens once, at the first', () => {
    expect(open(nightly, '2026-10-25T00:30')).toBe('2026-10-25T01:30');
    expect(open(nightly, '2026-10-25T01:30')).toBe('2026-10-25T01:30');
  });

  test('When there are allows, then only they are open', () => {
    const windows: readonly Window[] = [
      { allow: '0 2 * * *', minutes: 180 },
      { allow: '0 20 * * 6', minutes: 60 },
    ];
    expect(open(windows, '2026-01-05T12:00')).toBe('2026-01-06T02:00');
    expect(open(windows, '2026-01-06T02:00')).toBe('2026-01-06T02:00');
    expect(open(windows, '2026-01-06T04:59')).toBe('2026-01-06T04:59');
    expect(open(windows, '2026-01-10T05:00')).toBe('2026-01-10T20:00');
  });

  test('When deny and allow meet, then deny wins', () => {
    const windows: readonly Window[] = [
      { allow: '0 2 * * *', minutes: 180 },
      { deny: '0 1 * * *', minutes: 90 },
      { deny: '30 2 * * *', minutes: 30 },
    ];
    expect(open(windows, '2026-01-05T02:00')).toBe('2026-01-05T03:00');
  });

  test('When a window is longer than the time to its next start, then it never closes', () => {
    expect(open([{ deny: '0 * * * *', minutes: 61 }], '2026-01-05T02:00')).toBe('never');
  });
});

describe('windows, by brute force', () => {
  type Daily = { readonly kind: 'deny' | 'allow'; readonly at: number; readonly minutes: number };
  const minute = 60_000;
  const dayMinutes = 24 * 60;
  const start = Date.UTC(2026, 0, 5);
  /** A daily window that lasts a day at most covers a minute when its last start lies less than its length back. */
  const covers = ({ at, minutes }: Daily, t: number) => (t - at + 9 * dayMinutes) % dayMinutes < minutes;

  test('When daily windows of any kind meet, then the first open minute is found, and none before it is open', {
    timeout: 60_000,
  }, () => {
    const daily = fc.record({
      kind: fc.constantFrom('deny' as const, 'allow' as const),
      at: fc.integer({ min: 0, max: dayMinutes - 1 }),
      minutes: fc.integer({ min: 1, max: dayMinutes }),
    });
    fc.assert(
      fc.property(fc.array(daily, { maxLength: 4 }), fc.integer({ min: 0, max: dayMinutes }), (all, from) => {
        const isOpen = (t: number) => {
          const of = (kind: Daily['kind']) => all.filter(each => each.kind === kind);
          if (of('deny').some(each => covers(each, t))) return false;
          return of('allow').length === 0 || of('allow').some(each => covers(each, t));
        };
        let expected = from;
        while (!isOpen(expected) && expected < from + 2 * dayMinutes) expected += 1;
        const windows = all.map(({ kind, at, minutes }) => ({
          [kind]: `${at % 60} ${Math.floor(at / 60)} * * *`,
          minutes,
        }));
        const found = openAt(timing({ timeZone: 'UTC', windows }), start + from * minute);
        expect(found).toBe(isOpen(expected) ? start + expected * minute : Number.POSITIVE_INFINITY);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the schedule', () => {
  test('When none is given, then it is daily between 02:00 and 05:00 in London, at a minute of the application', () => {
    const lines = Array.from({ length: 300 }, (_, n) => dailyFor(`${application}${n}`));
    for (const line of lines) expect(line).toMatch(/^[1-5]?\d [234] \* \* \*$/);
    expect(new Set(lines).size).toBeGreaterThan(100);
    expect(dailyFor(application.toUpperCase())).toBe(dailyFor(application));
  });

  test.each([
    ['2026-01-05T12:00', '2026-01-06T03:15'],
    ['2026-06-05T12:00', '2026-06-06T02:15'],
    ['2026-01-05T03:15', '2026-01-06T03:15'],
  ])('When the last copy began at %s, then the next is due at %s', (last, due) => {
    expect(iso(dueAfter(timing({ schedule: '15 3 * * *' }), application, Date.parse(`${last}Z`)))).toBe(due);
  });

  test.each([
    [0, null],
    [1, null],
    [2, 'warn'],
    [3, 'critical'],
    [30, 'critical'],
  ] as const)('When %i scheduled copies came due without a success, then that is %s (G10)', (copies, level) => {
    const daily = timing({ schedule: '15 3 * * *' });
    const success = Date.parse('2026-01-05T03:20Z');
    const dueAt = (n: number) => Date.parse('2026-01-05T03:15Z') + n * 86_400_000;
    const levelAt = (at: number) => lateness(missedCopies(daily, application, success, at));
    const before = lateness(Math.max(0, copies - 1));
    expect([-1, 0, 1].map(ms => levelAt(dueAt(copies) + ms))).toEqual(
      copies === 0 ? [null, null, null] : [before, level, level],
    );
  });

  test('When copies are due on weekdays only, then a weekend is no delay (G10)', () => {
    const weekdays = timing({ schedule: '15 3 * * 1-5' });
    const missedAt = (at: string) =>
      missedCopies(weekdays, application, Date.parse('2026-01-09T03:20Z'), Date.parse(`${at}Z`));
    // The 9th was a Friday.
    expect(['2026-01-12T03:14', '2026-01-12T03:15', '2026-01-13T03:15'].map(missedAt)).toEqual([0, 1, 2]);
  });

  test.each(['x', '* * * *', '60 1 * * *', '0 0 30 2 *', '* * * * * *'])(
    'When a line is "%s", then it is none',
    line => {
      expect(isCron(line)).toBe(false);
    },
  );

  test('When a time zone is unknown, then it is none', () => {
    expect(['Europe/London', 'UTC', 'Europe/Londn', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  });
});
