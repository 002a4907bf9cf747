import { describe, expect, test } from 'vitest';
import type { Evidence, ListEvidence } from '../../agent/core/evidence.js';
import { defaultRules, type Rules } from '../../agent/core/policy.js';
import { emptySnapshot, type Snapshot } from '../../agent/core/snapshot.js';
import {
  approving,
  bodyOf,
  changesIn,
  committed,
  day,
  estate,
  evidenceOf,
  hour,
  listOf,
  org,
  pairsOf,
  planFor,
  servedIn,
  siteOf,
  siteRow,
  start,
  vaultOf,
  type World,
  without,
} from '../support/agent/evidence.js';

const now = start + 30 * hour;
const schools = estate(8);
const full = vaultOf(schools);
const failed: { kind: 'failed'; code: string } = { kind: 'failed', code: 'status_503' };
const refused = { kind: 'refused', status: 403 } as const;

type Row = {
  readonly row: string;
  readonly when: string;
  readonly previous?: Snapshot;
  readonly evidence: Evidence;
  readonly rules?: Partial<Rules>;
  readonly exit: number;
  readonly changes: readonly string[];
  readonly alarms?: readonly string[];
  /** What is served afterwards; left out: what was served before. */
  readonly serves?: World;
  readonly commits?: false;
};

const lists = (list: ListEvidence): Evidence => ({ first: list, second: list, clients: new Map() });
const suspended = committed(
  full,
  planFor(full, evidenceOf({ ...schools, 1: { authorised: 0 } }), start + hour),
  start + hour,
);
const removed = committed(full, planFor(full, evidenceOf(without(schools, 1)), start + hour), start + hour);
const threeSharing = { 1: { clients: { a: 'same' } }, 2: { clients: { b: 'same' } }, 3: { clients: { c: 'same' } } };

