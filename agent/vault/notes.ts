// What people and programs leave for the next run: approvals, with a MAC, and reports that the token server refused a pair.
import { isGuid } from '../core/guid.js';
import type { Approval } from '../core/snapshot.js';
import type { RecordName, Store } from '../ports.js';
import type { VaultKeys } from './keys.js';
import { signed, verified } from './signed.js';

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

// Reports (W43) hold no secret and only move a school forward in a sweep, so they carry no MAC: a forged one costs nothing. What counts
// is the name, which a run removes again; what somebody may have written inside names nothing.
const reportName = (organisation: string): RecordName => `refused/${organisation}`;

/** `organisation`: lower-case GUID of a site the vault knows; it becomes a file name. */
export const writeReport = (store: Store, organisation: string, at: number): Promise<void> =>
  store.record(reportName(organisation), `${JSON.stringify({ organisation, at })}\n`);

export async function readReports(store: Store): Promise<ReadonlySet<string>> {
  const names = await store.recordNames('refused/');
  return new Set(names.filter(name => isGuid(name) && name === name.toLowerCase()));
}
