// Small records with a MAC, one JSON line each: the pointer to the current generation, and approvals.
import { createHash, type KeyObject } from 'node:crypto';
import type { Approval } from '../core/snapshot.js';
import { StoreUnreadable } from '../errors.js';
import type { GenerationName, Store } from '../ports.js';
import type { MasterKey, VaultKeys } from './keys.js';
import { lp, mac, sameText } from './seal.js';

export const tampered = (what: string): StoreUnreadable =>
  new StoreUnreadable(
    'tampered',
    `The vault cannot be trusted: ${what}. Nothing was read from it. Move the vault aside and sync into an empty one.`,
  );

const macOf = (purpose: string, record: object, key: KeyObject): string =>
  mac(key, lp(purpose, JSON.stringify(record))).toString('base64url');

/** A record as a line, with its MAC. */
export const signed = (purpose: string, record: object, key: KeyObject): string =>
  `${JSON.stringify({ ...record, mac: macOf(purpose, record, key) })}\n`;

/** The record of a line, or null when it is not one that was written with this key for this purpose. */
export function verified<Shape>(line: string, purpose: string, key: KeyObject): Shape | null {
  try {
    const { mac: given, ...record } = JSON.parse(line);
    return sameText(given, macOf(purpose, record, key)) ? record : null;
  } catch {
    return null;
  }
}

/** Which generation counts, and the SHA-256 of its bytes. The only door for readers. */
export type Pointer = GenerationName & { readonly sha256: string };

export function readPointer(line: string, master: MasterKey): Pointer {
  const pointer = verified<Pointer>(line, 'current', master.pointer);
  if (pointer) return pointer;
  throw new StoreUnreadable(
    'wrong_key',
    'Check SIMS_AGENT_KEY: the vault cannot be trusted with this key. If the key is right, the pointer to the current generation was changed: move the vault aside and sync into an empty one.',
  );
}

export const signPointer = (pointer: Pointer, master: MasterKey): string => signed('current', pointer, master.pointer);

/** Whether these are the bytes a pointer names. */
export const isNamed = (bytes: Buffer, { sha256 }: Pointer): boolean =>
  createHash('sha256').update(bytes).digest('hex') === sha256;

/** A person's release of one exact set of held operations, good until `expiresAt`. */
export type ApprovalRecord = Approval & { readonly actor: string };

export const writeApproval = (store: Store, record: ApprovalRecord, keys: VaultKeys): Promise<void> =>
  store.record(`approvals/${record.digest}`, signed('approval', record, keys.audit));

/** The approvals whose MAC holds, and how many do not: those are ignored, and worth an alarm. */
export async function readApprovals(store: Store, keys: VaultKeys) {
  const lines = await store.records('approvals/');
  const approvals = lines.flatMap(line => verified<ApprovalRecord>(line, 'approval', keys.audit) ?? []);
  return { approvals, forged: lines.length - approvals.length };
}
