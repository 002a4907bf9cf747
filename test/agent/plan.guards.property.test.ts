// Random histories: the promises about guards, approval and retention (I4 with guards, I8 to I11), and about what a plan may say (I13).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../agent/core/evidence.js';
import type { Plan } from '../../agent/core/plan.js';
import { defaultRules, type Rules, type Threshold } from '../../agent/core/policy.js';
import { emptySnapshot, type Snapshot } from '../../agent/core/snapshot.js';
import {
  approving,
  committed,
  day,
  estate,
  evidenceOf,
  hour,
  minute,
  pairsOf,
  planFor,
  servedIn,
  start,
  vaultOf,
  type World,
  without,
} from '../support/agent/evidence.js';
import { faults, faulty, history, noGuards, play, runs, world } from '../support/agent/histories.js';

const heldIn = (result: Plan) => result.operations.filter(({ standing }) => standing === 'held');

/** All three removal guards with these numbers. */
const guarded = (threshold: Threshold, sameSecretSites: Rules['guards']['sameSecretSites'] = 3): Rules => ({
  ...defaultRules,
  guards: {
    ...defaultRules.guards,
    removals: threshold,
    suspensions: threshold,
    emptied: threshold,
    sameSecretSites,
  },
});
/** Holds whatever is taken away. */
const strictest = guarded({ percent: 0, floor: 0, absolute: 1, smallStore: 20, smallCount: 1, smallPercent: 0 }, 2);

describe('guards', () => {
  test('When the service is healthy for two cycles, then the vault serves what upstream has, save for holds (I4)', () => {
    fc.assert(
      fc.property(history, world, (steps, last) => {
        let { vault, now } = play(steps, defaultRules, () => {});
        let held: readonly string[] = [];
        for (let cycle = 0; cycle < 2; cycle++) {
          now += hour;
          const result = planFor(vault, evidenceOf(last), now);
          held = heldIn(result).map(({ organisation }) => organisation);
          vault = committed(vault, result, now);
        }
        const free = (pairs: readonly string[]) => pairs.filter(pair => !held.some(id => pair.startsWith(id)));
        expect(free(servedIn(vault.sites))).toEqual(free(pairsOf(last)));
      }),
      runs,
    );
  });

  const threshold = fc.record({
    percent: fc.nat(60),
    floor: fc.nat(4),
    absolute: fc.oneof(fc.nat(8), fc.constant('off' as const)),
    smallStore: fc.constantFrom(3, 20),
    smallCount: fc.nat(4),
    smallPercent: fc.nat(60),
  });
  const more = fc.tuple(fc.nat(40), fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(40));

  test('When any number of a guard is raised, then no more is held (I9)', () => {
    fc.assert(
      fc.property(history, world, threshold, more, (steps, last, strict, [percent, floor, absolute, count, small]) => {
        const { vault, now } = play(steps, noGuards, () => {});
        const loose: Threshold = {
          percent: strict.percent + percent,
          floor: strict.floor + floor,
          absolute: strict.absolute === 'off' ? 'off' : strict.absolute + absolute,
          smallStore: strict.smallStore,
          smallCount: strict.smallCount + count,
          smallPercent: strict.smallPercent + small,
        };
        const heldBy = (rules: Rules) => heldIn(planFor(vault, evidenceOf(last), now + hour, rules)).length;
        expect(heldBy(guarded(loose, 3 + count))).toBeLessThanOrEqual(heldBy(guarded(strict, 3)));
      }),
      runs,
    );
  });

  test('When a digest is approved, then exactly what it stands for is applied; any other, or one that has expired, does nothing (I10)', () => {
    let holds = 0;
    const edges = [-1, 0, 1, day, day + minute, day + minute + 1, 365 * day];
    const expiry = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: -day, max: 3 * day }));
    const free: Rules = { ...strictest, allowEmpty: true, guards: { ...noGuards.guards } };
    fc.assert(
      fc.property(history, world, world, fc.nat(63), expiry, (steps, last, other, at, good) => {
        const { vault, now: before } = play(steps, noGuards, () => {});
        const now = before + hour;
        const held = planFor(vault, evidenceOf(last), now, strictest);
        const digest = held.hold?.digest;
        if (digest === undefined) return;
        holds += 1;
        const withApproval = (approved: string, expiresAt: number, seen = last) =>
          planFor(approving(vault, approved, expiresAt), evidenceOf(seen), now, strictest);
        const released = withApproval(digest, now + 1);
        expect(released).toMatchObject({ approved: digest, hold: null });
        expect(servedIn(released.sites)).toEqual(servedIn(planFor(vault, evidenceOf(last), now, free).sites));

        const wrong = `${digest.slice(0, at)}${digest[at] === '0' ? '1' : '0'}${digest.slice(at + 1)}`;
        expect(withApproval(wrong, now + day)).toEqual(held);
        expect(withApproval(digest, now)).toEqual(held);
        // One that ends later than any given now could was given by a clock that was ahead.
        const counts = good > 0 && good <= defaultRules.approvalMs + minute;
        expect(withApproval(digest, now + good)).toEqual(counts ? released : held);
        const elsewhere = planFor(vault, evidenceOf(other), now, strictest);
        if (elsewhere.hold?.digest !== digest) expect(withApproval(digest, now + day, other)).toEqual(elsewhere);
      }),
      runs,
    );
    expect(holds).toBeGreaterThan(runs.numRuns / 4);
  });

  const kinds = {
    removals: (all: World, n: number): World => without(all, ...Array.from({ length: n }, (_, at) => at + 1)),
    suspensions: (all: World, n: number) => struck(all, n, { authorised: 0 }),
    emptied: (all: World, n: number) => struck(all, n, { clients: {} }),
  };
  const struck = (all: World, n: number, how: object): World => ({
    ...all,
    ...Object.fromEntries(Array.from({ length: n }, (_, at) => [at + 1, how])),
  });

  test.each(['removals', 'suspensions', 'emptied'] as const)(
    'When %s are split over a day, then no more go unapproved than one run would let through (I11)',
    kind => {
      const slices = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 });
      const sizes = fc.integer({ min: 2, max: 45 });
      fc.assert(
        fc.property(sizes, slices, (size, parts) => {
          const all = estate(size);
          const lost = (n: number) => kinds[kind](all, Math.min(size, n));
          const full = vaultOf(all);
          const at = start + 30 * hour;
          let most = 0;
          while (most < size && planFor(full, evidenceOf(lost(most + 1)), at).exit === 0) most += 1;
          let vault = full;
          let gone = 0;
          for (const [turn, part] of parts.entries()) {
            gone += part;
            const now = at + Math.floor((turn * (day - minute)) / parts.length);
            vault = committed(vault, planFor(vault, evidenceOf(lost(gone)), now), now);
          }
          expect(size - servedIn(vault.sites).length).toBeLessThanOrEqual(most);
        }),
        runs,
      );
    },
  );
});

