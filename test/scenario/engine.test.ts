import { describe, expect, test } from 'vitest';
import { begin, dueAt, next, standing, stepStates } from '../../mock-server/scenario/index.js';
import { clients, elapsed, fired, manual, play, sites, started, token } from './scripts.js';

const leaves = { 'site.removed': { site: 'oakfield' } };
const fault = (kind = 'reset') => ({ kind });

describe('requests', () => {
  test('When the nth matching request comes, then the step fires once, after its answer', () => {
    const state = started({ name: 'leaves', on: { request: 'rap.sites', nth: 2 }, change: leaves });
    const outcomes = play(state, sites, clients, sites, sites);
    expect(fired(outcomes)).toEqual([[], [], ['leaves'], []]);
    expect(outcomes[2]?.effects).toEqual([
      { step: 'leaves', when: 'after', changes: [{ kind: 'site.removed', site: 'oakfield' }] },
    ]);
  });

  test('When a step says before, then its effects come before the answer', () => {
    const state = started({ name: 'leaves', on: { request: 'rap.sites' }, change: leaves, before: true });
    expect(play(state, sites)[0]?.effects[0]?.when).toBe('before');
  });

  test('When two steps are due, then the first in the file fires and the other waits for the next request', () => {
    const state = started(
      { name: 'one', on: { request: 'rap.sites' }, fault: fault() },
      { name: 'two', on: { request: 'rap' }, fault: fault('garbage') },
    );
    const outcomes = play(state, sites, sites, sites);
    expect(outcomes.map(o => o.fault?.step)).toEqual(['one', 'two', undefined]);
  });

  test('When the nth request of a step was taken by an earlier step, then it fires on its next match', () => {
    const state = started(
      { name: 'first', on: { request: 'any', nth: 2 }, fault: fault() },
      { name: 'second', on: { request: 'rap.clients', nth: 2 }, fault: fault() },
    );
    expect(play(state, clients, clients, token, clients).map(o => o.fault?.step)).toEqual([
      undefined,
      'first',
      undefined,
      'second',
    ]);
  });

  test('When a step may fire several times, then it fires on so many matching requests', () => {
    const state = started({ name: 'down', on: { request: 'rap', nth: 2 }, fault: { ...fault(), times: 2 } });
    expect(play(state, sites, clients, token, clients, clients).map(o => o.fault?.step)).toEqual([
      undefined,
      'down',
      undefined,
      'down',
      undefined,
    ]);
  });

  test('When a step fires every third time, then it fires on the third, the sixth and so on', () => {
    const state = started({ name: 'x', on: { request: 'sts', every: 3 }, times: 'always', fault: fault() });
    const struck = play(state, ...Array(9).fill(token)).map(o => o.fault !== undefined);
    expect(struck).toEqual([false, false, true, false, false, true, false, false, true]);
  });

  test.each([
    ['riverside', true],
    ['RIVERSIDE', true],
    ['oakfield', false],
    [undefined, false],
  ])('When a step is about riverside and the request about %s, then it fires: %s', (site, fires) => {
    const state = started({ name: 'x', on: { request: 'rap.clients', site: 'riverside' }, fault: fault() });
    const event = { ...clients, ...(site !== undefined && { site }) };
    expect(play(state, event)[0]?.fault !== undefined).toBe(fires);
  });

  test('When a step names an organisation id, then it matches in any letter case', () => {
    const id = '8f14e45f-ceea-467f-9c7a-1d2b3c4d5e6f';
    const state = started({ name: 'x', on: { request: 'rap.clients', site: id }, fault: fault() });
    expect(play(state, { ...clients, site: 'oakfield', organisationId: id.toUpperCase() })[0]?.fault).toBeDefined();
  });

  test('When no step concerns a request, then the state stays the same object', () => {
    const state = started({ name: 'x', on: { request: 'rap.sites' }, fault: fault() });
    expect(next(state, token).state).toBe(state);
  });

  test('When a step has a chance, then about that share of requests fire it, the same ones every time', () => {
    const tuesday = () => started({ name: 'x', on: { request: 'any', chance: 0.2 }, times: 'always', fault: fault() });
    const struck = () => play(tuesday(), ...Array(1000).fill(sites)).map(o => o.fault?.step);
    expect(struck()).toEqual(struck());
    const share = struck().filter(s => s !== undefined).length / 1000;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });

  test('When a step that follows another has a chance, then it follows that share of the times, the same ones every time', () => {
    const hours = () =>
      started(
        { name: 'hour', on: { manual: true }, times: 'always' },
        { name: 'x', on: { after: 'hour', chance: 0.2 }, times: 'always', change: leaves },
      );
    const followed = () => fired(play(hours(), ...Array(1000).fill(manual('hour')))).map(names => names.includes('x'));
    expect(followed()).toEqual(followed());
    const share = followed().filter(Boolean).length / 1000;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });

  test('When a step that may follow is never drawn, then neither it nor what waits for it happens', () => {
    const state = started(
      { name: 'hour', on: { manual: true }, times: 'always' },
      { name: 'x', on: { after: 'hour', chance: 0 }, times: 'always' },
      { name: 'y', on: { after: 'x' } },
    );
    expect(fired(play(state, manual('hour'), manual('hour')))).toEqual([['hour'], ['hour']]);
  });

  test('When the same fault strikes twice, then each time it draws from a stream of its own', () => {
    const state = started({ name: 'x', on: { request: 'rap' }, times: 2, fault: fault('shuffle') });
    expect(play(state, sites, sites).map(o => o.fault?.seed)).toEqual(['7/x/1', '7/x/2']);
  });
});

