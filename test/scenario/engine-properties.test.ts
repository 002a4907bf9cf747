import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  begin,
  dueAt,
  next,
  OPERATIONS,
  type Outcome,
  type ScenarioEvent,
  type ScenarioState,
  type Step,
} from '../../mock-server/scenario/index.js';
import { isRefused } from '../../mock-server/world/index.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const trigger: fc.Arbitrary<Step['on']> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('request' as const),
      request: fc.constantFrom(...OPERATIONS, 'sts' as const, 'rap' as const, 'any' as const),
      nth: fc.integer({ min: 1, max: 4 }),
      every: fc.integer({ min: 1, max: 3 }),
      site: fc.constantFrom('oakfield', 'riverside'),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ['kind', 'request', 'nth', 'every'] },
  ),
  fc.record({ kind: fc.constant('elapsed' as const), ms: fc.integer({ min: 0, max: 50 }) }),
  fc.constant({ kind: 'manual' as const }),
  fc.record(
    { kind: fc.constant('follows' as const), chance: fc.double({ min: 0, max: 1, noNaN: true }) },
    { requiredKeys: ['kind'] },
  ),
);

const step = (name: string): fc.Arbitrary<Step> =>
  fc
    .record(
      {
        on: trigger,
        after: fc.constantFrom(...NAMES),
        until: fc.constantFrom(...NAMES),
        times: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constant('always' as const)),
        before: fc.boolean(),
        fault: fc.constant({ kind: 'reset' as const }),
      },
      { requiredKeys: ['on', 'times', 'before'] },
    )
    .map(s => ({ ...s, name, changes: [] }));

const state = fc
  .tuple(fc.nat(), fc.tuple(...NAMES.map(step)))
  .map(([seed, steps]): ScenarioState => begin({ seed, steps }, 0));

const moment = fc.oneof(
  fc.record(
    {
      type: fc.constant('request' as const),
      operation: fc.constantFrom(...OPERATIONS),
      site: fc.constantFrom('oakfield', 'riverside'),
    },
    { requiredKeys: ['type', 'operation'] },
  ),
  fc.record({ type: fc.constant('elapsed' as const) }),
  fc.record({ type: fc.constant('manual' as const), step: fc.constantFrom(...NAMES, 'nobody') }),
);

/** Events at instants that only grow. */
const events = fc.array(fc.tuple(moment, fc.integer({ min: 0, max: 60 })), { maxLength: 25 }).map(all => {
  let at = 0;
  return all.map(([event, wait]): ScenarioEvent => {
    at += wait;
    return { ...event, at };
  });
});

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

/** Plays with every input deep-frozen, so that touching one would throw. */
function history(from: ScenarioState, all: readonly ScenarioEvent[]): Outcome[] {
  const outcomes: Outcome[] = [];
  let at = from;
  for (const event of all) {
    const outcome = next(frozen(at), frozen(event));
    if (isRefused(outcome)) continue;
    outcomes.push(outcome);
    at = outcome.state;
  }
  return outcomes;
}

const holds = (name: string, property: (from: ScenarioState, all: ScenarioEvent[]) => void) =>
  test(name, () => fc.assert(fc.property(state, events, property), { numRuns: 400 }));

holds('When anything happens, then nothing given is touched and every outcome is plain data', (from, all) => {
  for (const outcome of history(from, all)) expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
});

holds(
  'When the same things happen again, also from a state that was written down, then the same comes of it',
  (from, all) => {
    expect(history(JSON.parse(JSON.stringify(from)), all)).toEqual(history(from, all));
  },
);

holds('When a request comes, then at most one fault strikes it, from a request step that names one', (from, all) => {
  for (const { fault, effects } of history(from, all)) {
    if (!fault) continue;
    const culprit = from.steps.find(s => s.name === fault.step);
    expect(culprit?.on.kind).toBe('request');
    expect(effects.filter(e => e.step === fault.step)).toHaveLength(1);
  }
});

holds(
  'When steps have fired, then none more often than it may, and none without its effect being told',
  (from, all) => {
    const outcomes = history(from, all);
    const told = outcomes.flatMap(o => o.effects.map(e => e.step));
    const last = outcomes.at(-1)?.state ?? from;
    last.steps.forEach((s, i) => {
      const count = last.progress[i]?.fired ?? 0;
      if (s.times !== 'always') expect(count).toBeLessThanOrEqual(s.times);
      expect(told.filter(name => name === s.name)).toHaveLength(count);
    });
  },
);

holds(
  'When an event has been dealt with, then nothing that came due before it is left, unless it was too much for one event',
  (from, all) => {
    let at = from;
    for (const event of all) {
      const outcome = next(at, event);
      if (isRefused(outcome)) continue;
      at = outcome.state;
      if (outcome.effects.length < 1000) expect(dueAt(at) ?? event.at).toBeGreaterThanOrEqual(event.at);
    }
  },
);

holds('When a step waits for another, then it never fires first', (from, all) => {
  const told = history(from, all).flatMap(o => o.effects.map(e => e.step));
  for (const { name, after } of from.steps) {
    if (after === undefined || !told.includes(name)) continue;
    expect(told.indexOf(after)).toBeGreaterThanOrEqual(0);
    expect(told.indexOf(after)).toBeLessThan(told.indexOf(name));
  }
});

holds('When a step has ended another, then the other never fires again', (from, all) => {
  const told = history(from, all).flatMap(o => o.effects.map(e => e.step));
  for (const { name, until } of from.steps) {
    if (until === undefined || until === name || !told.includes(until)) continue;
    expect(told.slice(told.indexOf(until) + 1)).not.toContain(name);
  }
});

test('When several steps come due at once, then they fire in the order of their instants', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 8 }), waits => {
      const steps = waits.map(
        (ms, i): Step => ({
          name: `s${i}`,
          on: { kind: 'elapsed', ms },
          times: 1,
          before: false,
          changes: [],
        }),
      );
      const { effects } = next(begin({ seed: 1, steps }, 0), { type: 'elapsed', at: 1000 });
      const byInstant = steps.toSorted((a, b) => instant(a) - instant(b)).map(s => s.name);
      expect(effects.map(e => e.step)).toEqual(byInstant);
    }),
  );
});

function instant(s: Step): number {
  return s.on.kind === 'elapsed' ? s.on.ms : 0;
}
