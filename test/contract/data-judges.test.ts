import { describe, expect, test } from 'vitest';
import type { Round } from '../../contract/case.js';
import { DEL } from '../../contract/cases/del.js';
import { RES } from '../../contract/cases/res.js';
import { SNAP } from '../../contract/cases/snap.js';
import type { Moment, Store } from '../../contract/seen.js';
import {
  clients,
  ended,
  held,
  judged,
  list,
  momentOf,
  organisation,
  SCHOOLS,
  seenOf,
  seenWrong,
  walk,
} from './made-up.js';

/** What an agent would show that did everything right in each act of a round, with one act spoilt. */
function played(round: Round, spoilt: { readonly name?: string; readonly changes?: Partial<Moment> } = {}) {
  const moments = round.acts.flatMap(act => {
    if (!('name' in act)) return [];
    const changes = act.name === spoilt.name ? spoilt.changes : {};
    return [momentOf(act.name, walk(), { act, store: held(), ...changes })];
  });
  return seenOf(moments);
}

const readsStore = (act: Round['acts'][number]) =>
  'name' in act && !(act.do === 'sync' && act.dump === false) ? [act.name] : [];
const byDump = [...SNAP, ...DEL, ...RES].filter(({ looksAt }) => looksAt.includes('dump'));
const rounds = byDump.flatMap(({ id, rounds: all }) => all.map(round => ({ id, name: round.name, round })));

describe.each(rounds)('$id $name', ({ id, name, round }) => {
  // Made-up evidence has every school in every world; whether one is gone has tests of its own.
  const lastIsGone = id === 'DEL-01' || name === 'after-a-while';

  test.runIf(!lastIsGone)('When every store is what the service shows, then nothing is wrong', () => {
    expect(round.judge(played(round))).toEqual([]);
  });

  test('When there is no dump, then nobody can tell', () => {
    const blind = played(round);
    const found = round.judge({ ...blind, moments: blind.moments.map(each => ({ ...each, store: undefined })) });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ verdict }) => verdict === 'cannot-verify')).toBe(true);
  });

  test.each(round.acts.flatMap(readsStore))('When the store after "%s" cannot be read, then that is found', at => {
    const spoilt = played(round, { name: at, changes: { store: { unreadable: 'the dump is no JSON' } } });
    const found = round.judge(spoilt);
    expect(found.some(({ seen }) => seen.startsWith('the dump is no JSON')) || name === 'mass-exit').toBe(true);
    expect(found.length).toBeGreaterThan(0);
  });
});

test('When a store is not what the service shows, then the answers that show it are named', () => {
  const [first = '', second = ''] = SCHOOLS;
  const exchanges = walk();
  const stored = held().filter(({ organisationId }) => organisationId !== second);
  const round = SNAP.flatMap(({ rounds: all }) => all).find(({ name }) => name === 'three-schools');
  if (!round) throw new Error('a round is needed');
  const seen = played(round, { name: 'first', changes: { store: stored } });
  const numbersOf = (operation: string, school?: string) =>
    (seen.moments.find(({ name }) => name === 'first')?.exchanges ?? [])
      .filter(each => each.operation === operation && (school === undefined || each.organisationId === school))
      .map(({ number }) => number);
  const found = round.judge(seen).filter(({ exchanges: shown }) => shown !== undefined);
  expect(exchanges.length).toBeGreaterThan(2);
  expect(found.map(({ exchanges: shown }) => shown)).toEqual([
    [...numbersOf('rap.sites').slice(-1), ...numbersOf('rap.clients', second)],
  ]);
  expect(found[0]?.exchanges).not.toContain(numbersOf('rap.clients', first)[0]);
});

test('When no Clients call was made for a school, or no list was read, then SNAP-01 names it', () => {
  const wrong = (made: Parameters<typeof momentOf>[1]) =>
    seenWrong('SNAP-01', 'twice', seenOf([momentOf('first', walk()), momentOf('second', made)]));
  expect(wrong(walk())).toEqual([]);
  expect(wrong(walk(SCHOOLS.slice(1)))).toEqual(['no Clients call for Oakfield Primary School']);
  expect(wrong([])).toEqual(['no list was read']);
  expect(wrong([...walk(SCHOOLS.slice(1)), clients(organisation('oakfield'), { status: 503 })])).toHaveLength(1);
});

