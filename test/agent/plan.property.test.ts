// Random histories of worlds with random faults: the promises the plan must keep whatever happens (I1 to I7, I9, I11, I12). Those about
// guards, retention and approval are in plan.guards.property.test.ts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ListEvidence, SiteRow } from '../../agent/core/evidence.js';
import type { Plan } from '../../agent/core/plan.js';
import { defaultRules, type Rules } from '../../agent/core/policy.js';
import { emptySnapshot } from '../../agent/core/snapshot.js';
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
} from '../support/agent/evidence.js';
import {
  faults,
  faulty,
  history,
  isContradicted,
  noGuards,
  play,
  runs,
  size,
  world,
} from '../support/agent/histories.js';

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
            const isWhole = answer?.kind === 'read' && !answer.gaps && !isContradicted(organisation, before, evidence);
            const notShown = isWhole && !answer.rows.some(row => row.client === client);
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
        for (const removal of removalsIn(planFor(vault, worse, now + hour, noGuards))) {
          // Of two schools that contradict each other, the failure may leave one that nothing contradicts any more.
          const [, organisation = ''] = removal.split(' ');
          if (!isContradicted(organisation, vault, evidence)) expect(before).toContain(removal);
        }
      }),
      runs,
    );
  });

  test('When the same healthy evidence comes again, then there is nothing but keep (I3)', () => {
    fc.assert(
      fc.property(history, world, (steps, last) => {
        const { vault, now } = play(steps, noGuards, () => {});
        const first = planFor(vault, evidenceOf(last), now + hour, noGuards);
        const once = committed(vault, first, now + hour);
        const second = planFor(once, evidenceOf(last), now + hour + 1, noGuards);
        // A school that goes with a client of another claims it for the last time.
        const isDisputed = first.operations.some(({ standing }) => standing === 'held');
        const after = committed(once, second, now + hour + 1);
        const again = isDisputed ? planFor(after, evidenceOf(last), now + hour + 2, noGuards) : second;
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

  test('When a listed school was read, then each pair it shows is served, or an operation that waits says why not', () => {
    let waited = 0;
    fc.assert(
      fc.property(history, steps => {
        play(steps, defaultRules, (_before, evidence, result) => {
          if (!result.commit) return;
          const served = new Set(servedIn(result.sites));
          const waits = new Set(
            result.operations.filter(({ standing }) => standing !== 'apply').map(({ organisation }) => organisation),
          );
          if (result.operations.some(({ standing }) => standing === 'held')) expect(result.exit).toBe(4);
          if (result.operations.some(({ guard }) => guard === 'G7')) expect(result.hold).not.toBeNull();
          for (const { organisation, authorised } of rowsOf(evidence.second)) {
            const answer = evidence.clients.get(organisation);
            if (authorised !== 1 || answer?.kind !== 'read') continue;
            if (waits.has(organisation)) waited += 1;
            else for (const { client, fp } of answer.rows) expect(served).toContain(`${organisation} ${client} ${fp}`);
          }
        });
      }),
      runs,
    );
    expect(waited).toBeGreaterThan(runs.numRuns / 4);
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
        for (const { organisation, client, standing } of strict.operations) {
          if (standing === 'apply' || client === null) continue;
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
