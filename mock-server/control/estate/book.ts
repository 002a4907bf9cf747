import { randomBytes } from 'node:crypto';
import type { Harness } from '../../harness.js';
import type { Switches } from '../../switches/index.js';
import { authorisedOf, isListed, type Pair, truth } from '../../view/index.js';
import type { Application, Installation, World } from '../../world/index.js';
import type { Holdings } from '../reports.js';
import { type Facts, type Marks, schoolOf } from './school.js';
import type { EstateSchool } from './shape.js';

/** A row, made when somebody first reads it, with the number of the look at which it last became another. */
type Entry = { readonly facts: Facts; row: EstateSchool | undefined; readonly look: number };

export type Look = {
  readonly stamp: string;
  /** Whether the rows are all there are, rather than those that have changed since the stamp given. */
  readonly whole: boolean;
  readonly total: number;
  /** A part of the rows: fingerprints of twenty thousand secrets take a moment, those of a page do not. */
  rows(offset: number, limit: number): readonly EstateSchool[];
};

/** The rows of one application of one world, remembered from look to look, so that only what has changed is made anew. */
export type Book = { look(application: Application, holdings: Holdings | undefined, since?: string): Look };

/** What rows are made from, apart from the time. */
type Basis = {
  readonly application: string;
  readonly world: World;
  readonly switches: Switches;
  readonly holdings: Holdings | undefined;
};

export function createBook(harness: Harness): Book {
  const marks: Marks = { fingerprint: harness.fingerprint, probeKey: harness.probeKey };
  let entries = new Map<string, Entry>();
  let series = '';
  let looks = 0;
  let last: Basis | undefined;

  const beginAnew = () => {
    series = randomBytes(4).toString('hex');
    looks = 0;
    entries = new Map();
  };

  const rowOf = (entry: Entry) => {
    entry.row ??= schoolOf(entry.facts, marks);
    return entry.row;
  };

  const update = (application: Application, basis: Basis) => {
    const all = factsOf(application, basis, harness.clock.now());
    // Where a school vanished from the world, another world stands in its place.
    const keys = new Set(all.map(({ site }) => site.key));
    if (last?.application !== application.id || [...entries.keys()].some(key => !keys.has(key))) beginAnew();
    const changed = all.filter(facts => !isSame(entries.get(facts.site.key)?.facts, facts));
    if (changed.length > 0) looks += 1;
    for (const facts of changed) entries.set(facts.site.key, { facts, row: undefined, look: looks });
    last = basis;
  };

  return {
    look: (application, holdings, since) => {
      const basis = {
        application: application.id,
        world: harness.world(),
        switches: harness.switches(),
        holdings,
      };
      if (!isStanding(last, basis)) update(application, basis);
      const from = sinceOf(since, series);
      const chosen = [...entries.values()].filter(({ look }) => from === undefined || look > from);
      return {
        stamp: `${series}-${looks}`,
        whole: from === undefined,
        total: chosen.length,
        rows: (offset, limit) => chosen.slice(offset, offset + limit).map(rowOf),
      };
    },
  };
}

/** Whether a look at the same would show the same. Under two switches a school moves with time alone (LIFE-14, LIFE-25). */
function isStanding(last: Basis | undefined, now: Basis): boolean {
  const { application, world, switches, holdings } = now;
  if (switches['sts.rapSkew'] !== 'none' || switches['rap.removalDelay'] !== 0) return false;
  const { application: before } = last ?? {};
  return before === application && last?.world === world && last.switches === switches && last.holdings === holdings;
}

/** The look a stamp names, when it is one of this series. */
function sinceOf(stamp: string | undefined, series: string): number | undefined {
  const [of, number] = stamp?.split('-', 2) ?? [];
  return of === series && number !== undefined && /^\d{1,15}$/.test(number) ? Number(number) : undefined;
}

/** What moves leaves other objects alone, so that identity tells whether a school was touched. */
function isSame(one: Facts | undefined, other: Facts): boolean {
  return (
    one !== undefined &&
    one.site === other.site &&
    one.installation === other.installation &&
    one.holds === other.holds &&
    one.moved === other.moved &&
    one.kept === other.kept &&
    one.listed === other.listed &&
    one.authorised === other.authorised &&
    one.pairs.length === other.pairs.length &&
    one.pairs.every(
      ({ clientId, secret }, i) => clientId === other.pairs[i]?.clientId && secret === other.pairs[i]?.secret,
    )
  );
}

function factsOf(application: Application, { world, switches, holdings }: Basis, now: number): Facts[] {
  const pairs = bySite(truth(world, application, switches, now));
  const installations = installationsOf(world, application);
  const before = holdings ? installationsOf(holdings.seen, application) : installations;
  return world.sites.flatMap(site => {
    const installation = installations.get(site.key);
    if (!installation && site.kind === 'partner') return [];
    const id = site.organisationId.toLowerCase();
    const isShown = site.kind === 'school' || switches['rap.tiRow'] !== 'off';
    return {
      site,
      installation,
      listed: isShown && installation !== undefined && isListed(installation, switches, now),
      authorised: installation ? authorisedOf(installation, switches, now) : null,
      pairs: pairs.get(site.key) ?? NONE,
      holds: holdings && (holdings.byOrganisation.get(id) ?? NOTHING),
      moved: before.get(site.key) !== installation,
      kept: holdings?.keeps(id) ?? false,
    };
  });
}

function installationsOf(world: World, { id }: Application): ReadonlyMap<string, Installation> {
  const found = new Map<string, Installation>();
  for (const each of world.installations) if (each.application === id) found.set(each.site, each);
  return found;
}

const NONE: readonly Pair[] = [];
const NOTHING: Facts['holds'] = [];

function bySite(pairs: readonly Pair[]): ReadonlyMap<string, readonly Pair[]> {
  const found = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const known = found.get(pair.site.key);
    if (known) known.push(pair);
    else found.set(pair.site.key, [pair]);
  }
  return found;
}
