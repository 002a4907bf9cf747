/** What stops a caller who has had enough; the time is in milliseconds. */
export type Meter = {
  /** Counts a call at this instant (epoch ms) and returns 0, or leaves it uncounted and says how long to wait. */
  take(now: number): number;
};

/**
 * So many calls in any stretch of so many milliseconds, to the letter: whoever waits as long as they were told is let
 * through. The real counter is approximate (INFRA-26). Refused calls are not counted.
 */
export function slidingMeter(calls: number, windowMs: number): Meter {
  const admitted: number[] = [];
  /** Where the oldest stands once there are as many as may be. */
  let oldest = 0;
  return {
    take: now => {
      if (admitted.length < calls) {
        admitted.push(now);
        return 0;
      }
      const wait = (admitted[oldest] ?? 0) + windowMs - now;
      if (wait > 0) return wait;
      admitted[oldest] = now;
      oldest = (oldest + 1) % calls;
      return 0;
    },
  };
}

/** So many calls in a period that begins with the first of them, and then anew (INFRA-27). */
export function periodMeter(calls: number, periodMs: number): Meter {
  let began = Number.NEGATIVE_INFINITY;
  let counted = 0;
  return {
    take: now => {
      if (now >= began + periodMs) {
        began = now;
        counted = 0;
      }
      if (counted >= calls) return began + periodMs - now;
      counted += 1;
      return 0;
    },
  };
}
