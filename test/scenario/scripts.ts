import {
  begin,
  next,
  type Outcome,
  type Scenario,
  type ScenarioState,
  standing,
} from '../../mock-server/scenario/index.js';
import { judgeScenario } from '../../mock-server/scenario/judge.js';
import { isRefused } from '../../mock-server/world/index.js';

/** A scenario of these steps, as a file would write them; throws when they would not be taken. */
export function scenarioOf(...steps: object[]): Scenario {
  const judged = judgeScenario({ id: 'test', title: 'Test', tells: 'A test.', seed: 7, steps });
  if ('problems' in judged) throw new Error(judged.problems.map(p => `${p.path.join('.')}: ${p.message}`).join('\n'));
  return judged.scenario;
}

/** The state a scenario of these steps has at its start, at instant 0. */
export function started(...steps: object[]): ScenarioState {
  return begin(scenarioOf(...steps), 0);
}

export const sites = { type: 'request', at: 0, operation: 'rap.sites' } as const;
export const clients = { type: 'request', at: 0, operation: 'rap.clients' } as const;
export const token = { type: 'request', at: 0, operation: 'sts.token' } as const;
export const elapsed = (at: number) => ({ type: 'elapsed', at }) as const;
export const manual = (step: string, at = 0) => ({ type: 'manual', at, step }) as const;

/** Plays events one after the other; throws on a refusal. */
export function play(state: ScenarioState, ...events: Parameters<typeof next>[1][]): Outcome[] {
  const outcomes: Outcome[] = [];
  let at = state;
  for (const event of events) {
    const outcome = next(at, event);
    if (isRefused(outcome)) throw new Error(outcome.message);
    outcomes.push(outcome);
    at = outcome.state;
  }
  return outcomes;
}

/** Names of the steps each event fired. */
export function fired(outcomes: readonly Outcome[]): string[][] {
  return outcomes.map(o => o.effects.map(e => e.step));
}

export { standing };
