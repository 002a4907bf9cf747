// Small records with a MAC, one JSON line each: the pointer to the current generation, and approvals.
import type { KeyObject } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Approval } from '../core/snapshot.js';
import { StoreUnreadable } from '../errors.js';
import { assertPrivate, ifThere, writeDurably } from './files.js';
import type { MasterKey, VaultKeys } from './keys.js';
import { lp, mac, sameText } from './seal.js';

export const tampered = (what: string): StoreUnreadable =>
  new StoreUnreadable(
    'tampered',
    `The vault cannot be trusted: ${what}. Nothing was read from it. Move the vault folder aside and sync into an empty one.`,
  );

const macOf = (purpose: string, record: object, key: KeyObject): string =>
  mac(key, lp(purpose, JSON.stringify(record))).toString('base64url');

const write = (path: string, purpose: string, record: object, key: KeyObject): Promise<void> =>
  writeDurably(path, [`${JSON.stringify({ ...record, mac: macOf(purpose, record, key) })}\n`]);

/** The record of a line, or null when it is not one that was written with this key for this purpose. */
function verified<Shape>(line: string, purpose: string, key: KeyObject): Shape | null {
  try {
    const { mac: given, ...record } = JSON.parse(line);
    return sameText(given, macOf(purpose, record, key)) ? record : null;
  } catch {
    return null;
  }
}

/** `current`: which generation counts, and the SHA-256 of its file. The only door for readers. */
export type Pointer = { readonly generation: number; readonly file: string; readonly sha256: string };

export const pointerPath = (vault: string): string => join(vault, 'current');

/** Null when there is none: the vault is new. */
export async function readPointer(vault: string, master: MasterKey): Promise<Pointer | null> {
  const path = pointerPath(vault);
  const line = await ifThere(
    assertPrivate(path).then(() => readFile(path, 'utf8')),
    null,
  );
  const pointer = line === null ? null : verified<Pointer>(line, 'current', master.pointer);
  if (line !== null && !pointer)
    throw new StoreUnreadable(
      'wrong_key',
      'Check SIMS_AGENT_KEY: the vault cannot be trusted with this key. If the key is right, the pointer to the current generation was changed: move the vault folder aside and sync into an empty one.',
    );
  return pointer;
}

/** The flip: from here on the new generation counts. */
export const writePointer = (vault: string, pointer: Pointer, master: MasterKey): Promise<void> =>
  write(pointerPath(vault), 'current', pointer, master.pointer);

/** A person's release of one exact set of held operations, good until `expiresAt`. */
export type ApprovalRecord = Approval & { readonly actor: string };

export const approvalsFolder = (vault: string): string => join(vault, 'approvals');
const approvalPath = (vault: string, digest: string): string => join(approvalsFolder(vault), `${digest}.json`);

export const writeApproval = (vault: string, record: ApprovalRecord, keys: VaultKeys): Promise<void> =>
  write(approvalPath(vault, record.digest), 'approval', record, keys.audit);

/** The approvals whose MAC holds, and how many do not: those are ignored, and worth an alarm. */
export async function readApprovals(vault: string, keys: VaultKeys) {
  const names = (await ifThere(readdir(approvalsFolder(vault)), [])).filter(name => name.endsWith('.json'));
  const lines = await Promise.all(
    names.map(name => readFile(join(approvalsFolder(vault), name), 'utf8').catch(() => '')),
  );
  const approvals = lines.flatMap(line => verified<ApprovalRecord>(line, 'approval', keys.audit) ?? []);
  return { approvals, forged: names.length - approvals.length };
}

/** Removes an approval that was used or is over. */
export const dropApproval = (vault: string, digest: string): Promise<void> =>
  rm(approvalPath(vault, digest), { force: true });
