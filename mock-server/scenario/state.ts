import type { Change } from '../world/index.js';
import type { Fault } from './fault.js';
import type { Operation, Scenario, Settings, Step } from './scenario.js';

/** Where one step of a scenario has got to. */
export type Progress = {
  /** When it was armed, epoch ms; null while it waits for its `after`. */
  readonly armedAt: number | null;
  /** Matching requests seen while armed; of a step that follows another, how often that one has fired. */
  readonly seen: number;
  /** It fires on the first matching request once this many were seen. */
  readonly dueAtSeen: number;
  readonly fired: number;
  /** Its `until` has fired. */
  readonly ended: boolean;
};

/** A scenario being played. Plain data: it can be written down, sent, and taken up again. */
export type ScenarioState = {
  readonly seed: number;
  readonly steps: readonly Step[];
  /** One for each step, in the same order. */
  readonly progress: readonly Progress[];
};

/** What happened. `at` is epoch ms on the world's clock. */
export type ScenarioEvent =
  | {
      readonly type: 'request';
      readonly at: number;
      readonly operation: Operation;
      /** The school the request is about: its key, its organisation id, or both. */
      readonly site?: string;
      readonly organisationId?: string;
    }
  | { readonly type: 'elapsed'; readonly at: number }
  | { readonly type: 'manual'; readonly at: number; readonly step: string };

/** What a fired step does to the world. */
export type Effect = {
  readonly step: string;
  /** `before` the answer of the request at hand, which then shows it, or `after` it has been given. Without a request: now. */
  readonly when: 'before' | 'after';
  readonly changes: readonly Change[];
  readonly advanceMs?: number;
  readonly set?: Settings;
};

/** The fault of the request at hand. `seed` selects the stream for whatever the fault has to draw. */
export type Struck = { readonly step: string; readonly fault: Fault; readonly seed: string };

export type Outcome = { readonly state: ScenarioState; readonly effects: readonly Effect[]; readonly fault?: Struck };

/** A scenario at its start: every step armed, except those that wait for another. */
export function begin(scenario: Pick<Scenario, 'steps' | 'seed'>, at: number): ScenarioState {
  return { seed: scenario.seed, steps: scenario.steps, progress: scenario.steps.map(step => start(step, at)) };
}

function start(step: Step, at: number): Progress {
  return {
    armedAt: step.after === undefined ? at : null,
    seen: 0,
    dueAtSeen: step.on.kind === 'request' ? step.on.nth : 0,
    fired: 0,
    ended: false,
  };
}

/** Armed, not ended, and not fired as often as it may. */
export function isLive(step: Step, progress: Progress): boolean {
  return progress.armedAt !== null && !progress.ended && (step.times === 'always' || progress.fired < step.times);
}
