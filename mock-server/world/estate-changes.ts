import { type ChangeArguments, isRefused, type Movers, type Refused, type Rows } from './changes.js';
import { siteByKey } from './lookup.js';
import { random } from './random.js';
import { refuse, resolveApplication, resolvePresent } from './resolve.js';
import { link } from './site-changes.js';
import type { Application, Installation, World } from './world.js';

type EstateChange = Extract<keyof ChangeArguments, `list.${string}` | `estate.${string}`>;

/** Schools present in the list: the partner's own row never leaves with the others. */
function schoolsOf(world: World, application: Application): string[] {
  return world.installations
    .filter(i => i.application === application.id && i.state !== 'removed')
    .filter(i => siteByKey(world, i.site)?.kind === 'school')
    .map(i => i.site);
}

/** Replaces, in one pass, every installation of the application at these sites. */
function withSites(
  world: World,
  application: Application,
  sites: ReadonlySet<string>,
  move: (i: Installation) => Installation,
): World {
  const installations = world.installations.map(i =>
    i.application === application.id && i.state !== 'removed' && sites.has(i.site) ? move(i) : i,
  );
  return { ...world, installations };
}

/** A seeded choice of `count` of the keys. */
function some(world: World, keys: readonly string[], count: number): string[] {
  return random(world.seed, 'some', world.version).shuffle(keys).slice(0, count);
}

function isCount(n: number): boolean {
  return Number.isInteger(n) && n > 0;
}

function isShare(n: number): boolean {
  return n > 0 && n <= 1;
}

function chosenRows(world: World, application: Application, rows: Rows): readonly string[] | Refused {
  const all = world.installations
    .filter(i => i.application === application.id && i.state !== 'removed')
    .map(i => i.site);
  if (rows.all === true) return all;
  if (rows.share !== undefined) {
    if (!isShare(rows.share)) return refuse('bad-share', 'A share lies above 0 and not above 1.');
    return some(world, all, Math.ceil(all.length * rows.share));
  }
  if (!rows.sites || rows.sites.length === 0) return refuse('nothing-chosen', 'Give sites, all: true or a share.');
  const keys: string[] = [];
  for (const name of rows.sites) {
    const placed = resolvePresent(world, { site: name, application: application.id });
    if (isRefused(placed)) return placed;
    keys.push(placed.installation.site);
  }
  return keys;
}

function showRows(hidden: boolean) {
  return (world: World, rows: Rows): World | Refused => {
    const application = resolveApplication(world, rows.application);
    if (isRefused(application)) return application;
    const keys = chosenRows(world, application, rows);
    if (isRefused(keys)) return keys;
    return withSites(world, application, new Set(keys), i => ({ ...i, hidden }));
  };
}

function grow(world: World, args: ChangeArguments['estate.grown'], at: number): World | Refused {
  const application = resolveApplication(world, args.application);
  if (isRefused(application)) return application;
  if (!isCount(args.by)) return refuse('bad-count', '"by" is a whole number above 0.');
  const linked = new Set(world.installations.filter(i => i.application === application.id).map(i => i.site));
  const waiting = world.sites.filter(s => s.kind === 'school' && !linked.has(s.key));
  if (waiting.length < args.by) {
    return refuse(
      'too-few-schools',
      `Only ${waiting.length} schools have not joined yet: grow by fewer, or start from a larger world.`,
    );
  }
  let grown = world;
  for (const site of waiting.slice(0, args.by)) grown = link(grown, application, site, at, application.needsApproval);
  return grown;
}

/** Which schools leave together (DOM-15). */
function leavers(world: World, application: Application, args: ChangeArguments['estate.shrunk']): string[] | Refused {
  const present = schoolsOf(world, application);
  const { by, share, authority, trust } = args;
  if (authority !== undefined) return present.filter(key => siteByKey(world, key)?.authority === authority);
  if (trust !== undefined) return present.filter(key => siteByKey(world, key)?.trust === trust);
  if (share !== undefined && isShare(share)) return some(world, present, Math.ceil(present.length * share));
  if (by !== undefined && isCount(by) && by <= present.length) return some(world, present, by);
  return refuse(
    'bad-count',
    `Give an authority, a trust, a share above 0 and not above 1, or "by" from 1 to ${present.length}.`,
  );
}

function shrink(world: World, args: ChangeArguments['estate.shrunk'], at: number): World | Refused {
  const application = resolveApplication(world, args.application);
  if (isRefused(application)) return application;
  const keys = leavers(world, application, args);
  if (isRefused(keys)) return keys;
  if (keys.length === 0) return refuse('nobody-left', 'No school of this estate belongs there.');
  return withSites(world, application, new Set(keys), i => ({ ...i, state: 'removed', changedAt: at }));
}

/** Many schools at once, and the service's own fault of withholding rows (INFRA-07, DOM-14 to DOM-16). */
export const ESTATE_CHANGES: Movers<EstateChange> = {
  'list.hidden': showRows(true),
  'list.shown': showRows(false),
  'estate.grown': grow,
  'estate.shrunk': shrink,
};
