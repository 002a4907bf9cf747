import { describe, expect, test } from 'vitest';
import { defaultRules } from '../../agent/core/policy.js';
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

const now = start + 30 * hour;
const failed = { kind: 'failed', code: 'status_503' } as const;
const firstOf = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);

/** What happens to the first `n` sites of an estate. */
const hits = {
  removed: (size: number, n: number): World => without(estate(size), ...firstOf(n)),
  suspended: (size: number, n: number): World => ({
    ...estate(size),
    ...Object.fromEntries(firstOf(n).map(at => [at, { authorised: 0 }])),
  }),
  emptied: (size: number, n: number): World => ({
    ...estate(size),
    ...Object.fromEntries(firstOf(n).map(at => [at, { clients: {} }])),
  }),
} as const;

describe('guards at their thresholds', () => {
  test.each([
    ['G2', 'removed', 100, 9, false],
    ['G2', 'removed', 100, 10, false],
    ['G2', 'removed', 100, 11, true],
    ['G2', 'removed', 20, 2, false],
    ['G2', 'removed', 20, 3, false],
    ['G2', 'removed', 20, 4, true],
    ['G2', 'removed', 6000, 499, false],
    ['G2', 'removed', 6000, 500, false],
    ['G2', 'removed', 6000, 501, true],
    ['G2', 'removed', 21, 3, false],
    ['G3', 'removed', 3, 1, false],
    ['G3', 'removed', 3, 2, true],
    ['G3', 'removed', 19, 3, false],
    ['G3', 'removed', 19, 4, false],
    ['G3', 'removed', 19, 5, true],
    ['G3', 'removed', 8, 1, false],
    ['G3', 'removed', 8, 2, false],
    ['G3', 'removed', 8, 3, true],
    ['G4', 'suspended', 100, 9, false],
    ['G4', 'suspended', 100, 10, false],
    ['G4', 'suspended', 100, 11, true],
    ['G4', 'suspended', 8, 1, false],
    ['G4', 'suspended', 8, 2, false],
    ['G4', 'suspended', 8, 3, true],
    ['G4', 'suspended', 6000, 499, false],
    ['G4', 'suspended', 6000, 500, false],
    ['G4', 'suspended', 6000, 501, true],
    ['G5', 'emptied', 100, 2, false],
    ['G5', 'emptied', 100, 3, false],
    ['G5', 'emptied', 100, 4, true],
    ['G5', 'emptied', 300, 5, false],
    ['G5', 'emptied', 300, 6, false],
    ['G5', 'emptied', 300, 7, true],
    ['G5', 'emptied', 8, 1, false],
    ['G5', 'emptied', 8, 2, false],
    ['G5', 'emptied', 8, 3, true],
    ['G1', 'removed', 1, 1, true],
    ['G1', 'suspended', 3, 3, true],
    ['G1', 'emptied', 3, 3, true],
  ] as const)('When %s looks at %s: of %i sites %i, then held is %s', (guard, kind, size, count, held) => {
    const vault = vaultOf(estate(size));
    const result = planFor(vault, evidenceOf(hits[kind](size, count)), now);
    expect(result.exit).toBe(held ? 4 : 0);
    expect(result.hold?.guards.map(each => each.guard)).toEqual(held ? [guard] : undefined);
    expect(servedIn(result.sites)).toHaveLength(held ? size : size - count);
  });

  test.each(['removed', 'suspended', 'emptied'] as const)(
    'When sites are %s and all other guards are off, then one short of all may go, and all may not (G1)',
    kind => {
      const off = { removals: 'off', suspensions: 'off', emptied: 'off' } as const;
      const rules = { ...defaultRules, guards: { ...defaultRules.guards, ...off } };
      const exitOf = (count: number, allowEmpty = false) =>
        planFor(vaultOf(estate(5)), evidenceOf(hits[kind](5, count)), now, { ...rules, allowEmpty }).exit;
      expect([exitOf(4), exitOf(5), exitOf(5, true)]).toEqual([0, 4, 0]);
    },
  );

  test('When some leave and all others are suspended, then both kinds are held: nothing would be left (G1)', () => {
    const world = without(hits.suspended(100, 100), 1, 2);
    const result = planFor(vaultOf(estate(100)), evidenceOf(world), now);
    expect(result.hold?.guards.map(each => each.guard)).toEqual(['G1', 'G1']);
    expect(servedIn(result.sites)).toHaveLength(100);
  });

  test.each([
    [100, 4, 'applied'],
    [100, 5, 'applied'],
    [100, 6, 'postponed'],
    [20, 1, 'applied'],
    [20, 2, 'postponed'],
    [20, 3, 'postponed'],
    [100, 19, 'postponed'],
    [100, 20, 'postponed'],
    [100, 21, 'stopped'],
    [10, 4, 'postponed'],
    [10, 5, 'stopped'],
    [10, 6, 'stopped'],
  ] as const)(
    'When of %i Clients calls %i are unread, then a removal by absence is %s (G9)',
    (calls, unread, outcome) => {
      const vault = vaultOf(estate(calls + 1));
      const clients = Object.fromEntries(firstOf(unread).map(n => [n, failed]));
      const result = planFor(vault, evidenceOf(without(estate(calls + 1), calls + 1), { clients }), now);
      expect(result.exit).toBe(outcome === 'stopped' ? 6 : 3);
      expect(result.commit).toBe(outcome !== 'stopped');
      expect(servedIn(result.sites)).toHaveLength(outcome === 'applied' ? calls : calls + 1);
    },
  );

  test.each([
    [4, 2, false],
    [4, 3, false],
    [4, 4, true],
    [100, 74, false],
    [100, 75, false],
    [100, 76, true],
  ])('When of %i secrets %i change, then the alarm for mass rotation is %s (G6)', (size, changed, alarmed) => {
    const world = {
      ...estate(size),
      ...Object.fromEntries(firstOf(changed).map(n => [n, { clients: { [`client-${n}`]: `new ${n}` } }])),
    };
    const result = planFor(vaultOf(estate(size)), evidenceOf(world), now);
    expect(result.exit).toBe(0);
    expect(result.alarms.some(({ name }) => name === 'mass_rotation')).toBe(alarmed);
  });

  test.each([
    [2, 0],
    [3, 4],
    [4, 4],
  ])('When one secret is under %i organisations, then the run ends %i (G7)', (sharing, exit) => {
    const world = {
      ...estate(8),
      ...Object.fromEntries(firstOf(sharing).map(n => [n, { clients: { [`client-${n}`]: 'same' } }])),
    };
    expect(planFor(vaultOf(estate(8)), evidenceOf(world), now).exit).toBe(exit);
  });
});

