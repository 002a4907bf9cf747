/** Scenarios: weather as data, and the pure machine that plays it. Files are read by `load.ts` alone. */

export { dueAt } from './due.js';
export { next } from './engine.js';
export {
  type Explained,
  explain,
  explainChange,
  explainFault,
  explainStep,
  explainSync,
  explainText,
  type Line,
  type Naming,
} from './explain/index.js';
export type { Fault, FaultKind } from './fault.js';
export { judgeFaults, judgeScenario } from './judge.js';
export type { Problem } from './problem.js';
export { standing } from './read.js';
export * from './scenario.js';
export { type ScenarioFile, ScenarioSchema } from './schema.js';
export { type StandingFaultFile, StandingFaultSchema } from './schema-steps.js';
export type { Known } from './sense.js';
export {
  begin,
  type Effect,
  type Outcome,
  type Progress,
  type ScenarioEvent,
  type ScenarioState,
  type Struck,
} from './state.js';
export { type StepState, stepStates } from './states.js';
