import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backsOff, leavesAlone, MOST_TRIES } from '../../contract/patience.js';
import { clients, list, type Made, observed, SCHOOLS, token } from './made-up.js';

const [oakfield = '', riverside = ''] = SCHOOLS;

describe('When a service asks for two seconds of quiet', () => {
  const seen = (...later: readonly Made[]) => {
    const asked = clients(oakfield, { status: 429, fault: 'throttled', arrivedAt: 0, answeredAt: 10 });
    const exchanges = observed([asked, ...later]);
    const [first] = exchanges;
    return first ? leavesAlone(exchanges, first, 2_000) : expect.unreachable();
  };

  test('and gets them, or is not asked again at all, then nothing is wrong, however late it is asked', () => {
    expect(seen()).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 2_010, max: 9e5 }), arrivedAt => {
        expect(seen(clients(oakfield, { arrivedAt }))).toEqual([]);
      }),
    );
  });

  test('and is asked the same in that time, however soon, then that is told with its exchanges', () => {
    fc.assert(
      fc.property(fc.integer({ min: 11, max: 1_900 }), arrivedAt => {
        expect(seen(clients(oakfield, { arrivedAt }))).toMatchObject([{ exchanges: [1, 2] }]);
      }),
    );
  });

  test('then requests that were under way do not count, later ones for other schools do', () => {
    expect(seen(clients(riverside, { arrivedAt: 30 }))).toEqual([]);
    expect(seen(clients(riverside, { arrivedAt: 900 }))).toHaveLength(1);
  });

  test('then the other service may be asked', () => {
    expect(seen(token({ arrivedAt: 900 }))).toEqual([]);
  });

  test('and a timer fires a moment early, then that is no fault of the agent', () => {
    expect(seen(clients(oakfield, { arrivedAt: 2_005 }))).toEqual([]);
  });
});

describe('When a service is down', () => {
  /** Tries with these gaps between an answer and the next request. */
  const tries = (gaps: readonly number[]) => {
    let at = 0;
    const made = [list({ arrivedAt: 0, answeredAt: 1 })];
    for (const gap of gaps) {
      at += 1 + gap;
      made.push(list({ arrivedAt: at, answeredAt: at + 1 }));
    }
    return observed(made);
  };

  test('and the waits double, then nothing is wrong', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 8 }), (base, count) => {
        expect(backsOff(tries(Array.from({ length: count }, (_, n) => base * 2 ** n)), false)).toEqual([]);
      }),
    );
  });

  test('and there are a few tries only, then their waits may be as they are', () => {
    expect(backsOff(tries([100, 100, 100]), false)).toEqual([]);
  });

  test('and five tries or more are equally far apart, then that is told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 5_000 }), fc.integer({ min: 4, max: MOST_TRIES - 1 }), (gap, count) => {
        const gaps = Array.from({ length: count }, (_, n) => gap + (n % 2));
        expect(backsOff(tries(gaps), false)).toHaveLength(1);
      }),
    );
  });

  test('and it is tried more often than anybody needs, then that is told, whatever the waits', () => {
    expect(backsOff(tries(Array.from({ length: MOST_TRIES }, (_, n) => 2 ** n)), false)).toMatchObject([
      { seen: `${MOST_TRIES + 1} tries` },
    ]);
  });

  test('and the agent is still at it at the time limit, with growing waits, then a person must look', () => {
    expect(backsOff(tries([1_000, 2_000, 4_000, 8_000]), true)).toMatchObject([{ verdict: 'review' }]);
  });
});
