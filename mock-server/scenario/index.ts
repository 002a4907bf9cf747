/**
 * Scenarios: weather as data, and the pure machine that plays it. What is only needed to take in a scenario stays behind
 * doors of its own, so that a harness without one starts sooner: `judge.ts` for values, `load.ts` for files.
 */

export { dueAt } from './due.js';
export { next } from './engine.js';
export {
  explain,
  explainChange,
  explainFault,
  explainScenario,
  explainStep,
  explainSync,
} from './explain/index.js';
export { type Fault, type FaultKind, LOOPBACK_URL } from './fault.js';
export { standing } from './read.js';
export * from './scenario.js';
export { strangers } from './sense-schools.js';
export {
  begin,
  type Effect,
  type Outcome,
  type ScenarioEvent,
  type ScenarioState,
  type Struck,
} from './state.js';
export { type StepState, stepStates } from './states.js';