const rows: readonly Row[] = [
  {
    row: 'W01',
    when: 'both lists are empty over a full vault',
    evidence: lists(listOf({})),
    exit: 4,
    changes: expectHeld('tombstone', 'G1', 1, 2, 3, 4, 5, 6, 7, 8),
  },
  {
    row: 'W02',
    when: 'the list is empty and so is the vault',
    previous: emptySnapshot,
    evidence: lists(listOf({})),
    exit: 0,
    changes: [],
    serves: {},
  },
  {
    row: 'W03',
    when: 'the list is 204 over a full vault',
    evidence: lists({ kind: 'nothing' }),
    exit: 6,
    changes: [],
    commits: false,
  },
  {
    row: 'W03',
    when: 'the list is 204 and the vault is empty',
    previous: emptySnapshot,
    evidence: lists({ kind: 'nothing' }),
    exit: 0,
    changes: [],
    serves: {},
    alarms: ['no_content'],
  },
  {
    row: 'W04',
    when: 'the list cannot be read',
    evidence: lists({ kind: 'failed', code: 'unreadable' }),
    exit: 6,
    changes: [],
    commits: false,
  },
  {
    row: 'W04',
    when: 'only the second list cannot be read',
    evidence: evidenceOf(without(schools, 1), { second: failed }),
    exit: 6,
    changes: [],
    commits: false,
  },
  {
    row: 'W05',
    when: 'a list row has no usable id and a site is missing',
    evidence: evidenceOf(without(schools, 3), { first: listOf(without(schools, 3), true) }),
    exit: 3,
    changes: ['tombstone 3 !postponed', 'tombstone 3 client-3 !postponed'],
    alarms: ['list_gaps'],
  },
  {
    row: 'W06',
    when: 'the list is refused although the token was just renewed',
    evidence: lists({ kind: 'denied' }),
    exit: 5,
    changes: [],
    commits: false,
  },
  { row: 'W07', when: 'the list is 403', evidence: lists(refused), exit: 5, changes: [], commits: false },
  {
    row: 'W09',
    when: 'the list is 404',
    evidence: lists({ kind: 'refused', status: 404 }),
    exit: 6,
    changes: [],
    commits: false,
  },
  {
    row: 'W10',
    when: 'the estate shrinks past the guard, and a school is new, and a secret changed',
    evidence: evidenceOf({ ...without(schools, 1, 2, 3), 8: { clients: { 'client-8': 'new' } }, 9: {} }),
    exit: 4,
    changes: [...expectHeld('tombstone', 'G3', 1, 2, 3), 'rotate 8 client-8', 'add 9', 'add 9 client-9'],
    serves: { ...schools, 8: { clients: { 'client-8': 'new' } }, 9: {} },
    alarms: ['guard_tripped'],
  },
  {
    row: 'W12',
    when: 'one site is missing from both lists',
    evidence: evidenceOf(without(schools, 3)),
    exit: 0,
    changes: ['tombstone 3', 'tombstone 3 client-3'],
    serves: without(schools, 3),
  },
  {
    row: 'W13',
    when: 'one site is in the first list only and its Clients are read',
    evidence: evidenceOf(schools, { second: listOf(without(schools, 3)) }),
    exit: 0,
    changes: [],
  },
  {
    row: 'W13',
    when: 'a new site is in the first list only',
    evidence: evidenceOf({ ...schools, 9: {} }, { second: listOf(schools) }),
    exit: 0,
    changes: [],
  },
  {
    row: 'W14',
    when: 'one site is in the first list only and its Clients are refused',
    evidence: evidenceOf(schools, { second: listOf(without(schools, 3)), clients: { 3: refused } }),
    exit: 0,
    changes: ['tombstone 3', 'tombstone 3 client-3'],
    serves: without(schools, 3),
  },
  {
    row: 'W15',
    when: 'a new site is in the second list only',
    evidence: evidenceOf({ ...schools, 9: {} }, { first: listOf(schools) }),
    exit: 0,
    changes: ['add 9', 'add 9 client-9'],
    serves: estate(9),
  },
  {
    row: 'W15',
    when: 'a known site is in the second list only',
    evidence: evidenceOf(schools, { first: listOf(without(schools, 3)) }),
    exit: 0,
    changes: [],
  },
  {
    row: 'W16',
    when: 'a site is listed twice with the same answer',
    evidence: evidenceOf(schools, {
      second: { kind: 'read', gaps: false, rows: [...listOf(schools).rows, { ...siteRow(2), received: org(2) }] },
    }),
    exit: 0,
    changes: [],
    alarms: ['duplicate_site'],
  },
  {
    row: 'W17',
    when: 'a site is listed twice with different answers',
    evidence: evidenceOf(schools, {
      second: { kind: 'read', gaps: false, rows: [...listOf(schools).rows, siteRow(2, { authorised: 0 })] },
    }),
    exit: 4,
    changes: ['keep 2 !held W17'],
    alarms: ['list_conflict'],
  },
  {
    row: 'W18',
    when: 'a served site awaits approval',
    evidence: evidenceOf({ ...schools, 1: { authorised: 0 } }),
    exit: 0,
    changes: ['suspend 1'],
    serves: without(schools, 1),
  },
  {
    row: 'W18',
    when: 'a new site awaits approval',
    evidence: evidenceOf({ ...schools, 9: { authorised: 0 } }),
    exit: 0,
    changes: ['add 9'],
  },
  {
    row: 'W19',
    when: 'a served site is disabled',
    evidence: evidenceOf({ ...schools, 1: { authorised: 2 } }),
    exit: 0,
    changes: ['suspend 1'],
    serves: without(schools, 1),
  },
  {
    row: 'W20',
    when: 'a served site shows no Authorised',
    evidence: evidenceOf({ ...schools, 1: { authorised: null } }),
    exit: 0,
    changes: ['suspend 1'],
    serves: without(schools, 1),
    alarms: ['no_consent_shown'],
  },
  {
    row: 'W21',
    when: 'suspensions pass their guard',
    evidence: evidenceOf({ ...schools, 1: { authorised: 0 }, 2: { authorised: 2 }, 3: { authorised: 2 } }),
    exit: 4,
    changes: [1, 2, 3].flatMap(n => [`suspend ${n} !held G4`, `keep ${n} client-${n} !held G4`]),
    alarms: ['guard_tripped'],
  },
  {
    row: 'W22',
    when: 'a suspended site is authorised again and its Clients are read',
    previous: suspended,
    evidence: evidenceOf(schools),
    exit: 0,
    changes: ['resume 1'],
    serves: schools,
  },
  {
    row: 'W22',
    when: 'a suspended site is authorised again and its Clients fail',
    previous: suspended,
    evidence: evidenceOf(schools, { clients: { 1: failed } }),
    exit: 3,
    changes: [],
    serves: without(schools, 1),
  },
  {
    row: 'W23',
    when: 'a school changes its name',
    evidence: evidenceOf({ ...schools, 1: { name: 'An Academy' } }),
    exit: 0,
    changes: ['relabel 1'],
  },
  {
    row: 'W25',
    when: 'one Clients call fails',
    evidence: evidenceOf(schools, { clients: { 1: failed } }),
    exit: 3,
    changes: [],
  },
  {
    row: 'W25',
    when: 'the first Clients call ever for a site fails',
    evidence: evidenceOf({ ...schools, 9: {} }, { clients: { 9: failed } }),
    exit: 3,
    changes: ['add 9'],
  },
  {
    row: 'W26',
    when: 'one Clients call is denied with a renewed token',
    evidence: evidenceOf(schools, { clients: { 1: { kind: 'denied' } } }),
    exit: 3,
    changes: [],
  },
  {
    row: 'W27',
    when: 'Clients are refused although both lists show the site',
    evidence: evidenceOf(schools, { clients: { 1: refused } }),
    exit: 3,
    changes: [],
    alarms: ['list_clients_conflict'],
  },
  {
    row: 'W28',
    when: 'a new site has no client yet',
    evidence: evidenceOf({ ...schools, 9: { clients: {} } }),
    exit: 0,
    changes: ['add 9'],
  },
  {
    row: 'W29',
    when: 'a site that had clients shows none',
    evidence: evidenceOf({ ...schools, 1: { clients: {} } }),
    exit: 0,
    changes: ['empty 1', 'tombstone 1 client-1'],
    serves: without(schools, 1),
  },
  {
    row: 'W29',
    when: 'so many sites show none that the guard trips',
    evidence: evidenceOf({ ...schools, 1: { clients: {} }, 2: { clients: {} }, 3: { clients: {} } }),
    exit: 4,
    changes: [1, 2, 3].flatMap(n => [`empty ${n} !held G5`, `tombstone ${n} client-${n} !held G5`]),
    alarms: ['guard_tripped'],
  },
  {
    row: 'W30',
    when: 'a site that never had clients answers 204',
    evidence: evidenceOf({ ...schools, 9: {} }, { clients: { 9: { kind: 'nothing' } } }),
    exit: 0,
    changes: ['add 9'],
    alarms: ['no_content'],
  },
  {
    row: 'W30',
    when: 'a site that had clients answers 204',
    evidence: evidenceOf(schools, { clients: { 1: { kind: 'nothing' } } }),
    exit: 3,
    changes: [],
  },
  {
    row: 'W30',
    when: 'it answers 204 and the policy believes it',
    rules: { acceptNoContentAsEmpty: true },
    evidence: evidenceOf(schools, { clients: { 1: { kind: 'nothing' } } }),
    exit: 0,
    changes: ['empty 1', 'tombstone 1 client-1'],
    serves: without(schools, 1),
    alarms: ['no_content'],
  },
  {
    row: 'W31',
    when: 'one of two clients is gone',
    previous: vaultOf({ ...schools, 1: { clients: { a: '1', b: '2' } } }),
    evidence: evidenceOf({ ...schools, 1: { clients: { b: '2' } } }),
    exit: 0,
    changes: ['tombstone 1 a'],
    serves: { ...schools, 1: { clients: { b: '2' } } },
  },
  {
    row: 'W32',
    when: 'a secret changed',
    evidence: evidenceOf({ ...schools, 1: { clients: { 'client-1': 'new' } } }),
    exit: 0,
    changes: ['rotate 1 client-1'],
    serves: { ...schools, 1: { clients: { 'client-1': 'new' } } },
  },
  {
    row: 'W33',
    when: 'every secret changed',
    evidence: evidenceOf(rotated(schools)),
    exit: 0,
    changes: Object.keys(schools).map(n => `rotate ${n} client-${n}`),
    serves: rotated(schools),
    alarms: ['mass_rotation'],
  },
  {
    row: 'W35',
    when: 'a known secret comes empty',
    evidence: evidenceOf({ ...schools, 1: { clients: { 'client-1': null } } }),
    exit: 3,
    changes: [],
  },
  {
    row: 'W35',
    when: 'one secret appears under three organisations',
    evidence: evidenceOf({ ...schools, ...threeSharing }),
    rules: {},
    exit: 4,
    previous: vaultOf({
      ...schools,
      1: { clients: { a: '1' } },
      2: { clients: { b: '2' } },
      3: { clients: { c: '3' } },
    }),
    changes: ['rotate 1 a !held G7', 'rotate 2 b !held G7', 'rotate 3 c !held G7'],
    alarms: ['same_secret'],
  },
  {
    row: 'W36',
    when: 'a client id appears in a second organisation',
    evidence: evidenceOf({ ...schools, 2: { clients: { 'client-2': 'secret-2', 'client-1': 'x' } } }),
    exit: 4,
    changes: ['keep 1 client-1 !held G8', 'add 2 client-1 !held G8'],
    alarms: ['cross_tenant', 'cross_tenant'],
  },
  {
    row: 'W36',
    when: 'the policy shares clients',
    rules: { sharedClients: 'warn' },
    evidence: evidenceOf({ ...schools, 2: { clients: { 'client-2': 'secret-2', 'client-1': 'x' } } }),
    exit: 0,
    changes: ['add 2 client-1'],
    serves: { ...schools, 2: { clients: { 'client-2': 'secret-2', 'client-1': 'x' } } },
    alarms: ['cross_tenant', 'cross_tenant'],
  },
  {
    row: 'W37',
    when: 'a client is listed twice alike',
    evidence: evidenceOf(schools, { clients: { 1: twice('secret-1') } }),
    exit: 0,
    changes: [],
    alarms: ['duplicate_client'],
  },
  {
    row: 'W37',
    when: 'a client is listed twice with two secrets',
    evidence: evidenceOf(schools, { clients: { 1: twice('other') } }),
    exit: 4,
    changes: ['keep 1 client-1 !held W37'],
    alarms: ['client_conflict'],
  },
  {
    row: 'W39',
    when: 'a site is reinstalled with new credentials',
    evidence: evidenceOf({ ...schools, 1: { clients: { fresh: 'f' } } }),
    exit: 0,
    changes: ['tombstone 1 client-1', 'add 1 fresh'],
    serves: { ...schools, 1: { clients: { fresh: 'f' } } },
  },
  {
    row: 'W40',
    when: 'a removed site returns with its credentials',
    previous: removed,
    evidence: evidenceOf(schools),
    exit: 0,
    changes: ['restore 1', 'restore 1 client-1'],
    serves: schools,
  },
  {
    row: 'W40',
    when: 'a removed site returns with another secret',
    previous: removed,
    evidence: evidenceOf({ ...schools, 1: { clients: { 'client-1': 'new' } } }),
    exit: 0,
    changes: ['restore 1', 'restore+rotate 1 client-1'],
    serves: { ...schools, 1: { clients: { 'client-1': 'new' } } },
  },
  {
    row: 'W40',
    when: 'a removed site is listed again but its Clients fail',
    previous: removed,
    evidence: evidenceOf(schools, { clients: { 1: failed } }),
    exit: 3,
    changes: [],
    serves: without(schools, 1),
  },
  {
    row: 'W41',
    when: 'several Clients calls fail and a site is missing',
    evidence: evidenceOf(without(schools, 3), { clients: { 1: failed, 2: failed } }),
    exit: 3,
    changes: ['tombstone 3 !postponed', 'tombstone 3 client-3 !postponed'],
  },
  {
    row: 'W42',
    when: 'more than a fifth of the Clients calls fail',
    evidence: evidenceOf(without(schools, 8), { clients: { 1: failed, 2: failed, 3: failed, 4: failed, 5: failed } }),
    exit: 6,
    changes: [],
    commits: false,
  },
  {
    row: 'W24',
    when: 'the own row is always refused and ignored by policy',
    rules: { ignoreOrganisations: [org(9).toUpperCase()] },
    evidence: evidenceOf({ ...schools, 9: {} }, { clients: { 9: null } }),
    exit: 0,
    changes: [],
  },
];

