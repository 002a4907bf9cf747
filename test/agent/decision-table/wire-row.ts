// A row of the decision table as it is played on the mock: what happens, and what the agent must make of it.
import type { Change, Step } from '../../../mock-server/index.js';
import type { Policy } from '../../support/agent/sandbox.js';
import type { WireBox } from './wire-box.js';

export type Fault = NonNullable<Step['fault']>;
type Operation = 'sts.token' | 'rap.sites' | 'rap.clients';

/** On which request something happens; left out: on all of them, whatever the school. */
export type Moment = {
  readonly on: Operation;
  /** The n-th of its kind in this run, from 1. */
  readonly nth?: number;
  /** The school by its number. */
  readonly school?: number;
};
export type Weather = Moment & {
  readonly fault?: Fault;
  /** After the answer. */
  readonly change?: readonly Change[];
  readonly advanceMs?: number;
};

/** Schools served as before the run, or as the service now has them; the others are not served. `any`: `check` looks. */
export type Serves =
  | 'before'
  | 'world'
  | 'any'
  | { readonly before?: readonly number[]; readonly world?: readonly number[] };

export type Run = {
  /** The command; left out: `sync`. `{digest}` stands for that of the last hold. */
  readonly run?: readonly string[];
  /** What the world does before it. */
  readonly change?: readonly Change[];
  readonly switches?: Readonly<Record<string, string>>;
  /** Besides that of the play. */
  readonly policy?: Policy;
  readonly env?: (box: WireBox) => Readonly<Record<string, string>>;
  readonly weather?: readonly Weather[];
  /** Something done from outside before it, or in the moment a request has come in. */
  readonly first?: (box: WireBox) => Promise<unknown>;
  readonly meanwhile?: { readonly moment: Moment; readonly does: (box: WireBox) => void };

  readonly exit: number;
  /** Left out: as before. */
  readonly serves?: Serves;
  /** `state/reason[ why it is carried]` of schools by number; the others are `active/linked` or not known. */
  readonly states?: Readonly<Record<number, string>>;
  /** The kinds of audit records, but for those every run has, sorted. Left out: none. */
  readonly audit?: readonly string[];
  /** The kinds of alarms, sorted; left out: none. */
  readonly alarms?: readonly string[];
  /** Part of what it says. */
  readonly says?: string;
  /** Requests the mock got. */
  readonly asks?: { readonly token?: number; readonly list?: number; readonly clients?: number };
  readonly check?: (box: WireBox) => Promise<void>;
};

/** Runs over one vault. A healthy first copy of the schools goes before them, unless `empty`. */
export type Play = {
  readonly when: string;
  /** How many; left out: 8. */
  readonly schools?: number;
  readonly empty?: true;
  readonly switches?: Readonly<Record<string, string>>;
  readonly policy?: Policy;
  readonly runs: readonly Run[];
};

export type WireRow = {
  readonly id: string;
  /** For the page of the operator: what happens, what the agent does, what programs are given. */
  readonly event: string;
  readonly does: string;
  readonly served: string;
  /** The exits of a run that meets it, the usual one first; each is seen in a play. */
  readonly exits: readonly number[];
  /** Why no row of the pure plan stands beside it. */
  readonly notInPlan?: string;
  readonly plays: readonly Play[];
};