describe('retention', () => {
  /** Whether this evidence is whole, or may be; judged apart from the plan. */
  function mayBeFull({ first, second, clients }: Evidence): boolean {
    if (first.kind !== 'read' || second.kind !== 'read' || first.gaps || second.gaps) return false;
    const shown = new Set(second.rows.map(({ organisation }) => organisation));
    const oneOnly = first.rows.filter(({ organisation }) => !shown.has(organisation));
    if (oneOnly.some(({ organisation }) => clients.get(organisation)?.kind !== 'refused')) return false;
    return second.rows.every(({ organisation, authorised }) => {
      const answer = clients.get(organisation);
      if (authorised !== 1 || answer?.kind === 'nothing') return true;
      return answer?.kind === 'read' && !answer.gaps && answer.rows.every(({ fp }) => fp !== null);
    });
  }

  /** A clock that mostly goes on by days, and sometimes jumps. */
  const hours = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(20, 60, 84, 100) }, fc.constantFrom(-30, 721, 722));
  const jumpy = fc.array(fc.record({ world, faults, hours, healthy: fc.boolean() }), { minLength: 4, maxLength: 12 });

  test('When something is destroyed, then it has been a tombstone for 7 days and two complete generations, by a clock that did not jump (I8)', () => {
    let purged = 0;
    fc.assert(
      fc.property(jumpy, steps => {
        let vault: Snapshot = emptySnapshot;
        let now = start;
        let complete = 0;
        const tombstones = new Map<string, { readonly at: number; readonly complete: number }>();
        for (const step of steps) {
          now += step.hours * hour;
          const evidence = step.healthy ? evidenceOf(step.world) : faulty(step.world, step.faults);
          const result = planFor(vault, evidence, now, noGuards);
          if (result.commit && mayBeFull(evidence)) complete += 1;
          for (const { op, organisation, client } of result.operations) {
            const key = `${organisation} ${client}`;
            if (op === 'tombstone') tombstones.set(key, { at: now, complete });
            if (op !== 'purge') continue;
            purged += 1;
            const since = tombstones.get(key);
            expect(now - (since?.at ?? now)).toBeGreaterThanOrEqual(7 * day);
            expect(complete - (since?.complete ?? complete)).toBeGreaterThanOrEqual(2);
            expect(now - vault.createdAt).toBeGreaterThanOrEqual(0);
            expect(now - vault.createdAt).toBeLessThanOrEqual(30 * day);
          }
          vault = committed(vault, result, now);
        }
      }),
      { numRuns: 2 * runs.numRuns },
    );
    expect(purged).toBeGreaterThan(10);
  });

  test('When a secret changed, then the former one is gone after its week, however its school is kept (W32)', () => {
    let kept = 0;
    fc.assert(
      fc.property(jumpy, steps => {
        let vault: Snapshot = emptySnapshot;
        let now = start;
        for (const step of steps) {
          now += step.hours * hour;
          const evidence = step.healthy ? evidenceOf(step.world) : faulty(step.world, step.faults);
          const result = planFor(vault, evidence, now, noGuards);
          const isClockOdd = result.alarms.some(({ name }) => name === 'clock_odd');
          for (const { previous } of result.sites.flatMap(({ clients }) => clients)) {
            if (!previous || !result.commit || isClockOdd) continue;
            kept += 1;
            expect(previous.untilAt).toBeGreaterThan(now);
          }
          vault = committed(vault, result, now);
        }
      }),
      runs,
    );
    expect(kept).toBeGreaterThan(10);
  });
});

