import type { Check, Expectation, Stores } from '../../mock-server/index.js';
import type { Failure } from '../prove/verdict.js';
import { counted, whose } from './school-words.js';

type Naming = (site: string) => string;

/** What must be true after a moment, each with what `prove`'s judge found; `what` is the name by which the judge calls it. */
export function checksOf(expect: Expectation, failures: readonly Failure[], name: Naming): Check[] {
  const wanted = wants(expect, name);
  const strange = failures.filter(({ what }) => !wanted.some(want => want.what === what));
  // The judge did not get as far as what was expected.
  if (strange.length > 0) return failures.map(({ what, expected, seen }) => check(`${what}: ${expected}`, seen));
  return wanted.map(({ what, says }) => check(says, failures.find(each => each.what === what)?.seen ?? null));
}

function check(says: string, seen: string | null): Check {
  return { says, held: seen === null, seen };
}

type Want = { readonly what: string; readonly says: string };

function wants({ exit, stores, serves, withholds, requests }: Expectation, name: Naming): Want[] {
  return [
    ...(exit.length === 0 ? [] : [{ what: 'exit code', says: `It ends with ${exit.map(exitWords).join(' or ')}` }]),
    ...(stores === undefined ? [] : [storeWant(stores, name)]),
    ...serves.map(site => ({ what: site, says: `It hands out ${whose(name(site))} credentials` })),
    ...withholds.map(site => ({ what: site, says: `It does not hand out ${whose(name(site))} credentials` })),
    ...Object.entries(requests).map(([operation, bounds]) => ({
      what: `${operation} requests`,
      says: `It asks ${times(bounds)} for ${ASKED[operation] ?? operation}`,
    })),
  ];
}

function storeWant(stores: Stores, name: Naming): Want {
  const what = 'the store';
  if (stores === 'world') return { what, says: 'What it holds is exactly what is true' };
  if (stores === 'unchanged') return { what, says: 'It holds exactly what it held before' };
  if (stores === 'empty') return { what, says: 'It holds nothing' };
  return {
    what: 'schools in the store',
    says: `It holds credentials of ${stores.map(name).join(', ')}, and no others`,
  };
}

const EXITS: Readonly<Record<number, string>> = {
  0: '“all well” (0)',
  2: '“there are changes to make” (2)',
  3: '“partly done” (3)',
  4: '“held for a person” (4)',
  5: '“credentials refused” (5)',
  6: '“service down, try later” (6)',
};

const exitWords = (code: number): string => EXITS[code] ?? String(code);

const ASKED: Readonly<Record<string, string>> = {
  'sts.token': 'a pass',
  'rap.sites': 'the list of schools',
  'rap.clients': 'a school’s credentials',
};

function times({ min, max }: { readonly min: number; readonly max?: number }): string {
  if (max === 0) return 'not once';
  if (min === max) return counted(min, 'time');
  if (max === undefined) return `at least ${counted(min, 'time')}`;
  return min === 0 ? `at most ${counted(max, 'time')}` : `${min} to ${counted(max, 'time')}`;
}
