import type { Harness } from '../harness.js';
import { type Scenario, stepStates } from '../scenario/index.js';

/** What is being played in a world, for a person and for a script that waits for a step. */
export function playedOf(harness: Harness): object {
  const scenario = harness.scenario();
  const problems = harness.problems();
  return {
    scenario: scenario && withSteps(harness, scenario),
    problems,
    notes: scenario ? notes(harness, scenario) : [],
  };
}

function withSteps(harness: Harness, { id, title, tells, steps }: Scenario): object {
  const state = harness.scenarioState();
  const told = new Map(steps.map(step => [step.name, step.tells]));
  const standing = (state ? stepStates(state) : []).map(step => ({ ...step, tells: told.get(step.name) }));
  return { id, title, tells, steps: standing };
}

/** What a scenario was written for and this world is not. */
function notes(harness: Harness, { world, clock }: Scenario): string[] {
  const { name } = harness.world();
  const { kind } = harness.clock;
  return [
    ...(world === name ? [] : [`It was written for the world "${world}"; this one was made from "${name}".`]),
    ...(clock === kind ? [] : [`It was written for a ${clock} clock; this world has a ${kind} one.`]),
  ];
}
