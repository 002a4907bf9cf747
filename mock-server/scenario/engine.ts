import { didYouMean, type Refused } from '../world/index.js';
import { dueStep } from './due.js';
import { type Draft, fire, type Moment } from './fire.js';
import { counted, firstDue } from './requests.js';
import { isLive, type Outcome, type ScenarioEvent, type ScenarioState } from './state.js';

/** Steps one event can set off by time alone; what is left over is still due and fires with the next event. */
const BURST = 1000;

/**
 * What an event does: the scenario moved on, what to do to the world, and at most one fault for the request at hand.
 *
 * Pure and total: the state given is never touched, the same state and event always give the same outcome, and a
 * manual step that cannot fire is a named refusal that changes nothing. Steps that have come due by time fire first,
 * in the order in which they came due.
 */
export function next(state: ScenarioState, event: Exclude<ScenarioEvent, { type: 'manual' }>): Outcome;
export function next(state: ScenarioState, event: ScenarioEvent): Outcome | Refused;
export function next(state: ScenarioState, event: ScenarioEvent): Outcome | Refused {
  const settled = settle({ state, effects: [] }, event.at);
  if (event.type === 'request') return onRequest(settled, event);
  return event.type === 'manual' ? onManual(settled, event) : settled;
}

function settle(draft: Draft, at: number): Draft {
  let settled = draft;
  for (let fired = 0; fired < BURST; fired++) {
    const due = dueStep(settled.state);
    if (due === undefined || due.at > at) break;
    settled = fire(settled, due.index, { at: due.at, when: 'before' });
  }
  return settled;
}

function onRequest(draft: Draft, event: Extract<ScenarioEvent, { type: 'request' }>): Outcome {
  const state = counted(draft.state, event);
  const index = firstDue(state, event);
  const step = index === undefined ? undefined : state.steps[index];
  if (index === undefined || step === undefined) return { ...draft, state };
  const moment: Moment = { at: event.at, when: step.before ? 'before' : 'after' };
  const fired = fire({ ...draft, state }, index, moment);
  if (step.fault === undefined) return fired;
  const seed = `${state.seed}/${step.name}/${fired.state.progress[index]?.fired ?? 0}`;
  return { ...fired, fault: { step: step.name, fault: step.fault, seed } };
}

function onManual(draft: Draft, event: Extract<ScenarioEvent, { type: 'manual' }>): Outcome | Refused {
  const { steps, progress } = draft.state;
  const index = steps.findIndex(s => s.name === event.step);
  const step = steps[index];
  const so = progress[index];
  if (!step || !so || step.on.kind !== 'manual') return notByHand(draft.state, event.step);
  if (!isLive(step, so)) return notNow(step.name, so.armedAt === null, step.after);
  return fire(draft, index, { at: event.at, when: 'before' });
}

function notByHand({ steps }: ScenarioState, name: string): Refused {
  const byHand = steps.filter(s => s.on.kind === 'manual').map(s => s.name);
  if (steps.some(s => s.name === name)) {
    return { refused: 'not-manual', message: `The step "${name}" fires by itself; nobody can fire it by hand.` };
  }
  const known = byHand.length === 0 ? ' This scenario has no steps to fire by hand.' : didYouMean(name, byHand);
  return { refused: 'unknown-step', message: `There is no step "${name}" to fire.${known}` };
}

function notNow(name: string, waiting: boolean, after: string | undefined): Refused {
  return waiting
    ? { refused: 'step-waiting', message: `The step "${name}" waits for "${after}"; fire it once that has fired.` }
    : { refused: 'step-spent', message: `The step "${name}" is over; give it more \`times\` to fire it again.` };
}
