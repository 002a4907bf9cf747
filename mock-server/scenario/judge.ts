import type { World } from '../world/index.js';
import { check } from './check.js';
import { type Problem, wrongValue } from './problem.js';
import { read, standing } from './read.js';
import type { Rule } from './rule.js';
import type { Scenario, Step } from './scenario.js';
import { type ScenarioFile, ScenarioSchema } from './schema.js';
import { type StandingFaultFile, StandingFaultSchema, type StepFile } from './schema-steps.js';
import { type Known, sense } from './sense.js';
import { strangers } from './sense-schools.js';
import { senseStep } from './sense-step.js';

/** A scenario from any source (a file, the control API), or everything that is wrong with it. */
export function judgeScenario(value: unknown, known?: Known): { scenario: Scenario } | { problems: Problem[] } {
  const problems = check(value, ScenarioSchema as object as Rule);
  if (problems.length > 0) return { problems };
  const file = value as ScenarioFile;
  const senseless = sense(file, known);
  return senseless.length > 0 ? { problems: senseless } : { scenario: read(file) };
}

const StandingRule: Rule = { type: 'array', items: StandingFaultSchema as object as Rule };

/** Standing faults over a world, as the steps they amount to, or everything that is wrong with them. */
export function judgeFaults(value: unknown, world: World): { steps: Step[] } | { problems: Problem[] } {
  const problems = check(value, StandingRule);
  if (problems.length > 0) return { problems };
  const faults = value as StandingFaultFile[];
  const steps = standing(faults);
  const senseless = [
    ...twice(faults),
    ...faults.flatMap((fault, i) => senseStep(asStep(fault), 'real', [i])),
    // Among faults the place in the list is all the way there is.
    ...strangers({ world: world.name, steps, syncs: [] }, world).map(({ path: [, ...path], ...problem }) => ({
      ...problem,
      path,
    })),
  ];
  return senseless.length > 0 ? { problems: senseless } : { steps };
}

/** A standing fault as the step it amounts to: one that says how often, if only by standing. */
function asStep({ name = 'fault', on, fault, times }: StandingFaultFile): StepFile {
  const often = times ?? (fault.times === undefined ? 'always' : undefined);
  return { name, on, fault, ...(often !== undefined && { times: often }) };
}

function twice(faults: readonly StandingFaultFile[]): Problem[] {
  const names = faults.map(fault => fault.name);
  return names.flatMap((name, i) =>
    name !== undefined && names.indexOf(name) < i
      ? [wrongValue([i, 'name'], `The name "${name}" is taken by another fault; choose a new one.`)]
      : [],
  );
}
