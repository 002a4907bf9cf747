/** The door of the mock: start it, use it from code, stop it. Nothing else of this room is meant for outside. */

export type { DemoPort } from './control/demo/port.js';
export type {
  Asked,
  Check,
  DemoState,
  Holding,
  HoldingMark,
  Position,
  RecordedEvent,
  RecordedMoment,
  RecordedScene,
  Recording,
  SceneText,
} from './control/demo/shape.js';
export { HarnessError } from './errors.js';
export type { HarnessEvent } from './events.js';
export type { Ready, WorldHandle } from './handle.js';
export type { Exchange, Filter, Journal } from './journal/index.js';
export { isLoopback } from './loopback.js';
export type { HarnessOptions } from './options.js';
export { type Prepared, prepare, type WorldOptions } from './registry.js';
export type { Fault } from './scenario/fault.js';
export type { Expectation, Requests, Scenario, Settings, Step, Stores, Sync } from './scenario/scenario.js';
export { textIn } from './scenario/text.js';
export type { Sight } from './sight.js';
export { type RunningHarness, startHarness } from './start.js';
export { checkSwitch, SWITCH_NAMES, type SwitchInfo, switchTable } from './switches/index.js';
export { idleSwitch, STS_KINDS, type StsKind } from './switches/rfc-server.js';
export type { InterceptedVariables, Variables } from './variables.js';
export { convergenceDigest, type Held } from './view/index.js';
export {
  type Change,
  type ChangeKind,
  didYouMean,
  findSite,
  nearest,
  parseDuration,
  readWorld,
  secretsOf,
  type World,
} from './world/index.js';

/** Reading scenario files, loaded when first needed. */
export const scenarioFiles = () => import('./scenario/load.js');
/** Scenarios in plain English, loaded when first needed. */
export const explanations = () => import('./scenario/explain/index.js');
/** Reading a recorded story, loaded when first needed. */
export const recordings = () => import('./control/demo/read.js');
/** Who listens on a port, loaded when first needed. */
export const portHolders = () => import('./http/port-holder.js');
/** The development CA, loaded when first needed. */
export const developmentCa = () => import('./tls/index.js');
