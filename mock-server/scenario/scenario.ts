import type { Change } from '../world/index.js';
import type { Fault } from './fault.js';

/**
 * A scenario once read: the weather that comes over a world, and the syncs after which something must be true.
 *
 * The file a person writes is looser (schema.ts); `read` makes this of it, so that everything behind the loader deals
 * with one spelling only: lengths of time in milliseconds, lists that are lists, defaults filled in.
 */

/** What a request asks for. The two groups and `any` stand for several of them. */
export const OPERATIONS = [
  'sts.token',
  'sts.discovery',
  'sts.jwks',
  'sts.validation',
  'sts.introspection',
  'sts.revocation',
  'rap.sites',
  'rap.clients',
] as const;
export type Operation = (typeof OPERATIONS)[number];
export const OPERATION_GROUPS = ['sts', 'rap', 'any'] as const;
export type Requests = Operation | (typeof OPERATION_GROUPS)[number];

/** How often a step fires: so many times, or whenever its trigger comes round. */
export type Times = number | 'always';

/** What makes an armed step fire. */
export type Trigger =
  | {
      readonly kind: 'request';
      readonly request: Requests;
      /** The first matching request that counts, from 1. */
      readonly nth: number;
      /** Then every so many. */
      readonly every: number;
      /** Only requests about this school: its key or its organisation id. */
      readonly site?: string;
      /** From 0 to 1: the share of those requests that fire it, drawn from the scenario's seed. */
      readonly chance?: number;
    }
  /** So long after the step was armed, and again after as long while `times` lasts. */
  | { readonly kind: 'elapsed'; readonly ms: number }
  /** Somebody fires it by name. */
  | { readonly kind: 'manual' }
  /** In the moment the step named by `after` fires, or in this share of those moments, drawn from the seed. */
  | { readonly kind: 'follows'; readonly chance?: number };

export type Step = {
  readonly name: string;
  /** For a person, in school words. */
  readonly tells?: string;
  readonly on: Trigger;
  /** Armed only once this step has fired; counting and waiting begin then. */
  readonly after?: string;
  /** Disarmed for good once this step has fired. */
  readonly until?: string;
  readonly times: Times;
  /** The effects come before the answer to the request that fired the step, so the answer shows them. */
  readonly before: boolean;
  readonly changes: readonly Change[];
  readonly fault?: Fault;
  /** How far the manual clock moves. */
  readonly advanceMs?: number;
  /** Switches to turn, name to value. */
  readonly set?: Settings;
};

export type Settings = Readonly<Record<string, string | number | boolean>>;

/** `world`: exactly what RAP shows for authorised schools now. A list: exactly these schools, by key or organisation id. */
export type Stores = 'world' | 'unchanged' | 'empty' | readonly string[];

export type Expectation = {
  /** The exit codes that are right; empty when nothing is run. */
  readonly exit: readonly number[];
  readonly stores?: Stores;
  /** Schools whose credentials the agent must hand out, whatever else it does. */
  readonly serves: readonly string[];
  /** Schools whose credentials it must not hand out. */
  readonly withholds: readonly string[];
  /** How many requests the run may make. */
  readonly requests: Readonly<Partial<Record<Operation, { readonly min: number; readonly max?: number }>>>;
};

/** `approve`: the agent's own approve command, with the digest it printed for its last hold. */
export const RUNS = ['sync', 'plan', 'approve', 'none'] as const;
export type Run = (typeof RUNS)[number];

/** Basic with id and secret form-encoded, Basic with them as they are, or both in the body. */
export const AUTH_STYLES = ['rfc6749', 'raw', 'post'] as const;
export type AuthStyle = (typeof AUTH_STYLES)[number];

/** The supplier's secret as it is, or the one before the last reset: nobody has told the agent yet. */
export const VENDOR_SECRETS = ['current', 'former'] as const;
export type VendorSecret = (typeof VENDOR_SECRETS)[number];

/** How the agent is set up; what is left out is as usual. */
export type AgentSetup = { readonly authStyle?: AuthStyle; readonly vendorSecret?: VendorSecret };

export type Sync = {
  readonly name?: string;
  readonly tells?: string;
  /** The clock moves so far first. */
  readonly advanceMs?: number;
  /** Then these manual steps are fired, in order. */
  readonly fire: readonly string[];
  readonly run: Run;
  /** How the agent is set up for this run, where not as the scenario says. */
  readonly agent: AgentSetup;
  readonly expect: Expectation;
};

export type Scenario = {
  readonly id: string;
  readonly title: string;
  /** The whole story, for a person. */
  readonly tells: string;
  /** What is proven when every expectation held: one sentence in school words. */
  readonly proves?: string;
  /** Requirement ids of the contract suite. */
  readonly defends: readonly string[];
  readonly world: string;
  readonly seed: number;
  readonly clock: 'manual' | 'real';
  /** Switches at the start. */
  readonly switches: Settings;
  /** Members of the agent's policy to override. */
  readonly policy: Readonly<Record<string, unknown>>;
  readonly agent: AgentSetup;
  readonly steps: readonly Step[];
  readonly syncs: readonly Sync[];
};
