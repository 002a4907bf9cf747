import type { Check, Expectation, Stores } from '../../mock-server/index.js';
import type { Failure } from '../prove/verdict.js';
import { named } from './school-words.js';

type Naming = (site: string) => string;

/** What must be true after a moment, as `prove`'s judge found it. What is alike and held is told in one sentence. */
export function checksOf(expect: Expectation, failures: readonly Failure[], name: Naming): Check[] {
  const groups = groupsOf(expect, name);
  const known = new Set(groups.flatMap(({ parts }) => parts.map(({ what }) => what)));
  // The judge did not get as far as what was expected.
  if (failures.some(({ what }) => !known.has(what)))
    return failures.map(({ what, expected, seen }) => ({ says: `${what}: ${expected}`, held: false, seen }));
  const seenOf = (what: string) => failures.find(each => each.what === what)?.seen;
  return groups.flatMap(({ parts, says }) => {
    const held = parts.filter(({ what }) => seenOf(what) === undefined);
    return [
      ...(held.length > 0 ? [{ says: says(held.map(({ text }) => text)), held: true, seen: null }] : []),
      ...parts.flatMap(({ what, text }) => {
        const seen = seenOf(what);
        return seen === undefined ? [] : [{ says: says([text]), held: false, seen }];
      }),
    ];
  });
}

/** `what`: the name by which the judge calls it. */
type Part = { readonly what: string; readonly text: string };
type Group = { readonly parts: readonly Part[]; says(texts: readonly string[]): string };

function groupsOf({ exit, stores, serves, withholds, requests }: Expectation, name: Naming): Group[] {
  const schools = (sites: readonly string[]) => sites.map(site => ({ what: site, text: name(site) }));
  return [
    {
      parts: exit.length === 0 ? [] : [{ what: 'exit code', text: exit.map(exitWords).join(' or ') }],
      says: texts => `It ends with ${texts.join()}`,
    },
    { parts: stores === undefined ? [] : [storePart(stores, name)], says: texts => texts.join() },
    { parts: schools(serves), says: texts => `It hands out the credentials of ${named(texts)}` },
    { parts: schools(withholds), says: texts => `It does not hand out the credentials of ${named(texts)}` },
    {
      parts: Object.entries(requests).map(([operation, bounds]) => ({
        what: `${operation} requests`,
        text: `${times(bounds)} for ${ASKED[operation] ?? operation}`,
      })),
      says: askedWords,
    },
  ];
}

const NO_CREDENTIALS = 'never for credentials';

/** `nothing` only where every kind of request is ruled out: what is not expected may well be asked. */
function askedWords(texts: readonly string[]): string {
  const isSilent = Object.values(ASKED).every(what => texts.includes(`never for ${what}`));
  if (isSilent) return 'It asks the service for nothing';
  return texts.join() === NO_CREDENTIALS ? "It asks for no school's credentials" : `It asks ${named(texts)}`;
}

function storePart(stores: Stores, name: Naming): Part {
  const what = 'the store';
  if (stores === 'world') return { what, text: 'What it holds is exactly what is true' };
  if (stores === 'unchanged') return { what, text: 'It holds exactly what it held before' };
  if (stores === 'empty') return { what, text: 'It holds nothing' };
  return {
    what: 'schools in the store',
    text: `It holds the credentials of ${named(stores.map(name))}, and no others`,
  };
}

const EXITS: Readonly<Record<number, string>> = {
  0: '"all well"',
  2: '"there are changes to make"',
  3: '"partly done"',
  4: '"held for a person"',
  5: '"credentials refused"',
  6: '"service down, try later"',
};

const exitWords = (code: number): string => `${EXITS[code] ?? 'an exit'} (exit code ${code})`;

const ASKED: Readonly<Record<string, string>> = {
  'sts.token': 'a pass',
  'rap.sites': 'the list of schools',
  'rap.clients': 'credentials',
};

const WORDS = ['never', 'once', 'twice'];
const often = (count: number): string => WORDS[count] ?? `${count} times`;

function times({ min, max }: { readonly min: number; readonly max?: number }): string {
  if (max === undefined) return `at least ${often(min)}`;
  if (min === max || max === 0) return often(max);
  return min === 0 ? `at most ${often(max)}` : `${min} to ${max} times`;
}
