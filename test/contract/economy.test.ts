import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connections, ownCalls, pace, repeatedLookups, tokens } from '../../contract/economy.js';
import { clients, list, observed, SCHOOLS, token, walk } from './made-up.js';

const [oakfield = '', stMarys = '', riverside = ''] = SCHOOLS;
const HOUR = 3_600_000;

describe('Tokens needed and made', () => {
  test('When a walk is made with one token, then one was needed and one made', () => {
    expect(tokens(observed(walk()))).toEqual({ made: 1, needed: 1 });
  });

  test('When a token is asked for before each call, then all are made and one was needed', () => {
    const made = SCHOOLS.flatMap(id => [token(), clients(id)]);
    expect(tokens(observed(made))).toEqual({ made: 3, needed: 1 });
  });

  test('When a token is refused on the way, then one more was needed, however many calls it refused', () => {
    const late = { status: 401, token: 'a' };
    const made = [...walk([oakfield]), clients(stMarys, late), token(), clients(riverside, late), clients(stMarys)];
    expect(tokens(observed(made))).toEqual({ made: 2, needed: 2 });
    expect(tokens(observed([...made, token()]))).toEqual({ made: 3, needed: 2 });
  });

  test('When the hour of a token is nearly over, then the next was needed', () => {
    expect(tokens(observed([token(), token({ at: 0.95 * HOUR })]))).toEqual({ made: 2, needed: 2 });
    expect(tokens(observed([token(), token({ at: 0.5 * HOUR })]))).toEqual({ made: 2, needed: 1 });
  });

  test('When a fault touched a token request, then asking again counts as neither', () => {
    expect(tokens(observed([token({ status: 503, fault: 'maintenance' }), token()]))).toEqual({ made: 1, needed: 1 });
  });

  test('When anything is asked in any order, then no more tokens were needed than made', () => {
    const any = fc.constantFrom(
      token(),
      token({ status: 400 }),
      token({ fault: 'reset', status: null }),
      list(),
      list({ status: 401 }),
      list({ status: 401, token: 'b' }),
    );
    fc.assert(
      fc.property(fc.array(any), made => {
        const { made: count, needed } = tokens(observed(made));
        expect(needed).toBeLessThanOrEqual(count);
      }),
    );
  });
});

describe('Calls of the agent’s own', () => {
  test('When an answer was faulted, or met a token that had lived, then the call is not the agent’s', () => {
    const made = [
      token(),
      list(),
      clients(oakfield, { status: 503, fault: 'status' }),
      clients(oakfield, { status: 401 }),
      clients(oakfield),
    ];
    expect(ownCalls(observed(made)).map(({ number }) => number)).toEqual([2, 5]);
  });

  test('When a call carries a token that never opened anything, then it is the agent’s', () => {
    expect(ownCalls(observed([list({ status: 401, token: undefined }), list()]))).toHaveLength(2);
  });
});

describe('Repeated look-ups', () => {
  test('When a school is read twice, in whatever letter case, then the second is repeated', () => {
    const made = [clients(oakfield), clients(oakfield.toLowerCase()), clients(stMarys)];
    expect(repeatedLookups(observed(made)).map(({ number }) => number)).toEqual([2]);
  });

  test('When the first answer was an error or faulted, then asking again is no repetition', () => {
    const made = [
      clients(oakfield, { status: 401 }),
      clients(stMarys, { fault: 'shuffle' }),
      clients(oakfield),
      clients(stMarys),
    ];
    expect(repeatedLookups(observed(made))).toEqual([]);
  });
});

describe('Connections', () => {
  test('When requests share a connection, then it counts once', () => {
    expect(connections(observed(walk()))).toBe(1);
  });

  test('When each request has its own, then each counts', () => {
    expect(connections(observed(walk().map((each, connection) => ({ ...each, connection }))))).toBe(5);
  });

  test('When a connection is opened after a long pause, then it does not count: the server may have closed the last', () => {
    const made = [list(), clients(oakfield, { connection: 2, arrivedAt: 60_000, answeredAt: 60_001 })];
    expect(connections(observed(made))).toBe(1);
  });
});

describe('Pace', () => {
  const at = (arrivals: readonly number[]) => pace(observed(arrivals.map(arrivedAt => list({ arrivedAt }))));

  test('When calls come evenly, then average and peak are that rate', () => {
    const { average, peak } = at(Array.from({ length: 51 }, (_, n) => n * 200));
    expect(average).toBeCloseTo(5);
    expect(peak).toBe(5);
  });

  test('When all come at once, then all are in one second', () => {
    expect(at([5, 5, 5])).toEqual({ calls: 3, seconds: 0, average: 3, peak: 3 });
  });

  test('When nothing comes, then nothing is counted', () => {
    expect(at([])).toEqual({ calls: 0, seconds: 0, average: 0, peak: 0 });
  });

  test('When calls come at any times in any order, then the peak is what counting each second by itself gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 40 }), arrivals => {
        const within = arrivals.map(from => arrivals.filter(each => each >= from && each < from + 1000).length);
        expect(at(arrivals).peak).toBe(Math.max(...within));
      }),
    );
  });
});