describe('time', () => {
  test('When steps have come due, then they fire in the order in which they came due, before the request is dealt with', () => {
    const state = started(
      { name: 'late', on: { elapsed: '20s' }, change: leaves },
      { name: 'early', on: { elapsed: '10s' }, set: { 'rap.order': 'shuffled' } },
      { name: 'asked', on: { request: 'rap.sites' }, advance: '1m' },
    );
    const [outcome] = play(state, { ...sites, at: 30_000 });
    expect(outcome?.effects.map(e => [e.step, e.when])).toEqual([
      ['early', 'before'],
      ['late', 'before'],
      ['asked', 'after'],
    ]);
    expect(outcome?.effects[0]?.set).toEqual({ 'rap.order': 'shuffled' });
    expect(outcome?.effects[2]?.advanceMs).toBe(60_000);
  });

  test('When a step waits for time and for another step, then its time runs from the instant that step was due', () => {
    const state = started(
      { name: 'then', on: { elapsed: '5s', after: 'first' }, change: leaves },
      { name: 'first', on: { elapsed: '10s' } },
    );
    expect(dueAt(state)).toBe(10_000);
    const [early, late] = play(state, elapsed(14_999), elapsed(15_000));
    expect(early?.effects.map(e => e.step)).toEqual(['first']);
    expect(late?.effects.map(e => e.step)).toEqual(['then']);
    expect(late && dueAt(late.state)).toBeUndefined();
  });

  test('When a step repeats by time, then a long leap of the clock makes up for every time', () => {
    const state = started({ name: 'tick', on: { elapsed: '10s' }, times: 'always' });
    expect(fired(play(state, elapsed(35_000)))).toEqual([['tick', 'tick', 'tick']]);
  });

  test('When a leap makes up for more than a thousand times, then the rest stays due and nothing hangs', () => {
    const state = started({ name: 'tick', on: { elapsed: '1ms' }, times: 'always' });
    const [first, second] = play(state, elapsed(1500), elapsed(1500));
    expect(first?.effects).toHaveLength(1000);
    expect(second?.effects).toHaveLength(500);
  });
});

describe('steps that wait for steps', () => {
  test('When a step waits for another, then it counts requests only from then on', () => {
    const state = started(
      { name: 'go', on: { manual: true } },
      { name: 'x', on: { request: 'rap.sites', nth: 2, after: 'go' }, fault: fault() },
    );
    const outcomes = play(state, sites, sites, manual('go'), sites, sites);
    expect(outcomes.map(o => o.fault?.step)).toEqual([undefined, undefined, undefined, undefined, 'x']);
  });

  test('When a request fires a step, then a step armed by it does not see that request', () => {
    const state = started(
      { name: 'first', on: { request: 'rap.sites' } },
      { name: 'second', on: { request: 'rap.sites', after: 'first' }, fault: fault() },
    );
    expect(play(state, sites, sites).map(o => o.fault?.step)).toEqual([undefined, 'second']);
  });

  test('When steps follow one another, then they happen in the same moment and on the same side of the answer', () => {
    const state = started(
      { name: 'third', on: { after: 'second' }, change: leaves },
      { name: 'second', on: { after: 'first' }, advance: '1s' },
      { name: 'first', on: { request: 'rap.sites' } },
    );
    expect(play(state, sites)[0]?.effects.map(e => [e.step, e.when])).toEqual([
      ['first', 'after'],
      ['second', 'after'],
      ['third', 'after'],
    ]);
  });

  test('When the step named by until fires, then the step is over, even if it never began', () => {
    const state = started(
      { name: 'down', on: { request: 'rap' }, fault: { ...fault(), times: 'always' }, until: 'up' },
      { name: 'never', on: { request: 'rap', after: 'up' }, fault: fault(), until: 'up' },
      { name: 'up', on: { manual: true } },
    );
    const outcomes = play(state, sites, sites, manual('up'), sites);
    expect(outcomes.map(o => o.fault?.step)).toEqual(['down', 'down', undefined, undefined]);
  });
});