describe('contradictions at their thresholds', () => {
  test.each([
    [1, 0],
    [2, 4],
    [3, 4],
  ])('When one client id is shown by %i organisations, then the run ends %i (G8)', (sharing, exit) => {
    const world = {
      ...estate(8),
      ...Object.fromEntries(firstOf(sharing).map(n => [n, { clients: { 'client-1': `secret-${n}` } }])),
    };
    const result = planFor(vaultOf({ ...estate(8), 1: {} }), evidenceOf(world), now);
    expect(result.exit).toBe(exit);
    // Whoever had it is served with it; nobody gets it anew.
    expect(servedIn(result.sites).filter(pair => pair.includes(' client-1 '))).toEqual(pairsOf({ 1: {} }));
  });
});

describe('the window of the guards', () => {
  test('When a second of three schools leaves within a day, then it is held; after a day it may go', () => {
    const one = vaultOf(estate(3));
    const two = committed(one, planFor(one, evidenceOf(without(estate(3), 1)), now), now);
    const smaller = evidenceOf(without(estate(3), 1, 2));
    expect(planFor(two, smaller, now + day - minute).exit).toBe(4);
    const waiting = planFor(two, smaller, now + day + minute);
    expect(waiting.exit).toBe(0);
  });

  test('When a mass removal comes in slices, then the slice that passes the threshold is held', () => {
    let vault = vaultOf(estate(100));
    const exits: number[] = [];
    for (let gone = 4; gone <= 12; gone += 4) {
      const at = now + gone * minute;
      const result = planFor(vault, evidenceOf(hits.removed(100, gone)), at);
      exits.push(result.exit);
      vault = committed(vault, result, at);
    }
    expect(exits).toEqual([0, 0, 4]);
    expect(servedIn(vault.sites)).toHaveLength(92);
  });

  test('When removals were approved, then they no longer count', () => {
    const vault = vaultOf(estate(100));
    const held = planFor(vault, evidenceOf(hits.removed(100, 30)), now);
    const waiting = approving(committed(vault, held, now), held.hold?.digest ?? '', now + day);
    const released = planFor(waiting, evidenceOf(hits.removed(100, 30)), now + hour);
    const next = planFor(committed(waiting, released, now + hour), evidenceOf(hits.removed(100, 35)), now + 2 * hour);
    expect([released.exit, next.exit]).toEqual([0, 0]);
  });

  test('When removals and suspensions come together, then each kind is counted by itself', () => {
    const world = {
      ...hits.removed(100, 10),
      ...Object.fromEntries(firstOf(10).map(n => [n + 50, { authorised: 2 }])),
    };
    const result = planFor(vaultOf(estate(100)), evidenceOf(world), now);
    expect(result.exit).toBe(0);
    expect(servedIn(result.sites)).toEqual(pairsOf(world));
  });

  test('When one kind is past its guard, then only that kind waits', () => {
    const world = { ...hits.removed(100, 11), 60: { authorised: 2 } };
    const result = planFor(vaultOf(estate(100)), evidenceOf(world), now);
    expect(result.exit).toBe(4);
    expect(servedIn(result.sites)).toEqual(pairsOf(without(estate(100), 60)));
  });

  test('When a guard is switched off, then nothing is held', () => {
    const rules = { ...defaultRules, allowEmpty: true, guards: { ...defaultRules.guards, removals: 'off' as const } };
    const result = planFor(vaultOf(estate(100)), evidenceOf({}), now, rules);
    expect(result.exit).toBe(0);
    expect(servedIn(result.sites)).toEqual([]);
  });
});

