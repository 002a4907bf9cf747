import type { Switches } from '../switches/index.js';
import { type Application, type Installation, random, type Site, siteByKey, type World } from '../world/index.js';
import { lingers } from './lingering.js';

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
 * The rows a partner is shown of one application at `now`: in order of linking, every member written, null included
 * (RAP-12). `call` draws the order where rows come shuffled.
 */
export function siteRows(
  world: World,
  application: Application,
  switches: Switches,
  now: number,
  call = 0,
): SiteRowWire[] {
  const rows: SiteRowWire[] = [];
  for (const installation of world.installations) {
    if (installation.application !== application.id || !isListed(installation, switches, now)) continue;
    const site = siteByKey(world, installation.site);
    if (!site || (site.kind === 'partner' && switches['rap.tiRow'] === 'off')) continue;
    const authorised = authorisedOf(installation, switches, now);
    rows.push(rowOf(world, { site, installation, authorised, number: rows.length + 1 }, switches));
  }
  const all = switches['rap.duplicates'] === 'on' ? withDuplicates(world, rows) : rows;
  return switches['rap.order'] === 'shuffled' ? random(world.seed, 'order', call).shuffle(all) : all;
}

/** Whether the list shows an installation at `now` (LIFE-12 to LIFE-14). */
export function isListed(installation: Installation, switches: Switches, now: number): boolean {
  const { state, hidden } = installation;
  if (hidden) return false;
  if (state === 'removed') return lingers(installation, switches, now);
  if (state === 'pending') return switches['rap.pendingInList'] === 'listed';
  if (state === 'disabled') return switches['rap.disabledInList'] === 'listed';
  return true;
}

/** What the row says of consent; null when it says nothing (LIFE-10, RAP-11). */
export function authorisedOf(installation: Installation, switches: Switches, now: number): number | null {
  const odd = installation.oddRow?.['Authorised'];
  if (odd !== undefined) return typeof odd === 'number' ? odd : null;
  const { state } = installation;
  if (state !== 'removed') return switches['rap.authorisedValues'][state];
  return lingers(installation, switches, now) ? switches['rap.authorisedValues'].active : null;
}

type Row = {
  readonly site: Site;
  readonly installation: Installation;
  readonly authorised: number | null;
  /** From 1, in the order of the list. */
  readonly number: number;
};

function rowOf(world: World, { site, installation, authorised, number }: Row, switches: Switches): SiteRowWire {
  const row: SiteRowWire = {
    Id: idOf(number, switches),
    Name: site.name,
    OrganisationId: spelled(world, site, switches),
    DfeCode: dfeCodeOf(site, switches),
    DeniNumber: site.deniNumber,
    Authorised: authorised,
  };
  return installation.oddRow ? Object.assign(row, installation.oddRow) : row;
}

/** RAP-13. A sequence follows the list, so that it moves when a school leaves: Id is no key. */
function idOf(number: number, switches: Switches): number | null {
  const style = switches['rap.idField'];
  if (style === 'zero') return 0;
  return style === 'sequence' ? number : null;
}

/** DOM-02, DOM-05. Codes that are no DfE number stay as they are (DOM-03). */
function dfeCodeOf({ dfeCode, deniNumber }: Site, switches: Switches): string | null {
  if (dfeCode !== null)
    return switches['dom.dfeFormat'] === 'slashed' ? dfeCode.replace(/^(\d{3})(\d{4})$/, '$1/$2') : dfeCode;
  const style = switches['dom.niDfeCode'];
  if (deniNumber === null || style === 'null') return null;
  return style === 'empty' ? '' : deniNumber;
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