describe('steps fired by hand', () => {
  const state = started(
    { name: 'leaves', on: { manual: true }, change: leaves },
    { name: 'returns', on: { manual: true, after: 'leaves' } },
    { name: 'down', on: { request: 'rap' }, fault: fault() },
  );

  test.each([
    ['leavs', 'unknown-step', 'There is no step "leavs" to fire. Did you mean "leaves"?'],
    ['returns', 'step-waiting', 'The step "returns" waits for "leaves"; fire it once that has fired.'],
    ['down', 'not-manual', 'The step "down" fires by itself; nobody can fire it by hand.'],
  ])('When %s is fired, then it is refused as %s', (step, refused, message) => {
    expect(next(state, manual(step))).toEqual({ refused, message });
  });

  test('When a step has fired as often as it may, then firing it again is refused', () => {
    const [outcome] = play(state, manual('leaves'));
    expect(outcome && next(outcome.state, manual('leaves'))).toMatchObject({ refused: 'step-spent' });
  });

  test('When there is nothing to fire by hand, then the refusal says so', () => {
    expect(next(started(), manual('leaves'))).toMatchObject({ message: expect.stringContaining('no steps to fire') });
  });
});

describe('standing faults', () => {
  test('When a fault stands, then it strikes every matching request', () => {
    const state = begin(
      { steps: standing([{ on: { request: 'rap.sites' }, fault: { kind: 'stopped' } }]), seed: 0 },
      0,
    );
    expect(play(state, sites, token, sites).map(o => o.fault?.step)).toEqual(['fault-1', undefined, 'fault-1']);
  });

  test('When a fault stands for one request only, then it strikes once', () => {
    const state = begin(
      { steps: standing([{ on: { request: 'any' }, fault: { kind: 'stopped', times: 1 } }]), seed: 0 },
      0,
    );
    expect(play(state, sites, sites).map(o => o.fault?.fault.kind)).toEqual(['stopped', undefined]);
  });

  test('When a made-up name is taken, then another is made up', () => {
    const reset = { on: { request: 'any' as const }, fault: { kind: 'reset' as const } };
    const steps = standing([reset, { ...reset, name: 'fault-1' }]);
    expect(steps.map(s => s.name)).toEqual(['fault-1-again', 'fault-1']);
  });
});

test('When the console asks how things stand, then every step says where it is and what it waits for', () => {
  const state = started(
    { name: 'down', on: { request: 'rap', nth: 3 }, fault: fault(), until: 'up' },
    { name: 'up', on: { manual: true } },
    { name: 'later', on: { elapsed: '5s' } },
    { name: 'last', on: { elapsed: '5s', after: 'later' } },
  );
  const before = stepStates(play(state, sites)[0]?.state ?? state);
  expect(before).toEqual([
    { name: 'down', state: 'armed', fired: 0, times: 1, byHand: false, dueInRequests: 2 },
    { name: 'up', state: 'armed', fired: 0, times: 1, byHand: true },
    { name: 'later', state: 'armed', fired: 0, times: 1, byHand: false, dueAt: 5000 },
    { name: 'last', state: 'waiting', fired: 0, times: 1, byHand: false },
  ]);
  const after = stepStates(play(state, manual('up', 5000))[0]?.state ?? state);
  expect(after.map(s => [s.state, s.fired])).toEqual([
    ['ended', 0],
    ['spent', 1],
    ['spent', 1],
    ['armed', 0],
  ]);
});
