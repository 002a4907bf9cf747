// A person's release of one exact set of held operations: a small MACed file, good for 24 hours.
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Approval } from '../core/snapshot.js';
import { systemCode } from '../errors.js';
import { writeDurably } from './durable.js';
import { sameText } from './generation-file.js';
import type { VaultKeys } from './keys.js';
import { lp } from './lp.js';
import { mac } from './seal.js';

export type ApprovalRecord = { readonly digest: string; readonly actor: string; readonly expiresAt: number };

export const approvalsFolder = (vault: string): string => join(vault, 'approvals');

const macOf = ({ digest, actor, expiresAt }: ApprovalRecord, keys: VaultKeys): string =>
  mac(keys.audit, lp('approval', digest, actor, String(expiresAt))).toString('base64url');

export async function writeApproval(vault: string, record: ApprovalRecord, keys: VaultKeys): Promise<void> {
  const line = JSON.stringify({ ...record, mac: macOf(record, keys) });
  await writeDurably(join(approvalsFolder(vault), `${record.digest}.json`), [`${line}\n`]);
}

/** The approvals whose MAC holds, and how many do not: those are ignored, and worth an alarm. */
export async function readApprovals(
  vault: string,
  keys: VaultKeys,
): Promise<{ approvals: Approval[]; forged: number }> {
  const approvals: Approval[] = [];
  let forged = 0;
  for (const name of await approvalFiles(vault)) {
    const record = await readRecord(join(approvalsFolder(vault), name), keys);
    if (record) approvals.push({ digest: record.digest, expiresAt: record.expiresAt });
    else forged += 1;
  }
  return { approvals, forged };
}

async function readRecord(path: string, keys: VaultKeys): Promise<ApprovalRecord | null> {
  try {
    const record = JSON.parse(await readFile(path, 'utf8'));
    return sameText(record?.mac, macOf(record, keys)) ? record : null;
  } catch {
    return null;
  }
}

async function approvalFiles(vault: string): Promise<string[]> {
  try {
    return (await readdir(approvalsFolder(vault))).filter(name => name.endsWith('.json'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Removes approvals that were used or are over. */
export async function dropApprovals(vault: string, spent: readonly string[]): Promise<void> {
  for (const digest of spent) await rm(join(approvalsFolder(vault), `${digest}.json`), { force: true });
}
