/** Exit codes of sims-harness. */
export const EXIT = {
  fine: 0,
  /** Judged, and found wanting. */
  failed: 1,
  /** Usage or configuration. */
  usage: 2,
  couldNotRun: 3,
  bug: 70,
} as const;
