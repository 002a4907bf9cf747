// Random histories of worlds with random faults: the promises the plan must keep whatever happens.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClientsEvidence, Evidence, ListEvidence, Read, SiteRow } from '../../agent/core/evidence.js';
import type { Plan } from '../../agent/core/plan.js';
import { defaultRules, type Rules } from '../../agent/core/policy.js';
import { emptySnapshot, type Snapshot } from '../../agent/core/snapshot.js';
import {
  committed,
  evidenceOf,
  hour,
  listOf,
  org,
  pairsOf,
  planFor,
  servedIn,
  start,
  type World,
  type WorldSite,
} from '../support/agent/evidence.js';

const size = 7;
const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) };

const clients = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('s1', 's2'), { maxKeys: 2 });
/** Client ids and secrets carry the site's number, so that only disputes drawn on purpose arise. */
const site = (n: number): fc.Arbitrary<WorldSite> =>
  fc.record({
    authorised: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.constantFrom(0, 2, null)),
    clients: clients.map(drawn =>
      Object.fromEntries(Object.entries(drawn).map(([id, secret]) => [`${id}${n}`, `${secret}-${n}`])),
    ),
    name: fc.constantFrom('Old Name', 'New Name'),
  });
const world: fc.Arbitrary<World> = fc
  .tuple(...Array.from({ length: size }, (_, at) => fc.option(site(at + 1), { freq: 4 })))
  .map(drawn => Object.fromEntries(drawn.flatMap((each, at) => (each ? [[at + 1, each]] : []))));

const badAnswer = fc.constantFrom<ClientsEvidence>(
  { kind: 'failed', code: 'status_503' },
  { kind: 'refused', status: 403 },
  { kind: 'denied' },
  { kind: 'nothing' },
);
const listFault = fc.oneof(
  { weight: 6, arbitrary: fc.constant<'none'>('none') },
  fc.constantFrom('gaps' as const, 'short' as const, 'empty' as const, 'failed' as const),
);
type Faults = {
  readonly first: 'none' | 'gaps' | 'short' | 'empty' | 'failed';
  readonly second: Faults['first'];
  readonly clients: Record<string, ClientsEvidence>;
};
const faults: fc.Arbitrary<Faults> = fc.record({
  first: listFault,
  second: listFault,
  clients: fc.dictionary(fc.integer({ min: 1, max: size }).map(String), badAnswer, { maxKeys: 2 }),
});

function faultyList(list: Read<SiteRow>, fault: Faults['first']): ListEvidence {
  if (fault === 'gaps') return { ...list, gaps: true, rows: list.rows.slice(1) };
  if (fault === 'short') return { ...list, rows: list.rows.slice(2) };
  if (fault === 'empty') return { ...list, rows: [] };
  return fault === 'failed' ? { kind: 'failed', code: 'unreadable' } : list;
}

function faulty(state: World, drawn: Faults): Evidence {
  const asked = Object.fromEntries(Object.entries(drawn.clients).filter(([n]) => state[Number(n)]?.authorised === 1));
  return evidenceOf(state, {
    first: faultyList(listOf(state), drawn.first),
    second: faultyList(listOf(state), drawn.second),
    clients: asked,
  });
}

const history = fc.array(fc.record({ world, faults, hours: fc.integer({ min: 1, max: 200 }) }), {
  minLength: 1,
  maxLength: 6,
});
type Step = { readonly world: World; readonly faults: Faults; readonly hours: number };

/** Plays a history and hands every plan to `look`, with the vault before it. */
function play(
  steps: readonly Step[],
  rules: Rules,
  look: (before: Snapshot, evidence: Evidence, result: Plan, now: number) => void,
): { vault: Snapshot; now: number } {
  let vault = emptySnapshot;
  let now = start;
  for (const step of steps) {
    now += step.hours * hour;
    const evidence = deepFreeze(faulty(step.world, step.faults));
    const result = planFor(deepFreeze(vault), evidence, now, rules);
    look(vault, evidence, result, now);
    vault = committed(vault, result, now);
  }
  return { vault, now };
}

