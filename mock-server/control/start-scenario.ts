import type { Harness } from '../harness.js';
import type { Scenario } from '../scenario/index.js';
import type { Refusal } from './outcome.js';
import { fromRefused } from './refusal.js';
import { asTexts } from './switch-texts.js';

/** Sets the scenario's switches and plays it; neither when a switch cannot be set so. */
export function startScenario(harness: Harness, scenario: Scenario): Refusal | undefined {
  const refused = harness.setSwitches(asTexts(scenario.switches));
  if (refused) return fromRefused(refused);
  harness.play(scenario);
  return undefined;
}
