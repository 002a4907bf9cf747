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

/** What there is to know of a shipped scenario before it is played. */
export type ListedScenario = Pick<Scenario, 'id' | 'title' | 'tells' | 'world' | 'seed' | 'clock'>;

let listed: readonly ListedScenario[] | undefined;

/** Every shipped scenario, in the order in which a reader wants them; read once. */
export async function shippedScenarios(): Promise<readonly ListedScenario[]> {
  const { listScenarios, loadScenario } = await import('../scenario/load.js');
  listed ??= listScenarios().flatMap(({ file }) => {
    const loaded = loadScenario(file, knownIn());
    // One that cannot be read says so when somebody plays it.
    if (!('scenario' in loaded)) return [];
    const { id, title, tells, world, seed, clock } = loaded.scenario;
    return [{ id, title, tells: tells.trim(), world, seed, clock }];
  });
  return listed;
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