function deepFreeze<Value>(value: Value): Value {
  if (value instanceof Map) for (const each of value.values()) deepFreeze(each);
  else if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

const noGuards: Rules = {
  ...defaultRules,
  allowEmpty: true,
  guards: {
    removals: 'off',
    suspensions: 'off',
    emptied: 'off',
    rotationPercent: 'off',
    sameSecretSites: 'off',
    unreadPostpone: 'off',
    unreadStop: 'off',
  },
};

const removals = new Set(['tombstone', 'suspend', 'empty', 'purge']);
const removalsIn = (result: Plan): readonly string[] =>
  result.operations
    .filter(({ op }) => removals.has(op) && op !== 'purge')
    .map(({ op, organisation, client }) => `${op} ${organisation} ${client}`);
const rowsOf = (list: ListEvidence): readonly SiteRow[] => (list.kind === 'read' ? list.rows : []);
const lists = (list: ListEvidence, organisation: string): boolean =>
  rowsOf(list).some(row => row.organisation === organisation);

describe('whatever the service does', () => {
  test('When something is taken away, then its witnesses of this cycle say so (I1)', () => {
    fc.assert(
      fc.property(history, steps => {
        play(steps, noGuards, (before, evidence, result) => {
          for (const { op, organisation, client, standing } of result.operations) {
            if (!removals.has(op) || standing !== 'apply' || op === 'purge') continue;
            const answer = evidence.clients.get(organisation);
            const missing = evidence.second.kind === 'read' && !lists(evidence.second, organisation);
            const gone = missing && (!lists(evidence.first, organisation) || answer?.kind === 'refused');
            const unauthorised = rowsOf(evidence.second).some(
              row => row.organisation === organisation && row.authorised !== 1,
            );
            const notShown = answer?.kind === 'read' && !answer.gaps && !answer.rows.some(row => row.client === client);
            expect(before.sites.some(each => each.organisation === organisation)).toBe(true);
            if (op === 'suspend') expect(unauthorised).toBe(true);
            else expect(gone || notShown).toBe(true);
          }
        });
      }),
      runs,
    );
  });

  test('When a good answer is turned into a failure, then no removal is added to the plan before guards (I2)', () => {
    const victim = fc.oneof(fc.constantFrom('first' as const, 'second' as const), fc.integer({ min: 1, max: size }));
    fc.assert(
      fc.property(history, world, faults, victim, (steps, last, drawn, struck) => {
        const { vault, now } = play(steps, noGuards, () => {});
        const evidence = faulty(last, drawn);
        const failure = { kind: 'failed', code: 'struck' } as const;
        const worse =
          typeof struck === 'string'
            ? { ...evidence, [struck]: failure }
            : {
                ...evidence,
                clients: new Map(
                  [...evidence.clients].map(([id, answer]) => [id, id === org(struck) ? failure : answer]),
                ),
              };
        const before = removalsIn(planFor(vault, evidence, now + hour, noGuards));
        for (const removal of removalsIn(planFor(vault, worse, now + hour, noGuards)))
          expect(before).toContain(removal);
      }),
      runs,
    );
  });

  test('When the same healthy evidence comes again, then there is nothing but keep (I3)', () => {
    fc.assert(
      fc.property(history, world, (steps, last) => {
        const { vault, now } = play(steps, noGuards, () => {});
        const once = committed(vault, planFor(vault, evidenceOf(last), now + hour, noGuards), now + hour);
        const again = planFor(once, evidenceOf(last), now + hour + 1, noGuards);
        expect(again.operations.filter(({ op }) => op !== 'keep' && op !== 'purge' && op !== 'forget')).toEqual([]);
      }),
      runs,
    );
  });

  test('When the service is healthy for two cycles, then the vault serves what upstream has (I4)', () => {
    fc.assert(
      fc.property(history, world, (steps, last) => {
        let { vault, now } = play(steps, noGuards, () => {});
        for (let cycle = 0; cycle < 2; cycle++) {
          now += hour;
          vault = committed(vault, planFor(vault, evidenceOf(last), now, noGuards), now);
        }
        expect(servedIn(vault.sites)).toEqual(pairsOf(last));
      }),
      runs,
    );
  });

  test('When rows change their order, GUIDs their case, or rows repeat, then plan and digest stay the same (I5)', () => {
    fc.assert(
      fc.property(history, world, fc.nat(), (steps, last, turn) => {
        const { vault, now } = play(steps, defaultRules, () => {});
        const rotate = <Row>(rows: readonly Row[]): readonly Row[] => [
          ...rows.slice(turn % (rows.length || 1)),
          ...rows.slice(0, turn % (rows.length || 1)),
          ...rows.slice(0, 1),
        ];
        const plain = evidenceOf(last);
        const list = {
          ...listOf(last),
          rows: rotate(listOf(last).rows.map(row => ({ ...row, received: row.organisation }))),
        };
        const clients = new Map(
          [...plain.clients].map(([id, body]) => [
            id,
            body.kind === 'read' ? { ...body, rows: rotate(body.rows) } : body,
          ]),
        );
        const one = planFor(vault, plain, now + hour);
        const other = planFor(vault, { first: list, second: list, clients }, now + hour);
        expect(other.operations).toEqual(one.operations);
        expect(other.hold?.digest).toBe(one.hold?.digest);
        expect(other.exit).toBe(one.exit);
      }),
      runs,
    );
  });

  test('When a pair is served, then this cycle read it, or it was served before and says why it is kept (I6, I7)', () => {
    fc.assert(
      fc.property(history, steps => {
        play(steps, defaultRules, (before, evidence, result) => {
          if (!result.commit) return expect(result.sites).toEqual(before.sites);
          const was = new Set(servedIn(before.sites));
          const marks = new Map(
            result.sites.flatMap(each =>
              each.clients.map(client => [`${each.organisation} ${client.client}`, each.carried ?? client.carried]),
            ),
          );
          for (const pair of servedIn(result.sites)) {
            const [organisation = '', client = '', fp] = pair.split(' ');
            const answer = evidence.clients.get(organisation);
            const read = answer?.kind === 'read' && answer.rows.some(row => row.client === client && row.fp === fp);
            if (!read)
              expect([was.has(pair), marks.get(`${organisation} ${client}`)?.why]).toEqual([true, expect.any(String)]);
          }
        });
      }),
      runs,
    );
  });

  test('When operations are held or postponed, then no served row changes by them; a higher threshold never holds more (I9)', () => {
    const loose: Rules = {
      ...defaultRules,
      guards: {
        ...defaultRules.guards,
        removals: { percent: 50, floor: 5, absolute: 900, smallStore: 20, smallCount: 4, smallPercent: 60 },
      },
    };
    fc.assert(
      fc.property(history, world, (steps, last) => {
        const { vault, now } = play(steps, noGuards, () => {});
        const strict = planFor(vault, evidenceOf(last), now + hour);
        const was = servedIn(vault.sites);
        for (const { organisation, client, standing, guard } of strict.operations) {
          if (standing === 'apply' || client === null || guard === 'G7' || guard === 'G8') continue;
          const of = (pairs: readonly string[]) => pairs.filter(pair => pair.startsWith(`${organisation} ${client} `));
          expect(of(servedIn(strict.sites))).toEqual(of(was));
        }
        const held = (result: Plan) => result.operations.filter(({ standing }) => standing === 'held').length;
        expect(held(planFor(vault, evidenceOf(last), now + hour, loose))).toBeLessThanOrEqual(held(strict));
      }),
      runs,
    );
  });

  test('When a mass removal is split over a day, then no more goes unapproved than one run would let through (I11)', () => {
    const many: World = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [at + 1, {}]));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 8 }), slices => {
        let vault = committed(emptySnapshot, planFor(emptySnapshot, evidenceOf(many), start), start);
        let gone = 0;
        for (const [turn, slice] of slices.entries()) {
          gone = Math.min(40, gone + slice);
          const left = Object.fromEntries(Object.entries(many).filter(([n]) => Number(n) > gone));
          const at = start + 30 * hour + (turn + 1) * hour;
          vault = committed(vault, planFor(vault, evidenceOf(left), at), at);
        }
        expect(servedIn(vault.sites).length).toBeGreaterThanOrEqual(36);
      }),
      runs,
    );
  });

  test('When the input is the same, then so is the plan, and every known key has exactly one operation (I12)', () => {
    fc.assert(
      fc.property(history, steps => {
        play(steps, defaultRules, (before, evidence, result, now) => {
          expect(planFor(before, evidence, now)).toEqual(result);
          const keys = result.operations.map(({ organisation, client }) => `${organisation} ${client ?? ''}`);
          expect(new Set(keys).size).toBe(keys.length);
          // What a plan does not mention is kept: the one operation of every other known key.
          for (const each of before.sites) {
            const after = result.sites.find(({ organisation }) => organisation === each.organisation);
            if (!keys.includes(`${each.organisation} `))
              expect(after).toMatchObject({ state: each.state, labels: each.labels });
            for (const { client, state, fp } of each.clients)
              if (!keys.includes(`${each.organisation} ${client}`))
                expect(after?.clients).toContainEqual(expect.objectContaining({ client, state, fp }));
          }
        });
      }),
      runs,
    );
  });
});
