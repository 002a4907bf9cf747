import type { Switches } from '../switches/index.js';
import { type Application, type Installation, random, type Site, siteByKey, type World } from '../world/index.js';

/** A row of GetSiteByApplication, with the vendor's names in the vendor's order (RAP-10). */
export type SiteRowWire = {
  Id: number | null;
  Name: string | null;
  /** Null in an odd row only (RAP-11). */
  OrganisationId: string | null;
  DfeCode: string | null;
  DeniNumber: string | null;
  Authorised: number | null;
};

/**
 * The rows a partner is shown of one application: in order of linking, every member written, null included (RAP-12).
 * `call` draws the order where rows come shuffled.
 */
export function siteRows(world: World, application: Application, switches: Switches, call: number): SiteRowWire[] {
  const rows: SiteRowWire[] = [];
  for (const installation of world.installations) {
    if (installation.application !== application.id || !isListed(installation, switches)) continue;
    const site = siteByKey(world, installation.site);
    if (!site || (site.kind === 'partner' && switches['rap.tiRow'] === 'off')) continue;
    rows.push(rowOf(world, site, installation, switches));
  }
  const all = switches['rap.duplicates'] === 'on' ? withDuplicates(world, rows) : rows;
  return switches['rap.order'] === 'shuffled' ? random(world.seed, 'order', call).shuffle(all) : all;
}

/** LIFE-12 to LIFE-14. */
function isListed({ state, hidden }: Installation, switches: Switches): boolean {
  if (hidden || state === 'removed') return false;
  if (state === 'pending') return switches['rap.pendingInList'] === 'listed';
  if (state === 'disabled') return switches['rap.disabledInList'] === 'listed';
  return true;
}

/** What the row says of consent; null when it says nothing (LIFE-10, RAP-11). */
export function authorisedOf(installation: Installation, switches: Switches): number | null {
  const odd = installation.oddRow?.['Authorised'];
  if (odd !== undefined) return typeof odd === 'number' ? odd : null;
  return installation.state === 'removed' ? null : switches['rap.authorisedValues'][installation.state];
}

function rowOf(world: World, site: Site, installation: Installation, switches: Switches): SiteRowWire {
  const row: SiteRowWire = {
    Id: 0, // RAP-13
    Name: site.name,
    OrganisationId: spelled(world, site, switches),
    DfeCode: site.dfeCode,
    DeniNumber: site.deniNumber,
    Authorised: authorisedOf(installation, switches),
  };
  return installation.oddRow ? Object.assign(row, installation.oddRow) : row;
}

/** RAP-14. Mixed: each school has a spelling of its own, the same in every list. */
export function spelled(world: World, site: Site, switches: Switches): string {
  const id = site.organisationId;
  const style = switches['rap.guidCase'];
  if (style === 'upper') return id.toUpperCase();
  if (style === 'lower') return id.toLowerCase();
  const from = random(world.seed, 'case', site.key);
  return [...id].map(c => (from.below(2) === 0 ? c.toLowerCase() : c.toUpperCase())).join('');
}

/** About one row in five again, at least one, at the end and in the other letter case (RAP-17). */
function withDuplicates(world: World, rows: readonly SiteRowWire[]): SiteRowWire[] {
  const count = rows.length === 0 ? 0 : Math.max(1, Math.floor(rows.length / 5));
  const again = random(world.seed, 'duplicates').shuffle(rows).slice(0, count);
  return [...rows, ...again.map(row => ({ ...row, OrganisationId: otherCase(row.OrganisationId) }))];
}

function otherCase(id: string | null): string | null {
  if (typeof id !== 'string') return id;
  return id === id.toUpperCase() ? id.toLowerCase() : id.toUpperCase();
}
