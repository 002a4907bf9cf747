/** The time a world lives in. Real clocks run by themselves; both kinds can be moved forward, never back. */
export type Clock = {
  readonly kind: 'real' | 'manual';
  /** Epoch milliseconds. */
  now(): number;
  /** Whether it shows the machine's own time. */
  isTrue(): boolean;
  /** Moves the clock forward by so many milliseconds. */
  advance(ms: number): void;
  /** Back to the start (a manual clock) or to the true time (a real one). */
  reset(): void;
};

/** The machine's own time, plus whatever it was advanced by. */
export function realClock(source: () => number = Date.now): Clock {
  let ahead = 0;
  return {
    kind: 'real',
    now: () => source() + ahead,
    isTrue: () => ahead === 0,
    advance: ms => {
      const now = source();
      ahead = moved(now + ahead, ms) - now;
    },
    reset: () => {
      ahead = 0;
    },
  };
}

/** A clock that stands still until it is advanced. */
export function manualClock(startAt: number): Clock {
  let at = startAt;
  return {
    kind: 'manual',
    now: () => at,
    isTrue: () => false,
    advance: ms => {
      at = moved(at, ms);
    },
    reset: () => {
      at = startAt;
    },
  };
}

/** The last instant that every date format can write. */
const END_OF_TIME = Date.UTC(9999, 11, 31);

function moved(from: number, ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError('a clock only moves forward');
  return Math.min(from + ms, END_OF_TIME);
}
