// Whether a site list lets the cycle go on (W01 to W09).
import type { ListEvidence, Read, SiteRow } from './evidence.js';
import type { Snapshot } from './snapshot.js';

export type ListVerdict =
  | { readonly go: Read<SiteRow> }
  | { readonly go: null; readonly exit: 5 | 6; readonly code: string };

/** Nothing to lose: no site, or only tombstones. */
export const nothingToLose = (previous: Snapshot): boolean => previous.sites.every(site => site.state === 'tombstone');

/** A list that cannot be read stops the cycle; a 403 means the vendor client is not linked to the application (W07). */
export function judgeList(list: ListEvidence, previous: Snapshot): ListVerdict {
  if (list.kind === 'read') return { go: list };
  if (list.kind === 'nothing' && nothingToLose(previous)) return { go: { kind: 'read', gaps: false, rows: [] } };
  if (list.kind === 'denied') return { go: null, exit: 5, code: 'token_refused' };
  if (list.kind === 'refused' && list.status === 403) return { go: null, exit: 5, code: 'application_refused' };
  if (list.kind === 'refused') return { go: null, exit: 6, code: `list_status_${list.status}` };
  return { go: null, exit: 6, code: list.kind === 'failed' ? list.code : 'list_no_content' };
}
