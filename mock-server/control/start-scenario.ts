import type { Harness } from '../harness.js';
import type { Scenario } from '../scenario/index.js';
import type { Refusal } from './outcome.js';
import { fromRefused } from './refusal.js';

/** Plays a scenario under its own switches; neither happens when a switch cannot be set so. */
export function startScenario(harness: Harness, scenario: Scenario): Refusal | undefined {
  const refused = harness.play(scenario);
  return refused && fromRefused(refused);
}
