import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { periodMeter, slidingMeter } from '../../mock-server/front/meter.js';

/** Calls at any instants, in order, against any limit. */
const limits = fc.record({ calls: fc.integer({ min: 1, max: 6 }), windowMs: fc.integer({ min: 1, max: 5000 }) });
const gaps = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 60 });

/** When each call came and how long it was told to wait; 0 where it was let through. */
function played(meter: { take(now: number): number }, steps: readonly number[]) {
  let now = 1_000_000;
  return steps.map(step => {
    now += step;
    return { at: now, wait: meter.take(now) };
  });
}

describe('a limit over any stretch of time', () => {
  test('When calls come at any instants, then no window holds more than the limit, and none that could pass is refused [INFRA-26]', () => {
    fc.assert(
      fc.property(limits, gaps, ({ calls, windowMs }, steps) => {
        const seen = played(slidingMeter(calls, windowMs), steps);
        for (const [i, { at, wait }] of seen.entries()) {
          const recent = seen.slice(0, i).filter(call => call.wait === 0 && call.at > at - windowMs).length;
          expect(wait === 0).toBe(recent < calls);
        }
      }),
    );
  });

  test('When a caller waits as long as it is told, then it is let through, and not a moment sooner [INFRA-25]', () => {
    fc.assert(
      fc.property(limits, gaps, ({ calls, windowMs }, steps) => {
        const meter = slidingMeter(calls, windowMs);
        const { at, wait } = played(meter, steps).at(-1) ?? { at: 0, wait: 0 };
        fc.pre(wait > 0);
        expect(meter.take(at + wait - 1)).toBe(1);
        expect(meter.take(at + wait)).toBe(0);
      }),
    );
  });
});

describe('a limit by the period', () => {
  test('When calls come at any instants, then no period holds more than the limit and its end is told [INFRA-27]', () => {
    fc.assert(
      fc.property(limits, gaps, ({ calls, windowMs }, steps) => {
        let began = Number.NEGATIVE_INFINITY;
        let counted = 0;
        for (const { at, wait } of played(periodMeter(calls, windowMs), steps)) {
          if (at >= began + windowMs) [began, counted] = [at, 0];
          if (wait === 0) counted += 1;
          else expect(at + wait).toBe(began + windowMs);
          expect(wait === 0 ? counted <= calls : counted === calls).toBe(true);
        }
      }),
    );
  });
});
