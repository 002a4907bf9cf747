import { writeFileSync } from 'node:fs';
import {
  type RunningHarness,
  type Scenario,
  SWITCH_NAMES,
  scenarioFiles,
  startHarness,
  type WorldHandle,
} from '../../mock-server/index.js';
import { banner } from '../banner.js';
import { type Options, readCommandLine } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { helpText } from '../help.js';
import { paint, type Terminal, terminalOn } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { wordsOf } from './agent-process.js';
import { type Proof, playScenario } from './play.js';
import { failureLines, junit } from './reports.js';
import { createSubject, ownAgent } from './subject.js';

const OPTIONS: Options = {
  agent: {
    kind: 'text',
    value: '"<command>"',
    says: 'Another agent with the commands of sims-agent (sync, plan, approve, list --fingerprints).',
  },
  junit: { kind: 'text', value: '<file>', says: 'Write a JUnit XML report.' },
  json: { kind: 'text', value: '<file>', says: 'Write a JSON report; - is stdout.' },
  keep: { kind: 'flag', says: 'Leave the last world up until Ctrl+C, to look at it.' },
  file: { kind: 'list', value: '<file>', says: 'Play a scenario file of your own; may be given several times.' },
  help: { kind: 'flag', says: 'This text.' },
};

const HELP = helpText({
  usage: 'sims-harness prove [scenario …]',
  says: 'Plays every shipped scenario, or those named, with the sync agent as a child process, and says what was proven.',
  options: OPTIONS,
  examples: ['sims-harness prove school-removed', 'sims-harness prove --junit prove.xml'],
});

/** As many at once as the machine has cores for; each in a world of its own. */
const AT_ONCE = 2;

/** `sims-harness prove`: exit 0 only when everything held. */
export async function prove(argv: readonly string[]): Promise<number> {
  const { given, words } = readCommandLine(argv, OPTIONS);
  const out = terminalOn(given['json'] === '-' ? process.stderr : process.stdout, process.env);
  if (given['help']) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.fine;
  }
  const chosen = await scenariosNamed(words, (given['file'] as readonly string[] | undefined) ?? []);
  const command = typeof given['agent'] === 'string' ? wordsOf(given['agent']) : ownAgent();
  const keep = given['keep'] === true;
  const harness = await startHarness(keep ? {} : { controlPort: null });
  try {
    const proofs = await proveAll(chosen, command, harness, out, keep);
    summary(out, proofs);
    report(given, proofs);
    if (keep) await untilStopped(out, harness);
    return proofs.every(p => p.held) ? EXIT.fine : EXIT.failed;
  } finally {
    await harness.stop();
  }
}

async function scenariosNamed(ids: readonly string[], files: readonly string[]): Promise<Scenario[]> {
  const { errorLines, listScenarios, loadScenario, loadShipped } = await scenarioFiles();
  const { WORLD_NAMES } = await import('../../fixtures/index.js');
  const known = { switches: SWITCH_NAMES, worlds: WORLD_NAMES };
  const wanted = ids.length > 0 || files.length > 0 ? ids : listScenarios().map(s => s.id);
  const loaded = [...wanted.map(id => loadShipped(id, known)), ...files.map(file => loadScenario(file, known))];
  const errors = loaded.flatMap(l => ('errors' in l ? l.errors : []));
  if (errors.length > 0) throw new UsageError(errorLines(errors));
  return loaded.flatMap(l => ('scenario' in l ? [l.scenario] : []));
}

/** Plays them side by side and tells each as soon as all before it have been told. */
async function proveAll(
  scenarios: readonly Scenario[],
  command: readonly string[],
  harness: RunningHarness,
  out: Terminal,
  keep: boolean,
): Promise<Proof[]> {
  const proofs: Proof[] = [];
  let told = 0;
  let nextIndex = 0;
  const width = Math.max(...scenarios.map(s => s.id.length));
  const showProgress = () => out.status(`proving ${told} of ${scenarios.length} …`);
  const worker = async () => {
    for (let index = nextIndex++; index < scenarios.length; index = nextIndex++) {
      const scenario = scenarios[index] as Scenario;
      const isLast = index === scenarios.length - 1;
      proofs[index] = await proveOne(scenario, command, harness, keep && isLast);
      for (let proof = proofs[told]; proof; proof = proofs[told]) {
        tell(out, proof, width);
        told += 1;
      }
      showProgress();
    }
  };
  showProgress();
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return proofs;
}

async function proveOne(
  scenario: Scenario,
  command: readonly string[],
  harness: RunningHarness,
  keep: boolean,
): Promise<Proof> {
  const world: WorldHandle = await harness.newWorld({ scenario });
  const subject = createSubject(command, world, scenario);
  try {
    return await playScenario(scenario, world, subject);
  } catch (error) {
    throw couldNotStart(command, error) ?? error;
  } finally {
    subject.close();
    if (!keep) harness.removeWorld(world.id);
  }
}

function couldNotStart(command: readonly string[], error: unknown): UsageError | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOENT' && code !== 'EACCES') return undefined;
  return new UsageError(
    `The agent "${command.join(' ')}" cannot be started (${code}). Check --agent: the program and its path.`,
  );
}

function tell(out: Terminal, proof: Proof, width: number): void {
  const mark = proof.held ? paint(out, 'green', '✔') : paint(out, 'red', '✘');
  const cost = paint(
    out,
    'dim',
    `(${proof.syncs.length} runs, ${proof.requests} requests, ${(proof.ms / 1000).toFixed(1)} s)`,
  );
  const said = proof.held ? proof.proves : `NOT PROVEN: ${proof.proves}`;
  out.line(`${mark} ${paint(out, 'bold', proof.id.padEnd(width))}  ${said} ${cost}`);
  if (proof.held) return;
  for (const line of failureLines(proof)) out.line(`    ${line}`);
  out.line(`    again, by itself: npx sims-harness prove ${proof.id} --keep`);
}

function summary(out: Terminal, proofs: readonly Proof[]): void {
  const held = proofs.filter(p => p.held).length;
  out.line();
  const text = `${held} of ${proofs.length} scenarios proven.`;
  out.line(held === proofs.length ? paint(out, 'green', text) : paint(out, 'red', text));
}

function report(given: Readonly<Record<string, unknown>>, proofs: readonly Proof[]): void {
  const { json, junit: xml } = given;
  if (typeof xml === 'string') writeReport(xml, junit(proofs));
  if (json === '-') process.stdout.write(`${JSON.stringify({ proofs })}\n`);
  else if (typeof json === 'string') writeReport(json, `${JSON.stringify({ proofs }, null, 2)}\n`);
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function untilStopped(out: Terminal, harness: RunningHarness): Promise<void> {
  out.line();
  for (const line of banner(out, harness)) out.line(line);
  out.line(
    `The last world is still there under its own address, at the control API: ${harness.ready.controlUrl}/api/worlds`,
  );
  await new Promise<void>(resolve => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
