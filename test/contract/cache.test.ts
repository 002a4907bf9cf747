import { describe, expect, test } from 'vitest';
import type { Moment } from '../../contract/seen.js';
import {
  clients,
  held,
  judged,
  list,
  type Made,
  momentOf,
  organisation,
  SCHOOLS,
  seenOf,
  seenWrong,
  token,
  walk,
} from './made-up.js';

const [oakfield = '', stMarys = '', riverside = ''] = SCHOOLS;
const used = (
  name: string,
  times: number,
  good: number | undefined,
  made: readonly Made[] = [],
  asked = times,
): Moment => {
  const at = momentOf(name, made, { act: { do: 'use', name, times }, run: undefined, store: undefined });
  return good === undefined ? at : { ...at, uses: { asked, good } };
};
const verdicts = (...asked: Parameters<typeof judged>) => judged(...asked).map(({ verdict }) => verdict);

describe('CACHE-01, while all is down', () => {
  const played = (store: Moment['store'], answered: number | undefined, first: Moment['store'] = held()) =>
    seenOf([
      momentOf('before', walk(), { store: store === undefined ? undefined : first }),
      momentOf('while all is down', [], { store }),
      used('in use while all is down', 20, answered),
    ]);

  test('When what was copied is still there, by dump, by use, or by both, then nothing is wrong', () => {
    expect(judged('CACHE-01', 'services-off', played(held(), 20))).toEqual([]);
    expect(judged('CACHE-01', 'services-off', played(held(), undefined))).toEqual([]);
    expect(judged('CACHE-01', 'services-off', played(undefined, 20))).toEqual([]);
  });

  test('When there is neither dump nor application, then nobody can tell', () => {
    expect(verdicts('CACHE-01', 'services-off', played(undefined, undefined))).toEqual(['cannot-verify']);
  });

  test('When the store is emptied, or was empty from the start, or uses fail, then that is wrong', () => {
    expect(seenWrong('CACHE-01', 'services-off', played([], 20))).toEqual([expect.stringContaining('0 credentials')]);
    expect(seenWrong('CACHE-01', 'services-off', played([], 20, []))).toHaveLength(1);
    expect(seenWrong('CACHE-01', 'services-off', played(held(), 19))).toEqual(['19 were']);
  });

  test('When one secret was copied wrongly from the start, then that is not what this case is about', () => {
    const odd = [...held([oakfield]), ...held([stMarys, riverside], '9')];
    expect(judged('CACHE-01', 'services-off', played(odd, undefined, odd))).toEqual([]);
  });
});

describe('CACHE-02, uses', () => {
  const wrong = (made: readonly Made[], answered: number | undefined = 100) =>
    seenWrong('CACHE-02', 'in-use', seenOf([momentOf('before', walk()), used('in use', 100, answered, made)]));

  test('When there was time for some of the uses only, then those are judged', () => {
    const cut = (good: number, made: readonly Made[] = []) =>
      seenWrong('CACHE-02', 'in-use', seenOf([momentOf('before', walk()), used('in use', 100, good, made, 11)]));
    expect(cut(11)).toEqual([]);
    expect(cut(10)).toEqual(['10 were']);
    expect(cut(11, [clients(oakfield), clients(oakfield)])).toHaveLength(1);
  });

  test('When uses cause nothing, or the application makes one sync as it starts, then nothing is wrong', () => {
    expect(wrong([])).toEqual([]);
    expect(wrong([...walk(), list()])).toEqual([]);
  });

  test('When there is no application, then nobody can tell', () => {
    const seen = seenOf([momentOf('before', walk()), used('in use', 100, undefined)]);
    expect(verdicts('CACHE-02', 'in-use', seen)).toEqual(['cannot-verify']);
  });

  test('When schools are looked up at each use, at the first one, or a token is asked for each time, then that is wrong', () => {
    expect(wrong(Array.from({ length: 100 }, (_, n) => clients(SCHOOLS[n % 3] ?? '')))).toEqual([
      expect.stringContaining('100 Clients calls, several'),
    ]);
    expect(wrong([token(), ...SCHOOLS.map(id => clients(id))])).toEqual([expect.stringContaining('no list')]);
    expect(wrong(Array.from({ length: 100 }, () => token()))).toEqual([expect.stringContaining('100 other requests')]);
  });

  test('When uses are not served, then there is nothing to praise', () => {
    expect(wrong([], 0)).toEqual(['0 were']);
  });
});

