import { dirname } from 'node:path';
import { developmentCa } from '../../mock-server/index.js';
import { type Given, type Options, readCommandLine, type Typed } from '../command-line.js';
import { OPTIONS as OF_CONTRACT } from '../contract/options.js';
import { settingsFrom } from '../contract/settings.js';
import { EXIT } from '../exit-codes.js';
import { harnessOptions } from '../harness-options.js';
import { helpText } from '../help.js';
import { OPTIONS as OF_SERVE } from '../serve.js';
import { withSurroundings } from '../surroundings.js';
import { paint, type Terminal, terminalOn } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { agentFindings } from './agent.js';
import { authorityFinding } from './authority.js';
import { bad, type Finding, ok } from './finding.js';
import { clockFinding, dataFinding, nodeFinding, temporaryFinding, toolsFinding, zoneHere } from './machine.js';
import { portFindings, type Wanted } from './ports.js';

const SERVED = ['host', 'sts-port', 'rap-port', 'control-port', 'intercept'];
const JUDGED = ['exec', 'dump', 'serve', 'url', 'timeout', 'config'];

const OPTIONS: Options = {
  ...pick(OF_SERVE, SERVED),
  ...pick(OF_CONTRACT, JUDGED),
  json: { kind: 'flag', says: 'The findings as a JSON array on stdout.' },
  help: { kind: 'flag', says: 'This text.' },
};

const HELP = helpText({
  usage: 'sims-harness doctor [--exec "<command>"] [options]',
  says: [
    'Looks at what serve and contract need here, and tells each finding in a line with its mend: settings, Node, clock, folders,',
    'ports, development CA and, with --exec or a sims-contract.yaml, how your agent is set up. Exit codes: 0 nothing is bad, 1 something is.',
  ].join('\n'),
  options: OPTIONS,
  examples: ['sims-harness doctor', 'sims-harness doctor --exec "node sync.mjs" --dump "node dump.mjs"'],
});

/** `sims-harness doctor`: nothing is changed, and nothing is started on a port that was not free for anybody. */
export async function doctor(argv: readonly string[]): Promise<number> {
  const typed = readCommandLine(argv, OPTIONS);
  const out = terminalOn(process.stdout, process.env);
  if (typed.given['help']) {
    out.line(HELP);
    return EXIT.fine;
  }
  const [word] = typed.words;
  if (word !== undefined) throw new UsageError(`doctor takes no "${word}": put a command in quotes, after --exec.`);
  const found = await findings(typed);
  if (typed.given['json'] === true) out.line(JSON.stringify(found, null, 2));
  else for (const each of found) out.line(lineOf(out, each));
  return found.some(({ state }) => state === 'bad') ? EXIT.failed : EXIT.fine;
}

async function findings(typed: Typed): Promise<readonly Finding[]> {
  const { authorityFolder } = await developmentCa();
  const folder = authorityFolder(process.env);
  const { found: temporary, writtenAt } = temporaryFinding();
  return [
    nodeFinding(),
    clockFinding(Date.now(), writtenAt, zoneHere()),
    temporary,
    dataFinding(dirname(folder)),
    ...(await serveFindings(typed)),
    await authorityFinding(folder, Date.now()),
    toolsFinding(),
    ...(await asFindings('agent', async () =>
      agentFindings(settingsFrom({ given: pick(typed.given, JUDGED), words: [] }, process.cwd())),
    )),
  ];
}

/** What `serve` would be asked for here, and whether its ports are free. */
const serveFindings = ({ given }: Typed): Promise<readonly Finding[]> =>
  asFindings('settings', async () => {
    const around = { env: process.env, folder: process.cwd() };
    const settings = await withSurroundings({ given: pick(given, SERVED), words: [] }, OF_SERVE, around);
    const { host = '127.0.0.1', stsPort, rapPort, controlPort, intercept } = await harnessOptions(settings);
    const wanted: readonly Wanted[] = [
      { option: 'sts-port', port: stsPort ?? 0 },
      { option: 'rap-port', port: rapPort ?? 0 },
      { option: 'control-port', port: controlPort ?? 0 },
      { option: 'intercept', port: intercept ?? 0 },
    ];
    const serves = given['exec'] === undefined;
    return [ok('settings', 'of serve can be read'), ...(await portFindings({ host, wanted, serves }))];
  });

/** A setting that cannot be meant is a finding here. */
async function asFindings(
  about: Finding['about'],
  find: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof UsageError || (error instanceof Error && error.name === 'SubjectError'))
      return [bad(about, error.message)];
    throw error;
  }
}

const COLOURS = { ok: 'green', warn: 'yellow', bad: 'red' } as const;

const lineOf = (out: Terminal, { about, state, says }: Finding): string =>
  `${paint(out, COLOURS[state], state.padEnd(6))}${about.padEnd(10)}${says}`;

function pick<T extends Given | Options>(from: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name))) as T;
}
