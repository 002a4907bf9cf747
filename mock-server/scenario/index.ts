/** Scenarios: weather as data, and the pure machine that plays it. Files are read by `load.ts` alone. */

export { dueAt } from './due.js';
export { next } from './engine.js';
export type { Fault, FaultKind } from './fault.js';
export * from './scenario.js';
export {
  begin,
  type Effect,
  type Outcome,
  type Progress,
  type ScenarioEvent,
  type ScenarioState,
  type Struck,
} from './state.js';