describe('CACHE-03, a secret issued anew', () => {
  const reissued = (store: Moment['store'], made: readonly Made[] = walk()) =>
    seenOf([
      momentOf('before', walk()),
      momentOf('after the new secret', made, {
        store,
        truth: [...held([oakfield], '1'), ...held([stMarys, riverside])],
      }),
    ]);

  test('When the new secret is stored, and whatever the other schools have, then nothing is wrong', () => {
    expect(
      judged('CACHE-03', 'secret-reissued', reissued([...held([oakfield], '1'), ...held([stMarys], '7')])),
    ).toEqual([]);
  });

  test('When the old one is kept, alone or beside the new, or there is none, then that is wrong', () => {
    for (const kept of [held([oakfield]), [...held([oakfield]), ...held([oakfield], '1')], []])
      expect(judged('CACHE-03', 'secret-reissued', reissued([...kept, ...held([stMarys, riverside])]))).toHaveLength(1);
  });

  test('When there is no dump, then nobody can tell more than that the school was read', () => {
    expect(verdicts('CACHE-03', 'secret-reissued', reissued(undefined))).toEqual(['cannot-verify']);
    expect(verdicts('CACHE-03', 'secret-reissued', reissued(undefined, walk([stMarys])))).toEqual([
      undefined,
      'cannot-verify',
    ]);
  });
});

describe('CACHE-04, a client suspended and restored', () => {
  const without = held([oakfield, stMarys]);
  const played = (suspended: Moment['store'], restored: Moment['store'], made: readonly Made[] = walk()) =>
    seenOf([
      momentOf('before', walk()),
      momentOf('suspended', made, { store: suspended, truth: without }),
      momentOf('restored', walk(), { store: restored }),
    ]);

  test('When it is gone and comes back, then nothing is wrong', () => {
    expect(judged('CACHE-04', 'suspended-and-restored', played(without, held()))).toEqual([]);
  });

  test('When it is handed out all the time, never comes back, or is asked for again and again, then that is wrong', () => {
    expect(judged('CACHE-04', 'suspended-and-restored', played(held(), held()))).toHaveLength(1);
    expect(judged('CACHE-04', 'suspended-and-restored', played(without, without))).toHaveLength(1);
    const insists = [...walk(), ...Array.from({ length: 3 }, () => clients(riverside))];
    expect(seenWrong('CACHE-04', 'suspended-and-restored', played(without, held(), insists))).toEqual([
      '4 Clients calls',
    ]);
  });
});

describe('CACHE-05, schools that are not authorised', () => {
  const hillcrest = organisation('hillcrest');

  test('When nothing is stored for them, then nothing is wrong, even if they were asked for', () => {
    const asked = [...walk(), clients(hillcrest)];
    expect(judged('CACHE-05', 'awaiting-approval', seenOf([momentOf('first', asked)]))).toEqual([]);
    const off = momentOf('switched off', walk(), { store: held([oakfield, stMarys]) });
    expect(judged('CACHE-05', 'switched-off', seenOf([off]))).toEqual([]);
  });

  test('When they can be handed out, in whatever letter case, then that is wrong', () => {
    const store = [...held(), ...held([hillcrest.toLowerCase()])];
    expect(seenWrong('CACHE-05', 'awaiting-approval', seenOf([momentOf('first', walk(), { store })]))).toEqual([
      '1 of its credentials',
    ]);
    expect(judged('CACHE-05', 'switched-off', seenOf([momentOf('switched off', walk())]))).toHaveLength(1);
  });
});
