import { difference, same } from '../../contract/index.js';
import { type Expectation, findSite, type Held, type World } from '../../mock-server/index.js';

/** What was seen after one sync. */
export type Seen = {
  readonly exit: number | null;
  /** What the agent holds now and held before; undefined when nobody asked. */
  readonly holds: readonly Held[] | undefined;
  readonly held: readonly Held[] | undefined;
  /** What a perfect agent would hold. */
  readonly truth: readonly Held[];
  readonly world: World;
  readonly probeKey: string;
  /** Requests of this run by operation. */
  readonly requests: Readonly<Record<string, number>>;
};

/** Something that was expected and not so. */
export type Failure = { readonly what: string; readonly expected: string; readonly seen: string };

/** Every expectation that does not hold; none means proven. */
export function judge(expect: Expectation, seen: Seen): Failure[] {
  return [
    ...judgeExit(expect, seen),
    ...judgeStore(expect, seen),
    ...judgeSchools(expect, seen),
    ...judgeRequests(expect, seen),
  ];
}

/** Whether an expectation can only be judged by what the agent has stored. */
export function needsDump({ stores, serves, withholds }: Expectation): boolean {
  return stores !== undefined || serves.length > 0 || withholds.length > 0;
}

function judgeExit({ exit }: Expectation, seen: Seen): Failure[] {
  if (exit.length === 0 || (seen.exit !== null && exit.includes(seen.exit))) return [];
  return [{ what: 'exit code', expected: exit.join(' or '), seen: String(seen.exit ?? 'ended by a signal') }];
}

function judgeStore({ stores }: Expectation, seen: Seen): Failure[] {
  const holds = seen.holds ?? [];
  if (stores === undefined) return [];
  if (stores === 'world') return sameSet(holds, seen.truth, 'the store', 'exactly what RAP shows', seen);
  if (stores === 'unchanged') return sameSet(holds, seen.held ?? [], 'the store', 'what it held before', seen);
  if (stores === 'empty') return sameSet(holds, [], 'the store', 'nothing', seen);
  const wanted = new Set(stores.map(site => organisationOf(site, seen.world)));
  const there = new Set(holds.map(h => h.organisationId.toLowerCase()));
  if (wanted.size === there.size && [...wanted].every(id => there.has(id))) return [];
  return [{ what: 'schools in the store', expected: stores.join(', '), seen: names([...there], seen.world) }];
}

function sameSet(
  holds: readonly Held[],
  wanted: readonly Held[],
  what: string,
  expected: string,
  seen: Seen,
): Failure[] {
  if (same(holds, wanted, seen.probeKey)) return [];
  return [
    {
      what,
      expected: `${expected} (${wanted.length} credentials)`,
      seen: difference(holds, wanted, seen.world, names),
    },
  ];
}

function judgeSchools({ serves, withholds }: Expectation, { holds = [], world }: Seen): Failure[] {
  const there = new Set(holds.map(h => h.organisationId.toLowerCase()));
  const absent = serves.filter(site => !there.has(organisationOf(site, world)));
  const present = withholds.filter(site => there.has(organisationOf(site, world)));
  return [
    ...absent.map(site => ({ what: site, expected: 'its credentials can be had', seen: 'there are none' })),
    ...present.map(site => ({ what: site, expected: 'no credentials are handed out', seen: 'there are some' })),
  ];
}

function judgeRequests({ requests }: Expectation, seen: Seen): Failure[] {
  return Object.entries(requests).flatMap(([operation, { min, max }]) => {
    const made = seen.requests[operation] ?? 0;
    if (made >= min && (max === undefined || made <= max)) return [];
    const expected = min === max ? String(min) : `${min} to ${max ?? 'any number'}`;
    return [{ what: `${operation} requests`, expected, seen: String(made) }];
  });
}

function organisationOf(site: string, world: World): string {
  return (findSite(world, site)?.organisationId ?? site).toLowerCase();
}

const MOST_NAMES = 5;

function names(organisations: readonly string[], world: World): string {
  const keys = [...new Set(organisations.map(id => findSite(world, id)?.key ?? id))];
  const rest = keys.length > MOST_NAMES ? ` and ${keys.length - MOST_NAMES} more` : '';
  return keys.length === 0 ? 'none' : keys.slice(0, MOST_NAMES).join(', ') + rest;
}
