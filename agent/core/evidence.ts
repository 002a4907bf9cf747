// The classified answers of one cycle. A fault is never evidence: it may stop an addition, it may never cause a removal.
import { hasClients, type Labels, type Site, type Snapshot } from './snapshot.js';

/** One row of a site list (RAP-10), already keyed by lower-case GUID. */
export type SiteRow = {
  readonly organisation: string;
  readonly received: string;
  readonly authorised: number | null;
  readonly labels: Labels;
};

/**
 * One row of a Clients body (RAP-20). `fp` is null when the secret was empty or null: the row is there, its secret cannot be read (W35).
 * `valueFp` is equal for equal secrets wherever they appear, and lives no longer than the cycle (G7).
 */
export type ClientRow = { readonly client: string; readonly fp: string | null; readonly valueFp: string | null };

/** What a call that gave no rows was. `nothing` is 204 or a body `null`; `denied` is a 401 to a token just renewed. */
export type NoRows =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'denied' }
  | { readonly kind: 'failed'; readonly code: string };

/** READ, or READ-WITH-GAPS: some row had no usable key, so absence proves nothing. */
export type Read<Row> = { readonly kind: 'read'; readonly gaps: boolean; readonly rows: readonly Row[] };

export type ListEvidence = Read<SiteRow> | NoRows;
export type ClientsEvidence = Read<ClientRow> | NoRows;

export type Evidence = {
  readonly first: ListEvidence;
  readonly second: ListEvidence;
  /** By organisation, for every Clients call made. */
  readonly clients: ReadonlyMap<string, ClientsEvidence>;
};

/** What one list says about one organisation: its first row (W16). `conflict`: a later one has another `Authorised` (W17). */
export type Listed = SiteRow & { readonly repeated?: true; readonly conflict?: boolean };

/** All the witnesses of one cycle about one organisation. */
export type Witnesses = {
  readonly organisation: string;
  readonly known: Site | undefined;
  readonly first: Listed | undefined;
  readonly second: Listed | undefined;
  readonly clients: ClientsEvidence | undefined;
};

export type ListVerdict =
  | { readonly go: Read<SiteRow> }
  | { readonly go: null; readonly exit: 5 | 6; readonly code: string };

const noRows = { kind: 'read', gaps: false, rows: [] } as const;

/** Nothing to lose: no site, or only tombstones. */
export const nothingToLose = (previous: Snapshot): boolean => previous.sites.every(site => site.state === 'tombstone');

/** A list that cannot be read stops the cycle (W03 to W09); a 403 means the vendor client is not linked to the application (W07). */
export function judgeList(list: ListEvidence, previous: Snapshot): ListVerdict {
  if (list.kind === 'read') return { go: list };
  if (list.kind === 'nothing' && nothingToLose(previous)) return { go: noRows };
  if (list.kind === 'denied') return { go: null, exit: 5, code: 'token_refused' };
  if (list.kind === 'refused' && list.status === 403) return { go: null, exit: 5, code: 'application_refused' };
  if (list.kind === 'refused') return { go: null, exit: 6, code: `list_status_${list.status}` };
  return { go: null, exit: 6, code: list.kind === 'failed' ? list.code : 'list_no_content' };
}

/** One entry per organisation; the first row wins for labels (W16). */
export function indexList(list: Read<SiteRow>): ReadonlyMap<string, Listed> {
  const index = new Map<string, Listed>();
  for (const row of list.rows) {
    const seen = index.get(row.organisation);
    const conflict = seen && (seen.conflict || seen.authorised !== row.authorised);
    index.set(row.organisation, seen ? { ...seen, repeated: true, conflict: conflict === true } : row);
  }
  return index;
}

/** The organisations whose Clients are worth asking for: authorised, not contradicted, not ignored by policy (LIFE-11, W24). */
export function organisationsToAsk(list: Read<SiteRow>, ignored: readonly string[]): readonly string[] {
  const skip = new Set(ignored.map(organisation => organisation.toLowerCase()));
  const found: string[] = [];
  for (const { organisation, authorised, conflict } of indexList(list).values())
    if (authorised === 1 && !conflict && !skip.has(organisation)) found.push(organisation);
  return found;
}

/** FAILED, or REFUSED while the second list still shows the site, or 204 for a site that had clients (W25 to W30). */
export function isUnread({ known, second, clients }: Witnesses, acceptNoContent: boolean): boolean {
  if (!clients || clients.kind === 'read') return false;
  if (clients.kind === 'refused') return second !== undefined;
  if (clients.kind === 'nothing') return hasClients(known) && !acceptNoContent;
  return true;
}

/** The rows of a READ body, or of an odd empty one that may be believed because it takes nothing away (E9). */
export function believedBody(witnesses: Witnesses, acceptNoContent: boolean): Read<ClientRow> | null {
  if (witnesses.clients?.kind === 'read') return witnesses.clients;
  return witnesses.clients?.kind === 'nothing' && !isUnread(witnesses, acceptNoContent) ? noRows : null;
}