describe('what a plan says', () => {
  test('When it is printed, then it holds nothing by which a secret could be told outside its cycle (I13)', () => {
    fc.assert(
      fc.property(history, steps => {
        // Fingerprints under the vault's key may be said; those that are equal for equal secrets of different schools may not.
        play(steps, strictest, (_before, _evidence, result) => expect(JSON.stringify(result)).not.toContain('value('));
      }),
      runs,
    );
  });

  test('When a body turns out to have gaps, then it removes nothing by absence, and nothing else is added (I2)', () => {
    const removalsIn = (result: Plan) =>
      result.operations
        .filter(({ op, standing }) => ['tombstone', 'suspend', 'empty'].includes(op) && standing === 'apply')
        .map(({ op, organisation, client }) => `${op} ${organisation} ${client}`);
    fc.assert(
      fc.property(history, world, fc.constantFrom('first', 'second', 'clients'), (steps, last, where) => {
        const { vault, now } = play(steps, noGuards, () => {});
        const evidence = evidenceOf(last);
        const gapped = <Answer extends object>(answer: Answer): Answer => ({ ...answer, gaps: true });
        const worse: Evidence = {
          first: where === 'first' ? gapped(evidence.first) : evidence.first,
          second: where === 'second' ? gapped(evidence.second) : evidence.second,
          clients:
            where === 'clients'
              ? new Map([...evidence.clients].map(([id, answer]) => [id, gapped(answer)]))
              : evidence.clients,
        };
        const before = removalsIn(planFor(vault, evidence, now + hour, noGuards));
        const after = removalsIn(planFor(vault, worse, now + hour, noGuards));
        for (const removal of after) {
          expect(before).toContain(removal);
          const [op, organisation, client] = removal.split(' ');
          // What has gaps proves no absence at all: of sites in a list, of clients in a body.
          if (where !== 'clients') expect([op, client]).not.toEqual(['tombstone', 'null']);
          else if (op !== 'suspend') expect(after).toContain(`tombstone ${organisation} null`);
        }
      }),
      runs,
    );
  });

  test('When a pair is served, then its secret came with a body of that very organisation (I6)', () => {
    fc.assert(
      fc.property(history, steps => {
        play(steps, defaultRules, (_before, _evidence, { sites }) => {
          for (const pair of servedIn(sites)) {
            const [organisation = '', client = '', fp = ''] = pair.split(' ');
            expect(fp.startsWith(`fp(${Number(organisation.slice(-12))},${client},`)).toBe(true);
          }
        });
      }),
      runs,
    );
  });
});
