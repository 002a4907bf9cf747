import { existsSync } from 'node:fs';
import { type Scenario, SWITCH_NAMES, scenarioFiles, type World } from '../mock-server/index.js';
import { UsageError } from './usage-error.js';

/** Where a scenario comes from: shipped, by its id, or a file of one's own. */
export type Source = { readonly id: string } | { readonly file: string };

/** What is set beside a scenario and wins over what it says itself. */
export type Beside = { readonly world?: string | World | undefined; readonly seed?: number | undefined };

/** @throws UsageError with every fault of every one, by file and line. */
export async function readScenarios(sources: readonly Source[], beside: Beside = {}): Promise<Scenario[]> {
  const { errorLines, loadScenario, loadShipped } = await scenarioFiles();
  const { buildWorld, WORLD_NAMES } = await import('../fixtures/index.js');
  const worldOf = ({ world, seed }: Pick<Scenario, 'world' | 'seed'>) =>
    typeof beside.world === 'object' ? beside.world : buildWorld(beside.world ?? world, { seed: beside.seed ?? seed });
  const known = { switches: SWITCH_NAMES, worlds: WORLD_NAMES, worldOf };
  const loaded = sources.map(s => ('id' in s ? loadShipped(s.id, known) : loadScenario(s.file, known)));
  const errors = loaded.flatMap(l => ('errors' in l ? l.errors : []));
  if (errors.length === 0) return loaded.flatMap(l => ('scenario' in l ? [l.scenario] : []));
  // Lines of their own, so that an editor or terminal can jump to the place.
  const many = errors.length > 1 || errors.some(e => e.line !== undefined);
  throw new UsageError(many ? `Mend the scenario first:\n${errorLines(errors)}` : errorLines(errors));
}

/** Words that are ids of shipped scenarios, or nearly, and no files. `how`: what takes a file. @throws UsageError */
export async function refuseFiles(words: readonly string[], how: string): Promise<void> {
  const { listScenarios } = await scenarioFiles();
  const shipped = new Set(listScenarios().map(({ id }) => id));
  const isFile = (word: string) =>
    existsSync(word) ? !shipped.has(word) : /\.ya?ml$/i.test(word) && !shipped.has(word.replace(/\.ya?ml$/i, ''));
  const file = words.find(isFile);
  if (file !== undefined)
    throw new UsageError(`"${file}" is no id of a shipped scenario. A file of your own: sims-harness ${how} ${file}`);
}

/** @throws UsageError with every fault, by file and line. */
export async function readOneScenario(source: Source, beside?: Beside): Promise<Scenario> {
  const [scenario] = await readScenarios([source], beside);
  if (!scenario) throw new Error('a scenario without faults was not read');
  return scenario;
}
