import { readFileSync } from 'node:fs';
import {
  type HarnessOptions,
  readWorld,
  type Scenario,
  SWITCH_NAMES,
  scenarioFiles,
  startHarness,
  type World,
} from '../mock-server/index.js';
import { banner } from './banner.js';
import { type Options, readCommandLine, type Typed } from './command-line.js';
import { writeEnvFile } from './env-file.js';
import { EXIT } from './exit-codes.js';
import { helpText } from './help.js';
import { LOG_LEVELS, logTo } from './log.js';
import { withSurroundings } from './settings.js';
import { terminalOn } from './terminal.js';
import { UsageError } from './usage-error.js';

const OPTIONS: Options = {
  host: { kind: 'text', value: '<address>', says: 'Address to listen on (127.0.0.1).' },
  'sts-port': { kind: 'text', value: '<port>', says: 'Port of the STS (4401); 0 takes any free one.' },
  'rap-port': { kind: 'text', value: '<port>', says: 'Port of the RAP API (4402).' },
  'control-port': { kind: 'text', value: '<port>', says: 'Port of the control API (4400).' },
  world: {
    kind: 'text',
    value: '<name>',
    says: 'A shipped world: three-schools (default), academy-trust, awkward, thousand, large.',
  },
  'world-file': { kind: 'text', value: '<file>', says: 'A world of your own, as GET /api/worlds/default gives it.' },
  scenario: { kind: 'text', value: '<id>', says: 'A shipped scenario; it brings its world, seed and clock.' },
  'scenario-file': { kind: 'text', value: '<file>', says: 'A scenario of your own.' },
  seed: { kind: 'text', value: '<n>', says: 'Another seed gives other schools, ids and secrets (1).' },
  clock: { kind: 'text', value: '<kind>', says: 'real, or manual: it stands still until it is advanced.' },
  set: { kind: 'list', value: '<switch>=<value>', says: 'Turn a switch; may be given several times.' },
  json: { kind: 'flag', says: 'One line of JSON on stdout when ready; logs go to stderr.' },
  'env-file': {
    kind: 'text',
    value: '<file>',
    says: 'Write the SIMS_* variables to this file (mode 0600) when ready.',
  },
  'log-level': { kind: 'text', value: '<level>', says: `${LOG_LEVELS.join(', ')} (warn: what was refused, and why).` },
  help: { kind: 'flag', says: 'This text.' },
};

const HELP = helpText({
  usage: 'sims-harness serve [options]',
  says: 'Starts the STS, the RAP API and the control API, and runs until Ctrl+C.',
  options: OPTIONS,
  examples: [
    'sims-harness serve --world academy-trust --seed 7',
    'sims-harness serve --scenario secret-reissued --env-file .sims.env',
    'sims-harness serve --set rap.guidCase=lower --set sts.basicDecoding=decoded',
    'sims-harness serve --json --sts-port 0 --rap-port 0 --control-port 0',
  ],
});

/** `sims-harness serve`: runs until SIGINT or SIGTERM. */
export async function serve(argv: readonly string[]): Promise<number> {
  const typed = readCommandLine(argv, OPTIONS);
  if (typed.words.length > 0)
    throw new UsageError(`serve takes no words, but was given "${typed.words.join(' ')}". See --help.`);
  const given = await withSurroundings(typed, OPTIONS, { env: process.env, folder: process.cwd() });
  const json = given['json'] === true;
  if (given['help']) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.fine;
  }
  const level = oneOf(given, 'log-level', LOG_LEVELS) ?? 'warn';
  const options = await harnessOptions(given);
  // Listened for before anything is ready, so that an early Ctrl+C is not lost.
  const stopped = untilStopped();
  const harness = await startHarness(options);
  try {
    const envFile = text(given, 'env-file');
    if (envFile !== undefined) writeEnvFile(envFile, harness.variables());
    const out = terminalOn(process.stdout, process.env);
    if (json) out.line(JSON.stringify(harness.ready));
    else for (const line of banner(out, harness)) out.line(line);
    logTo(json ? terminalOn(process.stderr, process.env) : out, harness, level);
    await stopped;
  } finally {
    await harness.stop();
  }
  return EXIT.fine;
}

function untilStopped(): Promise<void> {
  return new Promise(resolve => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

async function harnessOptions(given: Typed['given']): Promise<HarnessOptions> {
  const world = worldOf(given);
  const scenario = await scenarioOf(given);
  const seed = number(given, 'seed', 0, Number.MAX_SAFE_INTEGER);
  const clock = oneOf(given, 'clock', ['real', 'manual'] as const);
  return {
    host: text(given, 'host') ?? '127.0.0.1',
    stsPort: number(given, 'sts-port', 0, 65_535) ?? 4401,
    rapPort: number(given, 'rap-port', 0, 65_535) ?? 4402,
    controlPort: number(given, 'control-port', 0, 65_535) ?? 4400,
    switches: switchesOf(given),
    ...(world !== undefined && { world }),
    ...(scenario !== undefined && { scenario }),
    ...(seed !== undefined && { seed }),
    ...(clock !== undefined && { clock }),
  };
}

function worldOf(given: Typed['given']): string | World | undefined {
  const file = text(given, 'world-file');
  if (file === undefined) return text(given, 'world');
  if (given['world'] !== undefined) throw new UsageError('Give --world or --world-file, not both.');
  const read = readWorld(jsonIn(file));
  if ('problem' in read) throw new UsageError(`${file} is no world: ${read.problem}.`);
  return read.world;
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function scenarioOf(given: Typed['given']): Promise<string | Scenario | undefined> {
  const file = text(given, 'scenario-file');
  if (file === undefined) return text(given, 'scenario');
  if (given['scenario'] !== undefined) throw new UsageError('Give --scenario or --scenario-file, not both.');
  const { errorLines, loadScenario } = await scenarioFiles();
  const loaded = loadScenario(file, { switches: SWITCH_NAMES });
  if ('errors' in loaded) throw new UsageError(errorLines(loaded.errors));
  return loaded.scenario;
}

function switchesOf(given: Typed['given']): Record<string, string> {
  const settings = given['set'];
  const switches: Record<string, string> = {};
  for (const setting of Array.isArray(settings) ? settings : settings === undefined ? [] : [String(settings)]) {
    const at = setting.indexOf('=');
    if (at < 1) throw new UsageError(`--set ${setting}: write it as --set <switch>=<value>.`);
    switches[setting.slice(0, at).trim()] = setting.slice(at + 1).trim();
  }
  return switches;
}

function text(given: Typed['given'], name: string): string | undefined {
  const value = given[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new UsageError(`${name} needs one text as its value.`);
}

function number(given: Typed['given'], name: string, least: number, most: number): number | undefined {
  const value = text(given, name);
  if (value === undefined) return undefined;
  const n = Number(value);
  if (/^\d+$/.test(value) && n >= least && n <= most) return n;
  throw new UsageError(`--${name} is "${value}"; it must be a whole number from ${least} to ${most}.`);
}

function oneOf<const V extends string>(given: Typed['given'], name: string, values: readonly V[]): V | undefined {
  const value = text(given, name);
  if (value === undefined) return undefined;
  const found = values.find(v => v === value);
  if (found) return found;
  throw new UsageError(`--${name} is "${value}"; it must be one of ${values.join(', ')}.`);
}
