import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../contract/seen.js';
import { given, keeps, oldOrNew } from '../../contract/stored.js';
import type { Held } from '../../mock-server/index.js';
import { held, momentOf, SCHOOLS, seenOf } from './made-up.js';

const SEEN = seenOf([]);
const storing = (store: Store, truth: readonly Held[] = held()) => momentOf('after', [], { store, truth });
const told = (store: Store, worlds: readonly (readonly Held[])[]) =>
  oldOrNew(storing(store), worlds, SEEN).map(({ seen }) => seen);

describe('Between an old and a new world', () => {
  const worlds = [held(SCHOOLS, '0'), held(SCHOOLS, '1')] as const;

  test('When each credential is as one of them showed it, in any mixture and letter case, then nothing is wrong', () => {
    const picked = fc.tuple(...SCHOOLS.map((_, n) => fc.constantFrom(...worlds.map(world => world[n]))));
    fc.assert(
      fc.property(picked, fc.boolean(), (rows, lower) => {
        const store = rows.flatMap(row =>
          row ? [{ ...row, organisationId: lower ? row.organisationId.toLowerCase() : row.organisationId }] : [],
        );
        expect(told(store, worlds)).toEqual([]);
      }),
    );
  });

  test('When one that both showed is not there, then its school is named', () => {
    fc.assert(
      fc.property(fc.nat(SCHOOLS.length - 1), n => {
        expect(told(held().toSpliced(n, 1), worlds)).toEqual([expect.stringMatching(/^no credentials any more for /)]);
      }),
    );
  });

  test('When one has a secret that neither showed, or stands under another school, then its school is named', () => {
    const [one, other] = held();
    const swapped = [{ ...one, clientId: other?.clientId }, ...held().slice(1)] as readonly Held[];
    expect(told([...held().slice(1), ...held(SCHOOLS.slice(0, 1), '2')], worlds)).toEqual([
      'credentials that the service never showed under Oakfield Primary School',
    ]);
    expect(told(swapped, worlds)[0]).toBe('credentials that the service never showed under Oakfield Primary School');
  });

  test('When a school is in one of the worlds only, then it may be there or not', () => {
    const without = held(SCHOOLS.slice(1));
    expect(told(held(), [held(), without])).toEqual([]);
    expect(told(without, [held(), without])).toEqual([]);
  });

  test('When the store cannot be read, then that is told, and without a dump nobody can tell', () => {
    expect(told({ unreadable: 'the dump is no JSON' }, worlds)).toEqual(['the dump is no JSON']);
    expect(oldOrNew(storing(undefined), worlds, SEEN)).toMatchObject([{ verdict: 'cannot-verify' }]);
  });
});

describe('What is judged only of a store that was right', () => {
  const wrong = { expected: 'a', seen: 'b' };

  test('When it was right, then the judge speaks', () => {
    expect(given(storing(held()), SEEN, () => [wrong])).toEqual([wrong]);
  });

  test('When it was wrong or cannot be read, then nobody can tell, and the judge is not asked', () => {
    for (const store of [[], held(SCHOOLS, '3'), { unreadable: 'the dump is no JSON' }, undefined])
      expect(given(storing(store), SEEN, () => expect.unreachable())).toMatchObject([{ verdict: 'cannot-verify' }]);
  });

  test('When nothing happened, then anything else in the store is a loss', () => {
    expect(keeps(storing(held()), SEEN)).toEqual([]);
    expect(keeps(storing(held(SCHOOLS.slice(1))), SEEN)).toHaveLength(1);
  });
});
