import { describe, expect, test } from 'vitest';
import { CASES } from '../../contract/cases/index.js';
import { clients, list, type Made, momentOf, SCHOOLS, seenOf, seenWrong, token, walk } from './made-up.js';

const [oakfield = '', stMarys = ''] = SCHOOLS;
const first = (made: readonly Made[]) => seenOf([momentOf('first', made)]);

describe('EFF-01, calls of a cycle', () => {
  const wrong = (made: readonly Made[]) => seenWrong('EFF-01', 'healthy', first(made));

  test('When the list is read once or twice and each school once, then nothing is wrong', () => {
    expect(wrong(walk())).toEqual([]);
    expect(wrong([...walk(), list()])).toEqual([]);
  });

  test('When a fault or an expired token called for more, then nothing is wrong', () => {
    const called = [clients(oakfield, { status: 503, fault: 'status' }), clients(stMarys, { status: 401 }), token()];
    expect(wrong([...walk(), ...called, list()])).toEqual([]);
  });

  test('When there is one call or one token too many, then it is told what was asked for', () => {
    expect(wrong([...walk(), list(), list()])).toEqual(['6 calls: 3 lists and 3 Clients calls']);
    expect(wrong([token(), ...walk()])).toEqual(['2 token requests']);
  });
});

describe('EFF-02, pace and connections', () => {
  const every = (ms: number, own = false) =>
    first(
      Array.from({ length: 22 }, (_, n) =>
        list({ arrivedAt: n * ms, answeredAt: n * ms + 1, connection: own ? n : n % 4 }),
      ),
    );
  const wrong = (seen: ReturnType<typeof every>) => seenWrong('EFF-02', 'at-its-own-pace', seen);

  test('When there are five calls a second on a few connections, or it is slower than that, then nothing is wrong', () => {
    expect(wrong(every(200))).toEqual([]);
    expect(wrong(every(5_000))).toEqual([]);
  });

  test('When a run begins with a burst and then keeps the pace, then nothing is wrong', () => {
    const burst = Array.from({ length: 22 }, (_, n) => list({ arrivedAt: Math.max(0, n - 9) * 200, connection: 1 }));
    expect(wrong(first(burst))).toEqual([]);
  });

  test('When it calls eight times a second, over as many schools as the round has, then no burst hides it', () => {
    const calls = Array.from({ length: 42 }, (_, n) => list({ arrivedAt: n * 125, connection: 1 }));
    expect(wrong(first(calls))).toEqual([expect.stringContaining('42 calls within 5.1 s: 8.0 a second')]);
    const [round] = CASES.find(({ id }) => id === 'EFF-02')?.rounds ?? [];
    expect(round?.weather).toMatchObject({ world: 'academy-trust', begins: [{ kind: 'estate.grown', by: 10 }] });
  });

  test('When it calls as fast as it can, then that is wrong, unless the integrator states such a limit', () => {
    expect(wrong(every(20))).toEqual([expect.stringContaining('22 calls within 0.4 s: 22.0 a second')]);
    expect(wrong({ ...every(20), rate: 50 })).toEqual([]);
  });

  test('When each call has its own connection, then that is wrong, unless a server would have closed the last', () => {
    expect(wrong(every(200, true))).toEqual(['22 connections for 22 requests']);
    expect(wrong(every(5_000, true))).toEqual([]);
  });
});

describe('EFF-03, schools asked for twice', () => {
  const wrong = (made: readonly Made[]) => seenWrong('EFF-03', 'healthy', first(made));

  test('When each is asked for once, or again after an error, then nothing is wrong', () => {
    expect(wrong(walk())).toEqual([]);
    expect(wrong([clients(oakfield, { status: 500 }), ...walk()])).toEqual([]);
  });

  test('When one is asked for again, then it is named', () => {
    expect(wrong([...walk(), clients(oakfield)])).toEqual([
      '1 Clients calls for schools that had been read: Oakfield Primary School',
    ]);
  });
});
