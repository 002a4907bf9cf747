import { type Change, didYouMean, findSite, type World } from '../world/index.js';
import { type Path, type Problem, wrongValue } from './problem.js';
import { read } from './read.js';
import type { Scenario, Sync } from './scenario.js';
import type { ScenarioFile } from './schema.js';

/** A scenario as far as it names schools. */
type Naming = Pick<Scenario, 'world' | 'steps' | 'syncs'>;

/** A name of something that must be there, and where it stands. */
type Named = { readonly what: 'school' | 'authority' | 'trust'; readonly name: string; readonly path: Path };

/** What a file names that the world it is for has not: a misspelt school would make every "must not" come true. */
export function senseSchools(file: ScenarioFile, world: World): Problem[] {
  return strangers(read(file), world).map(problem => ({ ...problem, path: asWritten(problem.path, file) }));
}

/**
 * The same for a scenario that was read before. Known are the schools of the world, by short name or organisation id,
 * and those the scenario itself invents: `site.installed` with a `name`. What runs must find is about the world it was
 * written for; put into another, only what happens there counts.
 */
export function strangers(scenario: Naming, world: World): Problem[] {
  const invented = scenario.steps.flatMap(step => step.changes.flatMap(inventedBy));
  const syncs = scenario.world === world.name ? scenario.syncs : [];
  return namedIn({ ...scenario, syncs }).flatMap(named => {
    const { what, name, path } = named;
    const known = what === 'school' ? invented : blocks(world, what);
    if (known.includes(name) || (what === 'school' && findSite(world, name) !== undefined)) return [];
    return [wrongValue(path, `${missing(named, world, known)}${howToInvent(path)}`)];
  });
}

function inventedBy(change: Change): string[] {
  return change.kind === 'site.installed' && change.name !== undefined ? [change.site] : [];
}

/** The authorities or trusts that schools of this world belong to. */
function blocks({ sites }: World, what: 'authority' | 'trust'): string[] {
  return [...new Set(sites.flatMap(site => site[what] ?? []))];
}

function namedIn({ steps, syncs }: Naming): Named[] {
  return [
    ...steps.flatMap(({ on, changes }, i) => [
      ...(on.kind === 'request' && on.site !== undefined ? [school(on.site, ['steps', i, 'on', 'site'])] : []),
      ...changes.flatMap((change, j) => inChange(change, ['steps', i, 'change', j, change.kind])),
    ]),
    ...syncs.flatMap(({ expect }, i) => inExpectation(expect, ['syncs', i, 'expect'])),
  ];
}

function inChange(change: Change, path: Path): Named[] {
  if ('site' in change) return [school(change.site, [...path, 'site'])];
  if ('sites' in change) return (change.sites ?? []).map((site, i) => school(site, [...path, 'sites', i]));
  if (change.kind !== 'estate.shrunk') return [];
  return (['authority', 'trust'] as const).flatMap(what => {
    const name = change[what];
    return name === undefined ? [] : [{ what, name, path: [...path, what] }];
  });
}

function inExpectation({ stores, serves, withholds }: Sync['expect'], path: Path): Named[] {
  const lists = { stores: typeof stores === 'object' ? stores : [], serves, withholds };
  return Object.entries(lists).flatMap(([key, names]) => names.map((name, i) => school(name, [...path, key, i])));
}

function school(name: string, path: Path): Named {
  return { what: 'school', name, path };
}

/** Few enough to be told all. */
const FEW = 12;

function missing({ what, name }: Named, world: World, known: readonly string[]): string {
  const names = what === 'school' ? [...world.sites.map(site => site.key), ...known] : known;
  const hint =
    didYouMean(name, names) || (names.length > 0 && names.length <= FEW ? ` Known: ${names.join(', ')}.` : '');
  return `There is no ${what} "${name}" in the world "${world.name}".${hint}`;
}

function howToInvent(path: Path): string {
  return path.includes('site.installed') ? ' To invent a new school, give it a name.' : '';
}

/** A change that stands by itself, in no list, has no place in one. */
function asWritten(path: Path, { steps = [] }: ScenarioFile): Path {
  const [head, step, key, , ...rest] = path;
  if (head !== 'steps' || key !== 'change' || Array.isArray(steps[Number(step)]?.change)) return path;
  return [head, Number(step), key, ...rest];
}
