import { progressAt } from './fire.js';
import { drawn } from './luck.js';
import type { Operation, Requests, Step, Trigger } from './scenario.js';
import { isLive, type Progress, type ScenarioEvent, type ScenarioState } from './state.js';

type Request = Extract<ScenarioEvent, { type: 'request' }>;
type OnRequest = Extract<Trigger, { kind: 'request' }>;

/** The state with this request counted by every armed step it matches; the same state when there is none. */
export function counted(state: ScenarioState, event: Request): ScenarioState {
  const matching = state.steps.some((step, i) => awaits(step, progressAt(state, i), event));
  if (!matching) return state;
  const progress = state.steps.map((step, i) => {
    const so = progressAt(state, i);
    return awaits(step, so, event) ? { ...so, seen: so.seen + 1 } : so;
  });
  return { ...state, progress };
}

/** The first step in file order that this request, already counted, fires. */
export function firstDue(state: ScenarioState, event: Request): number | undefined {
  const index = state.steps.findIndex((step, i) => {
    const so = progressAt(state, i);
    return awaits(step, so, event) && so.seen >= so.dueAtSeen && drawn(state.seed, step, so);
  });
  return index < 0 ? undefined : index;
}

function awaits(step: Step, so: Progress, event: Request): boolean {
  return step.on.kind === 'request' && isLive(step, so) && matches(step.on, event);
}

function matches(on: OnRequest, event: Request): boolean {
  return covers(on.request, event.operation) && (on.site === undefined || about(on.site, event));
}

/** Whether a name for requests, perhaps a group, means this operation. */
function covers(requests: Requests, operation: Operation): boolean {
  return requests === 'any' || requests === operation || operation.startsWith(`${requests}.`);
}

function about(site: string, event: Request): boolean {
  const wanted = site.toLowerCase();
  return event.site?.toLowerCase() === wanted || event.organisationId?.toLowerCase() === wanted;
}