function expectHeld(op: string, guard: string, ...sites: readonly number[]): readonly string[] {
  return sites.flatMap(n => [`${op} ${n} !held ${guard}`, `${op} ${n} client-${n} !held ${guard}`]);
}

function rotated(world: World): World {
  return Object.fromEntries(Object.keys(world).map(n => [n, { clients: { [`client-${n}`]: 'rotated'.concat(n) } }]));
}

function twice(second: string) {
  const body = bodyOf(1, { 'client-1': 'secret-1' });
  return { ...body, rows: [...body.rows, ...bodyOf(1, { 'client-1': second }).rows] };
}

describe('the decision table', () => {
  test.each(rows)('When $when ($row), then the run ends $exit with the rows the table says', row => {
    const previous = row.previous ?? full;
    const result = planFor(previous, row.evidence, now, { ...defaultRules, ...row.rules });
    expect(result.exit).toBe(row.exit);
    expect(result.commit).toBe(row.commits ?? true);
    expect(changesIn(result)).toEqual(row.changes);
    const serves = row.serves ? pairsOf(row.serves) : servedIn(previous.sites);
    expect(servedIn(result.sites)).toEqual(serves);
    if (row.alarms) expect(result.alarms.map(({ name }) => name)).toEqual(row.alarms);
  });

  test('When a site leaves for good (W13), then it is leaving first and a tombstone in the next cycle', () => {
    const first = planFor(full, evidenceOf(schools, { second: listOf(without(schools, 3)) }), now);
    expect(siteOf(first.sites, 3).carried?.why).toBe('leaving');
    const second = planFor(committed(full, first, now), evidenceOf(without(schools, 3)), now + hour);
    expect(siteOf(second.sites, 3)).toMatchObject({ state: 'tombstone', reason: 'gone' });
  });

  test('When a carried row stays stale (W25), then it says since when it has been so', () => {
    const broken = evidenceOf(schools, { clients: { 1: failed } });
    const first = committed(full, planFor(full, broken, now), now);
    const second = planFor(first, broken, now + hour);
    expect(siteOf(second.sites, 1).carried).toEqual({ why: 'stale', sinceAt: now });
    const third = planFor(committed(first, second, now + hour), evidenceOf(schools), now + 2 * hour);
    expect(siteOf(third.sites, 1).carried).toBeUndefined();
  });

  test('When a secret changed (W32), then the former one is kept for a week and no longer', () => {
    const world = { ...schools, 1: { clients: { 'client-1': 'new' } } };
    const rotatedOnce = committed(full, planFor(full, evidenceOf(world), now), now);
    expect(siteOf(rotatedOnce.sites, 1).clients[0]?.previous?.fp).toContain('secret-1');
    const early = planFor(rotatedOnce, evidenceOf(world), now + 7 * day - 1);
    expect(siteOf(early.sites, 1).clients[0]?.previous).toBeDefined();
    const late = planFor(rotatedOnce, evidenceOf(world), now + 7 * day);
    expect(siteOf(late.sites, 1).clients[0]?.previous).toBeUndefined();
  });

  test('When a site goes and comes three times within a week (W40), then an alarm says that it flaps', () => {
    let vault = full;
    let alarms: readonly string[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const at = now + turn * hour;
      const result = planFor(vault, evidenceOf(turn % 2 === 0 ? without(schools, 1) : schools), at);
      alarms = result.alarms.map(({ name }) => name);
      vault = committed(vault, result, at);
    }
    expect(alarms).toContain('flapping');
  });

  test('When a mass exit is approved with its digest (W11), then exactly it is applied; any other digest releases nothing', () => {
    const smaller = evidenceOf(without(schools, 1, 2, 3));
    const held = planFor(full, smaller, now);
    const waiting = committed(full, held, now);
    expect(held.exit).toBe(4);
    const digest = held.hold?.digest ?? '';
    const wrong = planFor(approving(waiting, '0'.repeat(64), now + day), smaller, now + hour);
    expect(wrong.exit).toBe(4);
    const expired = planFor(approving(waiting, digest, now + hour), smaller, now + hour);
    expect(expired.exit).toBe(4);
    const oneMore = planFor(
      approving(waiting, digest, now + day),
      evidenceOf(without(schools, 1, 2, 3, 4)),
      now + hour,
    );
    expect(oneMore.exit).toBe(4);
    const released = planFor(approving(waiting, digest, now + day), smaller, now + hour);
    expect(released).toMatchObject({ exit: 0, hold: null, approved: digest });
    expect(servedIn(released.sites)).toEqual(pairsOf(without(schools, 1, 2, 3)));
  });

  test('When a school is new beside a hold, then the digest stays the same', () => {
    const one = planFor(full, evidenceOf(without(schools, 1, 2, 3)), now);
    const other = planFor(full, evidenceOf({ ...without(schools, 1, 2, 3), 9: {} }), now + hour);
    expect(other.hold?.digest).toBe(one.hold?.digest);
  });

  test('When a hold is a day old, then an alarm says that it is overdue', () => {
    const smaller = evidenceOf(without(schools, 1, 2, 3));
    const waiting = committed(full, planFor(full, smaller, now), now);
    expect(planFor(waiting, smaller, now + day).alarms.map(({ name }) => name)).not.toContain('hold_overdue');
    expect(planFor(waiting, smaller, now + day + 1).alarms.map(({ name }) => name)).toContain('hold_overdue');
  });

  test('When the same secret under three organisations is approved (G7), then it is taken', () => {
    const world = { ...schools, ...threeSharing };
    const held = planFor(emptySnapshot, evidenceOf(world), now);
    expect(servedIn(held.sites)).toEqual(pairsOf(without(schools, 1, 2, 3)));
    const waiting = approving(committed(emptySnapshot, held, now), held.hold?.digest ?? '', now + day);
    const released = planFor(waiting, evidenceOf(world), now + hour);
    expect(released.exit).toBe(0);
    expect(servedIn(released.sites)).toEqual(pairsOf(world));
  });
});
