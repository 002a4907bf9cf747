// What the cycle needs from the outside world, by role. Adapters implement these; the cycle knows nothing else.
import type { ListEvidence, NoRows } from './core/evidence.js';
import type { Manners } from './core/manners.js';
import type { Plan } from './core/plan.js';
import type { Rules } from './core/policy.js';
import type { Timing } from './core/rest.js';
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

export type RequestCounts = {
  readonly token: number;
  readonly list: number;
  readonly clients: number;
  readonly retries: number;
};

/** For metrics: requests by `operation code`, retries by reason. */
export type Told = Readonly<Record<'answers' | 'retries', ReadonlyMap<string, number>>>;

/** The RAP partner calls, classified. Throws CredentialsRefused or TryLater when the cycle cannot go on at all. */
export type Partner = {
  sites(): Promise<ListEvidence>;
  /** `organisation` is the lower-case GUID (E10, RAP-48). */
  clients(organisation: string): Promise<ClientsAnswer>;
  counts(): RequestCounts;
  close(): Promise<void>;
};

export type Fingerprints = { readonly fp: string; readonly valueFp: string };

/** What of a plan a generation is made of, or the audit told. */
export type Committed = Pick<Plan, 'sites' | 'fullGenerations' | 'hold' | 'operations' | 'approved'>;

/** The vault with its lock held: what was last committed, and one generation to write. */
export type VaultSession = {
  readonly previous: Snapshot;
  /** Approval files whose MAC does not hold; they are ignored and alarmed. */
  readonly forgedApprovals: number;
  /** Organisations whose credentials a program was refused with (W43). */
  readonly reported: ReadonlySet<string>;
  /** Seals a secret for the next generation and gives its fingerprints; the plain text is not kept. */
  stage(organisation: string, client: string, secret: Secret): Fingerprints;
  /**
   * Writes, verifies and flips to the next generation, all or nothing, and then drops the records it has used up.
   * Throws LockNotHeld or StoreUnreadable.
   */
  commit(plan: Committed, spent: readonly RecordName[]): Promise<number>;
  /** Throws LockNotHeld once another agent has taken the vault. */
  assertHeld(): void;
  /** Puts the end of the run into the audit, and gives its head to be printed; null while there is no vault to audit. */
  ended(exit: number, code: string | null): Promise<string | null>;
  close(): Promise<void>;
};

/** A generation by number, and by the name it was written under. */
export type GenerationName = { readonly generation: number; readonly file: string };

/** One generation, sealed and ready to be carried. */
export type Draft = GenerationName & {
  /** The line of `current()` it was made from: if another counts by now, nothing may be written. */
  readonly replaces: string | null;
  /** Header line, rows a few hundred lines at a time, seal line. Sealed anew each time it is called. */
  pieces(): Iterable<Buffer>;
  /** Checks what was read back of these pieces, and gives the signed line that makes it current. Throws. */
  sign(readBack: Buffer | null): string;
  /** Records used up by this generation. */
  readonly spent: readonly RecordName[];
  /** Whether the generation before is kept; not when it was sealed under a key that is given up (V5). */
  readonly keepsPrevious: boolean;
};

/** Small records, a line of JSON each. A new kind gets its name here. */
export type RecordName = 'standing' | `approvals/${string}` | `refused/${string}`;

/** The right of one process to write, until it is lost or given back. */
export type Tenure = {
  /** Throws LockNotHeld once another has it; costs nothing. */
  assertHeld(): void;
  /** All or nothing: written, read back, signed, made current. Throws LockNotHeld or StoreUnreadable. */
  commit(draft: Draft): Promise<void>;
  /** Removes every generation older than the current one. */
  dropOlder(): Promise<void>;
  release(): Promise<void>;
};

/**
 * What carries the vault: the current generation and the one before, small records, one writer at a time. It knows no key:
 * sealing is done before and checking after it. Every method throws StoreUnreadable when the carrier cannot be had.
 */
export type Store = {
  /** As a person knows it, without any password. */
  readonly name: string;
  /** The signed line that says which generation counts; null when there never was one. */
  current(): Promise<string | null>;
  /** A generation whole; null when it is gone. */
  generation(name: GenerationName): Promise<Buffer | null>;
  /** The records of this name, or all that begin with it when it ends in a slash. One that cannot be read is an empty line. */
  records(name: RecordName): Promise<readonly string[]>;
  /** What stands behind the slash in the names of the records that begin with it. */
  recordNames(folder: 'refused/'): Promise<readonly string[]>;
  /** Writes or overwrites one. */
  record(name: RecordName, line: string): Promise<void>;
  /** Makes this process the one writer. Throws LockNotHeld. */
  take(run: string): Promise<Tenure>;
  /** Lines of the audit, oldest first: all, or at most one, the last. */
  audit(part: 'last' | 'all'): Promise<readonly string[]>;
  /** Appends the lines `next` makes of the last one there is (null: none), with one process at a time doing so. Durable when it resolves. */
  appendAudit(next: (last: string | null) => readonly string[]): Promise<void>;
  /** Throws StoreUnreadable when anything of it is open to others. */
  inspect(): Promise<void>;
  /** Calls back when another generation may count. Only a hint, which may stay away: look from time to time, and call this again. */
  listen(changed: () => void): Promise<void>;
  close(): Promise<void>;
};

/** Where a server of this machine listens. Port 0 takes any. */
export type Place = { readonly port: number } | { readonly socket: string };

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

export type Policy = Rules & Manners & Timing;
