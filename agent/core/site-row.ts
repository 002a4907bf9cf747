// The steps a site's row can take. What step to take is decided in `site.ts`.
import type { SiteRow } from './evidence.js';
import type { Moment } from './retention.js';
import { type CarriedWhy, carriedSince, isServed, type RemovalKind, type Site, type SiteReason } from './snapshot.js';

/** Marks a row that is kept without fresh evidence (E8). */
export const mark = (site: Site, why: CarriedWhy, moment: Moment): Site => ({
  ...site,
  carried: carriedSince(site.carried, why, moment.now),
});

/** Whether the row names the site otherwise than the vault does (W23). */
export const relabelled = (known: Site, row: SiteRow): boolean =>
  known.labels.name !== row.labels.name ||
  known.labels.dfeCode !== row.labels.dfeCode ||
  known.labels.deniNumber !== row.labels.deniNumber;

/** The site with what its row says, whatever that changes. */
export const labelled = (known: Site, row: SiteRow): Site => ({
  ...known,
  received: row.received,
  labels: row.labels,
  authorised: row.authorised,
});

/** A site seen for the first time; not served yet. */
export const begin = (row: SiteRow, state: Site['state'], reason: SiteReason, moment: Moment): Site => ({
  organisation: row.organisation,
  received: row.received,
  labels: row.labels,
  authorised: row.authorised,
  state,
  reason,
  sinceAt: moment.now,
  evidenceAt: 0,
  clients: [],
});

/** Enters a state; the date stays when state and reason do. Marks and service dates are the caller's to set again. */
export function enter(site: Site, state: Site['state'], reason: SiteReason, moment: Moment): Site {
  const { carried: _mark, servedAt, fullAt: _full, ...rest } = site;
  const same = site.state === state && site.reason === reason;
  const served = state === 'active' && servedAt !== undefined ? { servedAt } : {};
  return { ...rest, ...served, state, reason, sinceAt: same ? site.sinceAt : moment.now };
}

/** Served from now on, or still: it has not left. */
export function serving(site: Site, moment: Moment): Site {
  const { left: _left, ...rest } = site;
  return { ...rest, servedAt: site.servedAt ?? moment.now };
}

/** The record guards look back at, written when a served site stops being served. */
export function leftBy(known: Site, kind: RemovalKind, approved: boolean, moment: Moment): Pick<Site, 'left'> {
  if (!isServed(known)) return {};
  return { left: { kind, at: moment.now, approved, servedAt: known.servedAt ?? known.sinceAt } };
}

/** The returns from a tombstone within the flapping time, this one included (W40). */
export function recentTurns(known: Site | undefined, moment: Moment): readonly number[] {
  const recent = (known?.turns ?? []).filter(at => moment.now - at < moment.rules.flappingMs);
  return [...recent, moment.now];
}
