import { progressAt } from './fire.js';
import { isLive, type ScenarioState } from './state.js';

type Due = { readonly index: number; readonly at: number };

/** The step that comes due by time next; the first in file order of those due in the same instant. */
export function dueStep(state: ScenarioState): Due | undefined {
  let first: Due | undefined;
  for (let index = 0; index < state.steps.length; index++) {
    const at = dueOf(state, index);
    if (at !== undefined && (first === undefined || at < first.at)) first = { index, at };
  }
  return first;
}

/** When one step comes due by time (epoch ms); undefined when time alone does not fire it. */
export function dueOf(state: ScenarioState, index: number): number | undefined {
  const step = state.steps[index];
  const so = progressAt(state, index);
  if (step?.on.kind !== 'elapsed' || so.armedAt === null || !isLive(step, so)) return undefined;
  return so.armedAt + step.on.ms * (so.fired + 1);
}

/** The next instant at which time alone fires a step (epoch ms); undefined when none waits for time. */
export function dueAt(state: ScenarioState): number | undefined {
  return dueStep(state)?.at;
}
