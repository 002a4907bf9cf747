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
      ahead += forward(ms);
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
      at += forward(ms);
    },
    reset: () => {
      at = startAt;
    },
  };
}

function forward(ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError('a clock only moves forward');
  return ms;
}
