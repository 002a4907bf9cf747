// Politeness within a run: how gently the service is asked, and how long for an answer.

/** All times in ms. */
export type Manners = {
  readonly requestsPerSecond: number | 'off';
  readonly concurrency: number;
  readonly attempts: number;
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  /** Retries allowed in a run: this percentage of its requests so far, and `retryBudgetFloor` more. */
  readonly retryBudgetPercent: number;
  readonly retryBudgetFloor: number;
  /** A longer `Retry-After` ends the run instead of pausing it. */
  readonly deferAfterMs: number;
  readonly longPauseMs: number;
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly maxListBytes: number;
  readonly maxClientsBytes: number;
  readonly tokenMarginMs: number;
  readonly tokenMarginPercent: number;
  /** How long after an empty first list the second is read (W01). */
  readonly emptyListConfirmMs: number;
  /** Told to the service in `User-Agent`: a mail address or a page. */
  readonly contact: string;
  /** How long a silent writer keeps other agents out of a vault in PostgreSQL. */
  readonly leaseMs: number;
};

export const defaultManners: Manners = {
  requestsPerSecond: 5,
  concurrency: 4,
  attempts: 3,
  retryBaseMs: 500,
  retryCapMs: 30_000,
  retryBudgetPercent: 10,
  retryBudgetFloor: 10,
  deferAfterMs: 15 * 60_000,
  longPauseMs: 30_000,
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 15_000,
  bodyTimeoutMs: 30_000,
  maxListBytes: 32 * 1024 * 1024,
  maxClientsBytes: 256 * 1024,
  tokenMarginMs: 60_000,
  tokenMarginPercent: 10,
  emptyListConfirmMs: 60_000,
  contact: '',
  leaseMs: 30_000,
};