describe('retention', () => {
  const schools = estate(8);
  const gone = without(schools, 1);
  const removedAt = now;
  const vault = vaultOf(schools);
  const removed = committed(vault, planFor(vault, evidenceOf(gone), removedAt), removedAt);
  const healthy = (from: typeof removed, at: number) => committed(from, planFor(from, evidenceOf(gone), at), at);
  const stateOf = (snapshot: typeof removed) =>
    snapshot.sites.find(site => site.organisation.endsWith('01'))?.clients[0]?.state;

  test('When a tombstone is short of seven days, then its ciphertext stays (G11)', () => {
    const between = healthy(healthy(removed, removedAt + day), removedAt + 2 * day);
    const after = (ms: number) => stateOf(healthy(between, removedAt + 7 * day + ms));
    expect([-minute, -1, 0, 1].map(after)).toEqual(['tombstone', 'tombstone', 'purged', 'purged']);
  });

  test('When one, two or three complete generations came later, then from the second on it is purged (G11)', () => {
    const after = (generations: number) => {
      let snapshot = removed;
      for (let n = 0; n < generations; n++) snapshot = healthy(snapshot, removedAt + 8 * day + n * hour);
      return stateOf(snapshot);
    };
    expect([1, 2, 3].map(after)).toEqual(['tombstone', 'purged', 'purged']);
  });

  test('When only one later generation has full evidence, then nothing is purged', () => {
    const once = healthy(removed, removedAt + 8 * day);
    expect(stateOf(once)).toBe('tombstone');
    const faulty = planFor(once, evidenceOf(gone, { clients: { 2: failed } }), removedAt + 9 * day);
    expect(stateOf(committed(once, faulty, removedAt + 9 * day))).toBe('tombstone');
    expect(stateOf(healthy(once, removedAt + 9 * day))).toBe('purged');
  });

  test('When the clock is behind the vault, or a month ahead of it, then nothing is purged and an alarm says so (W53)', () => {
    const between = healthy(healthy(removed, removedAt + day), removedAt + 8 * day - minute);
    for (const at of [removedAt + 8 * day - hour, removedAt + 39 * day]) {
      const result = planFor({ ...between, sites: removed.sites }, evidenceOf(gone), at);
      expect(result.alarms.map(({ name }) => name)).toContain('clock_odd');
      expect(result.exit).toBe(0);
      expect(stateOf(committed(between, result, at))).toBe('tombstone');
    }
  });

  test('When a tombstone is ninety days old, then the vault forgets the site', () => {
    let vault = removed;
    for (const days of [1, 8, 30, 55, 80, 89]) vault = healthy(vault, removedAt + days * day);
    expect(stateOf(vault)).toBe('purged');
    const sitesAfter = (ms: number) => healthy(vault, removedAt + 90 * day + ms).sites.length;
    expect([-1, 0, 1].map(sitesAfter)).toEqual([8, 7, 7]);
  });

  test('When a suspended site waits for months, then its ciphertext is kept', () => {
    const waiting = { ...schools, 1: { authorised: 0 } };
    let snapshot = vault;
    for (const days of [0, 10, 20, 45, 70, 95]) {
      const at = now + days * day;
      snapshot = committed(snapshot, planFor(snapshot, evidenceOf(waiting), at), at);
    }
    expect(stateOf(snapshot)).toBe('active');
  });
});

describe('clients that turn up in another school', () => {
  test('When every school of an estate is answered with the clients of its neighbour, then none is served, and none of its own is lost', () => {
    const before = vaultOf(estate(40));
    const shifted = Object.fromEntries(
      firstOf(40).map(n => [n, { clients: { [`client-${(n % 40) + 1}`]: `secret-${(n % 40) + 1}` } }]),
    );
    const result = planFor(before, evidenceOf(shifted), now);
    expect(result.exit).toBe(4);
    expect(servedIn(result.sites)).toEqual(servedIn(before.sites));
    expect(result.alarms.map(({ name }) => name)).toContain('cross_tenant');
  });

  test('When a client has moved for good, then the sync after the one that missed it in its old school believes it', () => {
    const moved = {
      ...estate(3),
      1: { clients: { other: 'o' } },
      2: { clients: { 'client-1': 'x', 'client-2': 'y' } },
    };
    const before = committed(vaultOf(estate(3)), planFor(vaultOf(estate(3)), evidenceOf(moved), now), now);
    const result = planFor(before, evidenceOf(moved), now + hour);
    expect([result.exit, servedIn(result.sites)]).toEqual([0, pairsOf(moved)]);
  });
});
