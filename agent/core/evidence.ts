// The classified answers of one cycle. A fault is never evidence: it may stop an addition, it may never cause a removal.
import type { Labels } from './snapshot.js';

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

/** What one list says about one organisation. */
export type Listed = {
  readonly row: SiteRow;
  /** Listed again with another `Authorised`: the service contradicts itself (W17). */
  readonly conflict: boolean;
  readonly repeated: boolean;
};

/** One entry per organisation; the first row wins for labels (W16). */
export function indexList(list: Read<SiteRow>): ReadonlyMap<string, Listed> {
  const index = new Map<string, Listed>();
  for (const row of list.rows) {
    const seen = index.get(row.organisation);
    if (!seen) index.set(row.organisation, { row, conflict: false, repeated: false });
    else
      index.set(row.organisation, {
        row: seen.row,
        conflict: seen.conflict || seen.row.authorised !== row.authorised,
        repeated: true,
      });
  }
  return index;
}

/** The organisations whose Clients are worth asking for: authorised, not contradicted, not ignored by policy (LIFE-11, W24). */
export function organisationsToAsk(list: Read<SiteRow>, ignored: readonly string[]): readonly string[] {
  const skip = new Set(ignored.map(organisation => organisation.toLowerCase()));
  return [...indexList(list)]
    .filter(([organisation, listed]) => listed.row.authorised === 1 && !listed.conflict && !skip.has(organisation))
    .map(([organisation]) => organisation);
}
