// A row of the decision table as the pure plan sees it, and the worlds such rows are made of.
import type { Evidence, ListEvidence } from '../../../agent/core/evidence.js';
import type { Rules } from '../../../agent/core/policy.js';
import type { Snapshot } from '../../../agent/core/snapshot.js';
import {
  bodyOf,
  type Clients,
  committed,
  estate,
  evidenceOf,
  hour,
  planFor,
  start,
  vaultOf,
  type World,
  without,
} from '../../support/agent/evidence.js';

export type PlanRow = {
  /** Of the decision table. */
  readonly row: string;
  readonly when: string;
  /** Left out: the eight schools of `full`. */
  readonly previous?: Snapshot;
  readonly evidence: Evidence;
  readonly rules?: Partial<Rules>;
  /** Epoch ms; left out: `now`. */
  readonly at?: number;
  readonly exit: number;
  /** As `changesIn` writes them. */
  readonly changes: readonly string[];
  readonly alarms?: readonly string[];
  /** What is served afterwards; left out: what was served before. */
  readonly serves?: World;
  readonly commits?: false;
};

export const now = start + 30 * hour;
export const schools = estate(8);
export const full = vaultOf(schools);
export const failed: { kind: 'failed'; code: string } = { kind: 'failed', code: 'status_503' };
export const refused = { kind: 'refused', status: 403 } as const;

export const lists = (list: ListEvidence): Evidence => ({ first: list, second: list, clients: new Map() });

const afterAnHour = (world: World): Snapshot =>
  committed(full, planFor(full, evidenceOf(world), start + hour), start + hour);
export const suspended = afterAnHour({ ...schools, 1: { authorised: 0 } });
/** Schools 2 and 3 have one secret; school 1, with two clients, is suspended. */
export const sharing: World = { ...schools, 2: { clients: { b: 'same' } }, 3: { clients: { c: 'same' } } };
const two = vaultOf({ ...sharing, 1: { clients: { a: '1', 'client-1': 'secret-1' } } });
export const suspendedOfTwo = committed(
  two,
  planFor(two, evidenceOf({ ...sharing, 1: { authorised: 0 } }), start + hour),
  start + hour,
);
export const removed = afterAnHour(without(schools, 1));

export const threeSharing: World = {
  1: { clients: { a: 'same' } },
  2: { clients: { b: 'same' } },
  3: { clients: { c: 'same' } },
};

export function expectHeld(op: string, guard: string, ...sites: readonly number[]): readonly string[] {
  return sites.flatMap(n => [`${op} ${n} !held ${guard}`, `${op} ${n} client-${n} !held ${guard}`]);
}

export function rotated(world: World): World {
  return Object.fromEntries(Object.keys(world).map(n => [n, { clients: { [`client-${n}`]: `rotated${n}` } }]));
}

/** What school `n` is answered with when it is given the body of school 1. */
export const anothers = (n: number) => bodyOf(n, { 'client-1': 'secret-1' });

/** The body of school 1 with its client twice, and others beside it. */
export function twice(second: string, others: Clients = {}) {
  const body = bodyOf(1, { 'client-1': 'secret-1', ...others });
  return { ...body, rows: [...body.rows, ...bodyOf(1, { 'client-1': second }).rows] };
}
