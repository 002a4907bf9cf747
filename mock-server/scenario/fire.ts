import { drawn } from './luck.js';
import type { Step } from './scenario.js';
import { type Effect, isLive, type Progress, type ScenarioState } from './state.js';

/** An outcome in the making. */
export type Draft = { readonly state: ScenarioState; readonly effects: readonly Effect[] };

/** When a step fires, and on which side of the answer at hand its effects come. */
export type Moment = { readonly at: number; readonly when: Effect['when'] };

/** Fires one step: its effect is added, steps it ends are ended, steps that wait for it are armed or follow at once. */
export function fire(draft: Draft, index: number, moment: Moment): Draft {
  const step = draft.state.steps[index];
  if (step === undefined) return draft;
  const { steps } = draft.state;
  const progress = steps.map((s, i) => touched(s, progressAt(draft.state, i), i === index, step.name, moment.at));
  let fired: Draft = { state: { ...draft.state, progress }, effects: [...draft.effects, effectOf(step, moment)] };
  steps.forEach((s, i) => {
    // A step has one `after` at most, so followers form a tree and this ends.
    const so = progressAt(fired.state, i);
    if (s.on.kind !== 'follows' || s.after !== step.name || !isLive(s, so)) return;
    if (drawn(fired.state.seed, s, so)) fired = fire(fired, i, moment);
  });
  return fired;
}

function touched(step: Step, so: Progress, itself: boolean, name: string, at: number): Progress {
  if (itself) {
    const every = step.on.kind === 'request' ? step.on.every : 0;
    return { ...so, fired: so.fired + 1, dueAtSeen: so.seen + every, ended: so.ended || step.until === name };
  }
  if (step.until === name) return { ...so, ended: true };
  if (step.after !== name) return so;
  const seen = step.on.kind === 'follows' ? so.seen + 1 : so.seen;
  return { ...so, seen, armedAt: so.armedAt ?? at };
}

function effectOf(step: Step, { when }: Moment): Effect {
  return {
    step: step.name,
    when,
    changes: step.changes,
    ...(step.advanceMs !== undefined && { advanceMs: step.advanceMs }),
    ...(step.set !== undefined && { set: step.set }),
  };
}

const NOT_STARTED: Progress = { armedAt: null, seen: 0, dueAtSeen: 0, fired: 0, ended: true };

/** Total even for a state that was written by hand and is short of entries. */
export function progressAt(state: ScenarioState, index: number): Progress {
  return state.progress[index] ?? NOT_STARTED;
}
