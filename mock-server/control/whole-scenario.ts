import type { Scenario } from '../scenario/index.js';
import { SWITCH_NAMES } from '../switches/index.js';
import { didYouMean, type World } from '../world/index.js';
import { badBody } from './input.js';
import type { Refusal } from './outcome.js';
import { refusal } from './refusal.js';

/** `world`: the one it is to be played in; what it names that is not there is refused. */
const knownIn = (world?: World) => ({ switches: SWITCH_NAMES, worldOf: () => world });

/** A whole scenario as somebody sent it. The schema is loaded when the first one comes. */
export async function wholeScenario(value: unknown, world?: World): Promise<Scenario | Refusal> {
  const { judgeScenario } = await import('../scenario/judge.js');
  const judged = judgeScenario(value, knownIn(world));
  return 'scenario' in judged ? judged.scenario : badBody(judged.problems);
}

/** The same written as YAML; problems are told by line. */
export async function writtenScenario(yaml: string, world: World): Promise<Scenario | Refusal> {
  const { errorLines, parseScenario } = await import('../scenario/load.js');
  const parsed = parseScenario(yaml, 'scenario.yaml', knownIn(world));
  return 'scenario' in parsed ? parsed.scenario : refusal(422, 'CONTROL_BAD_SCENARIO', errorLines(parsed.errors));
}

/** A shipped scenario by its id, or a refusal that names the nearest. */
export async function shippedScenario(id: string, world?: World): Promise<Scenario | Refusal> {
  const { errorLines, listScenarios, loadShipped } = await import('../scenario/load.js');
  const ids = listScenarios().map(scenario => scenario.id);
  if (!ids.includes(id)) {
    const hint = didYouMean(id, ids) || ` Shipped: ${ids.join(', ')}.`;
    return refusal(422, 'CONTROL_UNKNOWN_SCENARIO', `There is no scenario "${id}".${hint}`);
  }
  const loaded = loadShipped(id, knownIn(world));
  return 'scenario' in loaded ? loaded.scenario : refusal(422, 'CONTROL_BAD_SCENARIO', errorLines(loaded.errors));
}
