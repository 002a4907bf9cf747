import { explanations, findSite, type Scenario, scenarioFiles } from '../mock-server/index.js';
import { type Options, readCommandLine, type Typed } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { helpText } from './help.js';
import { readOneScenario, readScenarios, refuseFiles, type Source } from './scenario-from.js';
import { paint, type Terminal, terminalOn } from './terminal.js';
import { UsageError } from './usage-error.js';

const OPTIONS: Options = {
  file: {
    kind: 'text',
    value: '<file>',
    elsewhere: 'scenario-file',
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
  const typed = readCommandLine(argv, OPTIONS);
  const out = terminalOn(process.stdout, process.env);
  if (typed.given['help']) {
    out.line(HELP);
    return EXIT.fine;
  }
  const json = typed.given['json'] === true;
  const source = sourceIn(typed);
  if (source && 'id' in source) await refuseFiles([source.id], 'scenarios --file');
  return source === undefined ? list(out, json) : tellOne(out, await readOneScenario(source), json);
}

function sourceIn({ given, words }: Typed): Source | undefined {
  const [id, ...others] = words;
  const file = given['file'];
  if (others.length > 0) throw new UsageError(`scenarios tells one at a time, not ${words.length}.`);
  if (typeof file !== 'string') return id === undefined ? undefined : { id };
  if (id !== undefined) throw new UsageError('Give the id of a shipped scenario or --file, not both.');
  return { file };
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
  const all = await readScenarios(listScenarios());
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
