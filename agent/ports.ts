// What the cycle needs from the outside world, by role. Adapters implement these; the cycle knows nothing else.
import type { ListEvidence, NoRows } from './core/evidence.js';
import type { Plan } from './core/plan.js';
import type { Rules } from './core/policy.js';
import type { Snapshot } from './core/snapshot.js';
import type { Secret } from './secret.js';

export type Clock = {
  /** Epoch ms. */
  now(): number;
  /** Ms from an arbitrary start, never going back. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
};

/** A client as the service shows it. `secret` is null when the row had none to read (W35). */
export type ReceivedClient = { readonly client: string; readonly secret: Secret | null };
export type ClientsAnswer =
  | { readonly kind: 'read'; readonly gaps: boolean; readonly rows: readonly ReceivedClient[] }
  | NoRows;

/** How the client shows its secret: form-encoded Basic as the RFC says, Basic as older servers read it, or in the body. */
export type AuthStyle = 'rfc6749' | 'raw' | 'post';

export type VendorClient = {
  readonly id: string;
  readonly secret: Secret;
  readonly scope: string;
  readonly style: AuthStyle;
};

export type RequestCounts = {
  readonly token: number;
  readonly list: number;
  readonly clients: number;
  readonly retries: number;
};

/** The RAP partner calls, classified. Throws CredentialsRefused or TryLater when the cycle cannot go on at all. */
export type Partner = {
  sites(): Promise<ListEvidence>;
  /** `organisation` is the lower-case GUID (E10, RAP-48). */
  clients(organisation: string): Promise<ClientsAnswer>;
  counts(): RequestCounts;
  close(): Promise<void>;
};

export type Fingerprints = { readonly fp: string; readonly valueFp: string };

/** The vault with its lock held: what was last committed, and one generation to write. */
export type VaultSession = {
  readonly previous: Snapshot;
  /** Approval files whose MAC does not hold; they are ignored and alarmed. */
  readonly forgedApprovals: number;
  /** Seals a secret for the next generation and gives its fingerprints; the plain text is not kept. */
  stage(organisation: string, client: string, secret: Secret): Fingerprints;
  /**
   * Writes, verifies and flips to the next generation, all or nothing, and then drops the spent approvals, named by their digests.
   * Throws LockNotHeld or StoreUnreadable.
   */
  commit(plan: Plan, spent: readonly string[]): Promise<number>;
  /** Throws LockNotHeld once another agent has taken the vault. */
  assertHeld(): void;
  close(): Promise<void>;
};

/** One line of the log: names, ids, codes and numbers, never free text from upstream (S2). */
export type LogEvent = {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly org?: string | undefined;
  readonly client?: string | undefined;
  readonly op?: string;
  readonly guard?: string | undefined;
  readonly status?: number | undefined;
  readonly code?: string;
  readonly ms?: number;
  readonly n?: number;
  readonly generation?: number | undefined;
};
export type Log = (event: LogEvent) => void;

/** How gently the service is asked. All times in ms. */
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
};

export type Policy = Rules & Manners;
