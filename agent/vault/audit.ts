// The audit: one record per event, each with the MAC of the one before it, under a key as old as the vault (S4). It tells who did
// what and when, by ids and fingerprints. The head is also sealed into every generation, and printed at the end of every run.
import type { KeyObject } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Operation } from '../core/decision.js';
import type { Clock, Committed, Store } from '../ports.js';
import type { AuditHead, Generation } from './generation.js';
import { signed, tampered, verified } from './signed.js';

export const noAudit: AuditHead = { seq: 0, mac: '' };

export type AuditEvent =
  | `run.${'start' | 'end'}`
  | `commit.${'intent' | 'done'}`
  | 'key.rotate'
  | 'plan'
  | 'hold'
  | 'approve'
  | 'reveal'
  | 'refused'
  | (typeof audited)[number];

/** What an event is about; `n` counts, or names the generation to be committed. */
type Detail = {
  readonly run?: string;
  readonly org?: string;
  readonly client?: string | undefined;
  readonly oldFp?: string | undefined;
  readonly newFp?: string | undefined;
  readonly n?: number;
  readonly guards?: string;
  readonly digest?: string | undefined;
  readonly exit?: number;
  readonly code?: string | undefined;
  readonly oldKey?: string;
  readonly newKey?: string;
};

export type AuditRecord = Detail & {
  readonly seq: number;
  readonly at: number;
  readonly event: AuditEvent;
  readonly actor: string;
  /** The generation that counted when this was written. */
  readonly generation: number;
  /** The MAC of the record before. */
  readonly prev: string;
};

export type Audit = {
  /** Throws StoreUnreadable when the chain that ends with this line does not reach the sealed head. */
  check(last: string | null): void;
  note(event: AuditEvent, detail?: Detail): void;
  /** Appends what was noted. Throws StoreUnreadable when the end of the chain is not the one it should be. */
  write(generation: number): Promise<AuditHead>;
};

/** `from`: the head sealed into the current generation; the chain must still reach it. */
export function openAudit(store: Store, clock: Pick<Clock, 'now'>, key: KeyObject, from: AuditHead = noAudit): Audit {
  let noted: Pick<AuditRecord, 'at' | 'event' | 'actor'>[] = [];
  let head = from;
  const check = (last: string | null) => {
    const found = last === null ? noAudit : headOf(last, key);
    if (found.seq < head.seq || (found.seq === head.seq && found.mac !== head.mac)) throw cut();
    head = found;
  };
  const write = async (generation: number): Promise<AuditHead> => {
    await store.appendAudit(last => {
      check(last);
      return noted.map(({ at, event, actor: who, ...detail }) => {
        const record = { seq: head.seq + 1, at, event, actor: who, generation, ...detail, prev: head.mac };
        const line = signed('audit', record, key);
        head = headOf(line, key);
        return line;
      });
    });
    noted = [];
    return head;
  };
  const note: Audit['note'] = (event, detail) => noted.push({ at: clock.now(), event, actor: actor(), ...detail });
  return { check, note, write };
}

/** One event from outside a run, on disk before anything else happens. */
export async function auditNow(store: Store, { header, keys }: Generation, event: AuditEvent, detail: Detail) {
  const audit = openAudit(store, { now: () => Date.now() }, keys.audit, header.audit);
  audit.note(event, detail);
  await audit.write(header.generation);
}

const audited = ['suspend', 'resume', 'tombstone', 'restore', 'purge', 'rotate'] as const;

/** What a plan does that somebody may ask about later. Additions are not told one by one: the generation has them. */
export function notePlan({ note }: Audit, { operations, hold, approved }: Committed) {
  note('plan', { n: operations.length, digest: approved ?? undefined });
  if (hold)
    note('hold', { n: hold.operations, digest: hold.digest, guards: hold.guards.map(({ guard }) => guard).join() });
  for (const operation of operations) {
    const event = audited.find(each => each === operation.op.split('+')[0]);
    if (event && operation.standing === 'apply') note(event, about(operation));
  }
}

const about = ({ organisation: org, client, oldFp, newFp }: Operation): Detail => ({
  org,
  client: client ?? undefined,
  oldFp: oldFp?.slice(0, 8),
  newFp: newFp?.slice(0, 8),
});

/** To be noted outside the vault: only this shows that a whole vault was rolled back, or the audit's newest lines cut. */
export const anchorOf = ({ seq, mac }: AuditHead): string =>
  `audit head ${Buffer.from(mac, 'base64url').toString('hex', 0, 4)} seq ${seq}`;

/** The records of a whole chain that reaches the sealed head. Throws StoreUnreadable naming the first that is wrong. */
export function verifyAudit(lines: readonly string[], { header, keys }: Generation): AuditHead {
  const sealed = header.audit ?? noAudit;
  let head = noAudit;
  let reached = sealed.seq === 0;
  for (const line of lines) {
    const record = verified<AuditRecord>(line, 'audit', keys.audit);
    if (record?.seq !== head.seq + 1 || record.prev !== head.mac)
      throw tampered(`its audit was changed at record ${head.seq + 1}`);
    head = headOf(line, keys.audit);
    reached ||= head.seq === sealed.seq && head.mac === sealed.mac;
  }
  if (!reached) throw cut();
  return head;
}

/** A generation older than the one the audit last spoke of was put back, pointer and all. Throws StoreUnreadable on a changed record. */
export function isOlderThanAudit(last: string | undefined, { header, keys }: Generation): boolean {
  return last !== undefined && lastRecord(last, keys.audit).generation > header.generation;
}

/** Throws StoreUnreadable when the audit ends before the record this generation was sealed with: then it could hide an older one. */
export function assertReaches(last: string | undefined, { header, keys }: Generation): void {
  const found = last === undefined ? noAudit : headOf(last, keys.audit);
  if (found.seq < (header.audit ?? noAudit).seq) throw cut();
}

const cut = () => tampered('the end of its audit was cut off');

function lastRecord(line: string, key: KeyObject): AuditRecord {
  const record = verified<AuditRecord>(line, 'audit', key);
  if (!record) throw tampered('the last record of its audit was changed');
  return record;
}

export const headOf = (line: string, key: KeyObject): AuditHead => ({
  seq: lastRecord(line, key).seq,
  mac: JSON.parse(line).mac,
});

/** Who runs this, by name; a user without a name, as in containers, by number. */
export function actor(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
