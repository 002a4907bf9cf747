import type { Scenario, Step, WorldHandle } from '../../mock-server/index.js';
import type { Failure } from './verdict.js';

/** What of a scenario never came to pass, so that everything that held still proves nothing of it. */
export function unplayed({ steps, syncs }: Scenario, states: ReturnType<WorldHandle['steps']>): Failure[] {
  const what = 'the scenario itself';
  if (syncs.length === 0) return [{ what, expected: 'at least one run of the agent', seen: 'syncs holds none' }];
  const idle = new Set(states.filter(step => step.fired === 0).map(step => step.name));
  return steps
    .filter(step => idle.has(step.name) && !byLuck(step, steps))
    .map(({ name }) => ({ what, expected: 'every step to happen', seen: `step "${name}" never fired` }));
}

/** Whether a step is drawn, or waits for one that is: it may well not happen, and nothing is wrong. */
function byLuck({ on, after }: Step, steps: readonly Step[]): boolean {
  if ('chance' in on && on.chance !== undefined) return true;
  const cause = after === undefined ? undefined : steps.find(step => step.name === after);
  return cause !== undefined && byLuck(cause, steps);
}
