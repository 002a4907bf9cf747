import { startHarness, switchTable } from '../mock-server/index.js';
import { banner } from './banner.js';
import { type Options, readCommandLine } from './command-line.js';
import { checkEnvFile, writeEnvFile } from './env-file.js';
import { EXIT } from './exit-codes.js';
import { harnessOptions } from './harness-options.js';
import { helpText } from './help.js';
import { LOG_LEVELS, teller } from './log.js';
import { choiceOf, type Settings, textOf } from './settings.js';
import { withSurroundings } from './surroundings.js';
import { terminalOn } from './terminal.js';
import { untilStopped } from './until-stopped.js';
import { UsageError } from './usage-error.js';

/** What a scenario settles, unless it is set beside it. */
const OF_A_SCENARIO = ['world', 'world-file', 'seed', 'clock'];

/** Every option of `sims-harness serve`. */
export const OPTIONS: Options = {
  host: { kind: 'text', value: '<address>', says: 'Address to listen on (127.0.0.1).' },
  'sts-port': { kind: 'text', value: '<port>', says: 'Port of the STS (4401); 0 takes any free one.' },
  'rap-port': { kind: 'text', value: '<port>', says: 'Port of the RAP API (4402).' },
  'control-port': { kind: 'text', value: '<port>', says: 'Port of the control API (4400).' },
  sts: {
    kind: 'text',
    value: '<kind>',
    says: "Token server: sims (the vendor's dialect), or rfc6749: strictly by the RFCs, by the same clock.",
  },
  https: { kind: 'flag', says: 'STS and RAP speak TLS; sims-harness trust tells how to trust the certificate.' },
  intercept: {
    kind: 'optional',
    value: '<port>',
    says: "A proxy (4403) by which the vendor's own https addresses reach this mock: for HTTPS_PROXY.",
  },
  world: {
    kind: 'text',
    value: '<name>',
    rivals: ['world-file'],
    says: 'A shipped world: three-schools (default), both-environments, academy-trust, awkward, thousand, large.',
  },
  'world-file': {
    kind: 'text',
    value: '<file>',
    rivals: ['world', 'seed'],
    says: 'A world of your own, as GET /api/worlds/default gives it.',
  },
  scenario: {
    kind: 'text',
    value: '<id>',
    rivals: ['scenario-file'],
    brings: OF_A_SCENARIO,
    says: 'A shipped scenario; it brings its world, seed and clock.',
  },
  'scenario-file': {
    kind: 'text',
    value: '<file>',
    rivals: ['scenario'],
    elsewhere: 'file',
    brings: OF_A_SCENARIO,
    says: 'A scenario of your own; it brings the same.',
  },
  environment: {
    kind: 'text',
    value: '<name>',
    says: 'Whose addresses and credentials to tell: live or partner, where the world holds both (both-environments).',
  },
  seed: {
    kind: 'text',
    value: '<n>',
    rivals: ['world-file'],
    says: 'Another seed gives other schools, ids and secrets (1).',
  },
  clock: { kind: 'text', value: '<kind>', says: 'real, or manual: it stands still until it is advanced.' },
  set: {
    kind: 'list',
    value: '<switch>=<value>',
    says: 'Turn a switch; may be given several times, and of one switch the last counts.',
  },
  'no-console': { kind: 'flag', says: 'Without the console, the page for a browser at the control port.' },
  json: { kind: 'flag', says: 'One line of JSON on stdout when ready; logs go to stderr.' },
  'write-env': {
    kind: 'text',
    value: '<file>',
    rivals: ['env-file'],
    says: 'Write the SIMS_* variables to this file (mode 0600) when ready.',
  },
  // Node takes an option of this name for itself wherever it stands, and npx is run by Node (nodejs/node#54232).
  'env-file': {
    kind: 'text',
    value: '<file>',
    rivals: ['write-env'],
    says: 'The same; but Node demands that the file exists already: "node: <file>: not found" is its message.',
  },
  'log-level': { kind: 'text', value: '<level>', says: `${LOG_LEVELS.join(', ')} (warn: what was refused, and why).` },
  'print-config': {
    kind: 'flag',
    says: 'Start nothing; tell as JSON what would be used, and where each setting comes from.',
  },
  help: { kind: 'flag', says: 'This text.' },
};

const HELP = helpText({
  usage: 'sims-harness serve [options]',
  says: [
    'Starts the STS, the RAP API and the control API, and runs until Ctrl+C.',
    'What is not typed comes from SIMS_HARNESS_<OPTION>, such as SIMS_HARNESS_STS_PORT, then from harness.config.{yaml,json} here.',
  ].join('\n'),
  options: OPTIONS,
  examples: [
    'sims-harness serve --world academy-trust --seed 7',
    'sims-harness serve --scenario secret-reissued --write-env .sims.env',
    'sims-harness serve --set rap.guidCase=lower --set sts.basicDecoding=decoded',
    'sims-harness serve --https --intercept',
    'sims-harness serve --json --sts-port 0 --rap-port 0 --control-port 0',
  ],
});

/** `sims-harness serve`: runs until SIGINT or SIGTERM. */
export async function serve(argv: readonly string[]): Promise<number> {
  const typed = readCommandLine(argv, OPTIONS);
  if (typed.given['help']) {
    process.stdout.write(`${HELP}\n\n${switchLines().join('\n')}\n`);
    return EXIT.fine;
  }
  if (typed.words.length > 0)
    throw new UsageError(`serve takes no words, but was given "${typed.words.join(' ')}". See --help.`);
  const settings = await withSurroundings(typed, OPTIONS, { env: process.env, folder: process.cwd() });
  const json = settings.given['json'] === true;
  const level = choiceOf(settings, 'log-level', LOG_LEVELS) ?? 'warn';
  const options = await harnessOptions(settings);
  if (typed.given['print-config']) {
    const { configInForce } = await import('./print-config.js');
    process.stdout.write(`${JSON.stringify(await configInForce(OPTIONS, settings, options), null, 2)}\n`);
    return EXIT.fine;
  }
  // Listened for before anything is ready, so that an early Ctrl+C is not lost.
  const stopped = untilStopped(process.env);
  const envFile = envFileIn(settings);
  if (envFile) checkEnvFile(envFile);
  const out = terminalOn(process.stdout, process.env);
  const onEvent = teller(json ? terminalOn(process.stderr, process.env) : out, level);
  const harness = await startHarness({ ...options, onEvent });
  try {
    if (envFile) writeEnvFile(envFile, harness.variables());
    if (json) out.line(JSON.stringify(harness.ready));
    else for (const line of banner(out, harness, options.host)) out.line(line);
    await stopped;
  } finally {
    await harness.stop();
  }
  return EXIT.fine;
}

function envFileIn(settings: Settings): { name: string; file: string } | undefined {
  for (const option of ['write-env', 'env-file']) {
    const file = textOf(settings, option);
    if (file !== undefined) return { name: settings.nameOf(option), file };
  }
  return undefined;
}

/** What `--set` knows, for the help: nobody should have to look for it elsewhere. */
function switchLines(): string[] {
  const lines = switchTable().flatMap(s => [`  ${s.name}=${s.default}`, `      ${s.says} (${s.allowed})`]);
  return ['Switches, as they are unless --set says otherwise:', ...lines];
}
