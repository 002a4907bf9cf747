import { dueOf } from './due.js';
import { progressAt } from './fire.js';
import type { Times } from './scenario.js';
import { isLive, type ScenarioState } from './state.js';

/** Where a step stands, for a person. */
export type StepState = {
  readonly name: string;
  /** Waiting for its `after`; armed; spent, having fired as often as it may; or ended by its `until`. */
  readonly state: 'waiting' | 'armed' | 'spent' | 'ended';
  readonly fired: number;
  readonly times: Times;
  /** Whether somebody may fire it now. */
  readonly byHand: boolean;
  /** When time fires it next, epoch ms. */
  readonly dueAt?: number;
  /** How many matching requests are missing until it fires. */
  readonly dueInRequests?: number;
};

/** Where every step stands, in file order. */
export function stepStates(state: ScenarioState): StepState[] {
  return state.steps.map((step, index) => {
    const so = progressAt(state, index);
    const live = isLive(step, so);
    const at = dueOf(state, index);
    return {
      name: step.name,
      state: live ? 'armed' : so.ended ? 'ended' : so.armedAt === null ? 'waiting' : 'spent',
      fired: so.fired,
      times: step.times,
      byHand: live && step.on.kind === 'manual',
      ...(at !== undefined && { dueAt: at }),
      ...(live && step.on.kind === 'request' && { dueInRequests: Math.max(1, so.dueAtSeen - so.seen) }),
    };
  });
}