test('When a school is gone and its credentials are still there, then DEL-01 says so', () => {
  const wrong = (store: Store) => seenWrong('DEL-01', 'leaves', seenOf([momentOf('after', walk(), { store })]));
  expect(wrong(held(SCHOOLS.slice(1)))).toEqual([]);
  expect(wrong(held())).toEqual(['1 of its credentials']);
});

test('When something is lost in one spell, then DEL-02 tells of that spell and not of those after it', () => {
  const lost = { store: [] };
  const titles = ['status 500', 'a page with status 503', 'status 403, the web app is stopped', 'status 404'];
  const moments = titles.map((title, n) => momentOf(title, walk(), n < 1 ? {} : lost));
  const found = judged('DEL-02', 'errors', seenOf([momentOf('before', walk()), ...moments]));
  expect(found.map(({ expected }) => expected)).toEqual([expect.stringContaining('a page with status 503')]);
});

test('When those who left in a mass exit are still held, then a person must decide', () => {
  const left = { truth: held(SCHOOLS.slice(2)) };
  const moments = (store: Store) => [momentOf('before', walk()), momentOf('a day later', walk(), { ...left, store })];
  expect(judged('DEL-04', 'mass-exit', seenOf(moments(held())))).toMatchObject([{ verdict: 'review' }]);
  expect(judged('DEL-04', 'mass-exit', seenOf(moments(left.truth)))).toEqual([]);
});

test('When the old credentials are handed out while the new ones cannot be read, then DEL-06 says so', () => {
  const moments = (store: Store) => [
    momentOf('away', walk()),
    momentOf('back, and not read', walk(), { store }),
    momentOf('back', walk()),
  ];
  expect(seenWrong('DEL-06', 'after-a-while', seenOf(moments(held(SCHOOLS.slice(1)))))).toEqual([]);
  expect(seenWrong('DEL-06', 'after-a-while', seenOf(moments(held())))).toEqual(['1 of its credentials']);
});

describe('RES-02 and RES-03', () => {
  test('When the agent never came to the answer with Retry-After, or never asked for the list, then that shows nothing', () => {
    expect(seenWrong('RES-02', 'seconds', seenOf([momentOf('busy', [])]))).toHaveLength(1);
    expect(seenWrong('RES-03', 'maintenance', seenOf([momentOf('down', [])]))).toEqual(['it never did']);
  });

  test('When the list is asked for again before its time, then both say so', () => {
    const asked = list({ status: 429, fault: 'throttled', arrivedAt: 0, answeredAt: 1 });
    const again = list({ arrivedAt: 500 });
    expect(seenWrong('RES-02', 'seconds', seenOf([momentOf('busy', [asked, again])]))).toHaveLength(1);
    const down = Array.from({ length: 6 }, (_, n) =>
      list({ status: 503, fault: 'maintenance', arrivedAt: n * 100, answeredAt: n * 100 + 1 }),
    );
    expect(seenWrong('RES-03', 'maintenance', seenOf([momentOf('down', down)]))).toHaveLength(1);
  });
});

test('When an exit code says something else than what happened, then RES-05 says so, run by run', () => {
  const moments = (whole: number, trouble: number | null) => [
    momentOf('whole', walk(), { run: ended({ exit: whole }) }),
    momentOf('no list', walk(), { run: ended({ exit: trouble }) }),
  ];
  const wrong = (whole: number, trouble: number | null) =>
    seenWrong('RES-05', 'troubles', seenOf(moments(whole, trouble)));
  expect(wrong(0, 3)).toEqual([]);
  expect(wrong(0, null)).toEqual([]);
  expect(wrong(0, 0)).toEqual(['exit code 0']);
  expect(wrong(1, 3)).toEqual(['exit code 1']);
});
