import type { Change, Fault, Requests, Settings, Step } from '../mock-server/index.js';

/** Where a round's services are and how they are reached. */
export type Place =
  /** Plain http on loopback. */
  | 'http'
  /** https with a certificate of the CA in SIMS_CA_FILE. */
  | 'https'
  /** https with a certificate of another CA than the one in SIMS_CA_FILE. */
  | 'stranger'
  /** The addresses say https; what listens there speaks plain http. */
  | 'plain';

/** What comes over a round's world, as data: no code of a judge in it. */
export type Weather = {
  /** Default: three-schools. */
  readonly world?: string;
  /** Default: manual, so that an hour costs nothing; `real` where the agent's own waits are looked at. */
  readonly clock?: 'manual' | 'real';
  readonly place?: Place;
  readonly switches?: Settings;
  /** Made before the agent first runs. */
  readonly begins?: readonly Change[];
  /** Steps of a scenario; see `strike` and `spell`. */
  readonly steps?: readonly Step[];
};

const STEP = { times: 1, before: false, changes: [] } as const;

type Struck = Partial<
  Pick<Step, 'fault' | 'changes' | 'before' | 'times' | 'advanceMs' | 'set' | 'after' | 'until'>
> & {
  readonly site?: string;
  /** The first matching request that counts, from 1. */
  readonly nth?: number;
};

/** A step that a request sets off: a fault of its answer, a change of the world, or both. */
export function strike(name: string, request: Requests, { site, nth = 1, ...effects }: Struck): Step {
  return {
    ...STEP,
    ...effects,
    name,
    on: { kind: 'request', request, nth, every: 1, ...(site !== undefined && { site }) },
  };
}

/** A step that the act `begin` fires: for others to wait for (`after`), or to turn switches. */
export function mark(name: string, set?: Settings): Step {
  return { ...STEP, name, on: { kind: 'manual' }, ...(set && { set }) };
}

/** A fault of every matching answer from the act `begin` to the act `end`, however often the agent asks. */
export function spell(
  name: string,
  request: Requests,
  fault: Fault,
  where: { readonly site?: string } = {},
): readonly Step[] {
  return [
    { ...STEP, name, on: { kind: 'manual' }, times: 'always' },
    strike(`${name} strikes`, request, { ...where, fault, times: 'always', after: name, until: endOf(name) }),
    { ...STEP, name: endOf(name), on: { kind: 'manual' }, times: 'always' },
  ];
}

/** The step that ends a spell. */
export const endOf = (spell: string): string => `${spell} ends`;
