import { explanations, findSite, type Scenario, SWITCH_NAMES, scenarioFiles } from '../mock-server/index.js';
import { type Options, readCommandLine } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { helpText } from './help.js';
import { paint, type Terminal, terminalOn } from './terminal.js';
import { UsageError } from './usage-error.js';

const OPTIONS: Options = {
  file: {
    kind: 'text',
    value: '<file>',
    says: 'Tell a scenario from a file of your own; its faults are named by line.',
  },
  json: { kind: 'flag', says: 'JSON on stdout.' },
  help: { kind: 'flag', says: 'This text.' },
};

const HELP = helpText({
  usage: 'sims-harness scenarios [id]',
  says: 'Lists the shipped scenarios, or tells one in plain English, step by step.',
  options: OPTIONS,
  examples: ['sims-harness scenarios school-removed', 'sims-harness scenarios --file my-scenario.yaml'],
});

/** `sims-harness scenarios [id]` */
export async function scenarios(argv: readonly string[]): Promise<number> {
  const { given, words } = readCommandLine(argv, OPTIONS);
  const out = terminalOn(process.stdout, process.env);
  if (given['help']) {
    out.line(HELP);
    return EXIT.fine;
  }
  if (words.length > 1) throw new UsageError(`One scenario at a time, not ${words.length}.`);
  const file = given['file'];
  if (typeof file === 'string' || words[0] !== undefined) {
    return tellOne(out, await chosen(words[0], file as string | undefined), given['json'] === true);
  }
  return list(out, given['json'] === true);
}

async function chosen(id: string | undefined, file: string | undefined): Promise<Scenario> {
  const { errorLines, loadScenario, loadShipped } = await scenarioFiles();
  const { WORLD_NAMES } = await import('../fixtures/index.js');
  const known = { switches: SWITCH_NAMES, worlds: WORLD_NAMES };
  const loaded = file === undefined ? loadShipped(id ?? '', known) : loadScenario(file, known);
  if ('errors' in loaded) throw new UsageError(errorLines(loaded.errors));
  return loaded.scenario;
}

async function tellOne(out: Terminal, scenario: Scenario, json: boolean): Promise<number> {
  const { explain, explainScenario } = await explanations();
  const name = await namesIn(scenario);
  out.line(json ? JSON.stringify(explain(scenario, name)) : explainScenario(scenario, name));
  return EXIT.fine;
}

/** Schools by the name people use, where the world knows them. */
async function namesIn(scenario: Scenario): Promise<(key: string) => string> {
  const { buildWorld } = await import('../fixtures/index.js');
  const world = buildWorld(scenario.world, { seed: scenario.seed });
  return key => (world && findSite(world, key)?.name) ?? key;
}

async function list(out: Terminal, json: boolean): Promise<number> {
  const { listScenarios } = await scenarioFiles();
  const all = await Promise.all(listScenarios().map(({ id }) => chosen(id, undefined)));
  if (json) {
    out.line(JSON.stringify(all.map(({ id, title, world, tells, proves }) => ({ id, title, world, tells, proves }))));
    return EXIT.fine;
  }
  const width = Math.max(...all.map(s => s.id.length));
  for (const { id, title } of all) out.line(`${paint(out, 'bold', id.padEnd(width))}  ${title}`);
  out.line();
  out.line('sims-harness scenarios <id> tells one; sims-harness prove <id> plays it.');
  return EXIT.fine;
}
