import { wordsOf } from '../../contract/index.js';
import {
  type HarnessOptions,
  parseDuration,
  STS_KINDS,
  type StsKind,
  scenarioFiles,
  startHarness,
  type WorldHandle,
} from '../../mock-server/index.js';
import { banner } from '../banner.js';
import { type Given, type Options, readCommandLine } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { helpText } from '../help.js';
import { interruptible } from '../interrupted.js';
import { logTo } from '../log.js';
import { readScenarios, refuseFiles, type Source } from '../scenario-from.js';
import { type Terminal, terminalOn } from '../terminal.js';
import { untilStopped } from '../until-stopped.js';
import { UsageError } from '../usage-error.js';
import { version } from '../version.js';
import { forServer } from './for-server.js';
import { createNarrator } from './narrate.js';
import { proveAll } from './prove-all.js';
import { checkReports, writeReports } from './report-files.js';
import { ownAgent } from './subject.js';

const OPTIONS: Options = {
  agent: {
    kind: 'text',
    value: '"<command>"',
    says: 'Another agent with the commands of sims-agent (sync, plan, approve, list --fingerprints).',
  },
  junit: { kind: 'text', value: '<file>', says: 'Write a JUnit XML report.' },
  json: { kind: 'text', value: '<file>', says: 'Write a JSON report; - is stdout.' },
  timeout: { kind: 'text', value: '<time>', says: 'How long one run of the agent may take, such as 90s or 5m (60s).' },
  sts: { kind: 'text', value: '<kind>', says: 'Token server: sims, or rfc6749, which follows the RFCs to the letter.' },
  vault: {
    kind: 'text',
    value: '<address>',
    says: 'Give the agent a vault in PostgreSQL, postgres://…, a schema for each scenario.',
  },
  https: { kind: 'flag', says: 'Over HTTPS, with a certificate of the development CA.' },
  intercept: { kind: 'flag', says: "With the vendor's own addresses, through the intercepting proxy." },
  keep: { kind: 'flag', says: 'Leave the last world up until Ctrl+C, to look at it.' },
  file: {
    kind: 'list',
    value: '<file>',
    elsewhere: 'scenario-file',
    says: 'Play a scenario file of your own; may be given several times.',
  },
  help: { kind: 'flag', says: 'This text.' },
};

const HELP = helpText({
  usage: 'sims-harness prove [scenario …] [options]',
  says: 'Plays every shipped scenario, or those named, with the sync agent as a child process, and says what was proven.',
  options: OPTIONS,
  examples: [
    'sims-harness prove school-removed',
    'sims-harness prove --file oakfield-hiccup.yaml',
    'sims-harness prove --junit prove.xml',
  ],
});

/** `sims-harness prove`: exit 0 only when everything held. `people`: where it is told. */
export async function prove(argv: readonly string[], people: NodeJS.WritableStream = process.stdout): Promise<number> {
  const { given, words } = readCommandLine(argv, OPTIONS);
  if (given['help']) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.fine;
  }
  const out = terminalOn(given['json'] === '-' ? process.stderr : people, process.env);
  const timeoutMs = timeoutIn(given);
  const command = typeof given['agent'] === 'string' ? wordsOf(given['agent'], '--agent') : ownAgent();
  const keep = given['keep'] === true;
  const sources = await sourcesOf(words, given);
  const sts = stsIn(given);
  const scenarios = (await readScenarios(sources)).map(scenario => forServer(scenario, sts));
  checkReports(given);
  const harness = await startHarness({ ...transportIn(given, keep), sts });
  try {
    const narrator = createNarrator(out, scenarios, sources, given);
    const vault = typeof given['vault'] === 'string' ? given['vault'] : undefined;
    const options = { command, timeoutMs, keep, vault, onProof: narrator.proof };
    const startedAt = new Date();
    const proven = await interruptible(stop => proveAll(scenarios, harness, { ...options, stop }));
    narrator.summary(proven.proofs);
    const wrong = writeReports(given, proven.proofs, startedAt, { name: subjectOf(given), sts });
    for (const line of wrong) process.stderr.write(`sims-harness: ${line}\n`);
    if (proven.kept) await show(out, proven.kept);
    if (!proven.proofs.every(p => p.held)) return EXIT.failed;
    return wrong.length > 0 ? EXIT.usage : EXIT.fine;
  } finally {
    await harness.stop();
  }
}

function subjectOf({ agent }: Given): string {
  return typeof agent === 'string' ? agent : `sims-agent ${version()}`;
}

function stsIn({ sts = 'sims' }: Given): StsKind {
  const found = STS_KINDS.find(kind => kind === sts);
  if (found) return found;
  throw new UsageError(`--sts is "${String(sts)}"; it must be one of ${STS_KINDS.join(', ')}.`);
}

/** Without a world to look at afterwards nobody needs the control API. */
function transportIn({ https, intercept }: Given, keep: boolean): HarnessOptions {
  return {
    https: https === true,
    ...(intercept === true && { intercept: 0 }),
    ...(!keep && { controlPort: null }),
  };
}

async function sourcesOf(ids: readonly string[], given: Given): Promise<Source[]> {
  const files = Array.isArray(given['file']) ? given['file'] : [];
  await refuseFiles(ids, 'prove --file');
  // Named twice is meant once.
  if (ids.length + files.length > 0)
    return [...[...new Set(ids)].map(id => ({ id })), ...[...new Set(files)].map(file => ({ file }))];
  const { listScenarios } = await scenarioFiles();
  return listScenarios().map(({ id }) => ({ id }));
}

function timeoutIn({ timeout }: Given): number {
  if (typeof timeout !== 'string') return 60_000;
  const ms = parseDuration(timeout);
  if (ms !== undefined && ms > 0 && ms < 2 ** 31) return ms;
  throw new UsageError(`--timeout is "${timeout}"; write it like 30s or 5m.`);
}

/** The world that was kept, until somebody has seen enough. */
async function show(out: Terminal, world: WorldHandle): Promise<void> {
  const stopped = untilStopped(process.env);
  out.line();
  for (const line of banner(out, world)) out.line(line);
  logTo(out, world, 'warn');
  await stopped;
}
