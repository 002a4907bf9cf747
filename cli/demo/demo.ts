import { wordsOf } from '../../contract/index.js';
import { type RunningHarness, startHarness } from '../../mock-server/index.js';
import { type Given, readCommandLine } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { helpText } from '../help.js';
import { interruptible } from '../interrupted.js';
import { checkReports, writeReport } from '../prove/report-files.js';
import { ownAgent } from '../prove/subject.js';
import { readOneScenario } from '../scenario-from.js';
import { paint, type Terminal, terminalOn } from '../terminal.js';
import { untilStopped } from '../until-stopped.js';
import { version } from '../version.js';
import { openKeys } from './keys.js';
import { open, openerOf } from './open-browser.js';
import { checkTogether, lengthOf, OPTIONS, portsOf, scenesCalled } from './options.js';
import { readRecordingFile } from './recording-files.js';
import { createStory, type Story } from './story.js';
import { resultOf, summaryLines } from './summary.js';
import { type Canvas, tellByHand, tellByItself } from './tell.js';
import type { Telling } from './telling.js';

const HELP = helpText({
  usage: 'sims-harness demo [scene …] [options]',
  says: 'Tells in eight scenes what the integration does when a school joins, leaves or gets a new secret, and why that is safe.',
  options: OPTIONS,
  examples: [
    'sims-harness demo',
    'sims-harness demo --terminal',
    'sims-harness demo school-leaves --auto --record story.json',
    'sims-harness demo --replay story.json',
  ],
});

/** `sims-harness demo`: exit 1 when a scene that was played did not prove what it says. */
export async function demo(argv: readonly string[]): Promise<number> {
  const { given, words } = readCommandLine(argv, OPTIONS);
  if (given['help']) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.fine;
  }
  checkTogether(given, words);
  const paceMs = lengthOf(given, 'pace', process.stdout.isTTY === true ? 4_000 : 0);
  const file = given['replay'];
  if (typeof file === 'string') return replay(await readRecordingFile(file), given, paceMs);
  const scenes = await Promise.all(
    scenesCalled(words).map(async scene => [scene, await readOneScenario({ id: scene.scenario })] as const),
  );
  if (typeof given['record'] === 'string') checkReports({ json: given['record'] });
  const command = typeof given['agent'] === 'string' ? wordsOf(given['agent'], '--agent') : undefined;
  const timeoutMs = lengthOf(given, 'timeout', 60_000, 1);
  const story = createStory(scenes, command ? 'another agent' : `sims-agent ${version()}`);
  const harness = await startHarness({ ...portsOf(given), demo: story });
  try {
    return await interruptible(stop =>
      perform(story, harness, given, paceMs, stop, { command: command ?? ownAgent(), timeoutMs, own: !command }),
    );
  } finally {
    await harness.stop();
  }
}

type Player = { readonly command: readonly string[]; readonly timeoutMs: number; readonly own: boolean };

async function perform(
  story: Story,
  harness: RunningHarness,
  given: Given,
  paceMs: number,
  stop: AbortController,
  player: Player,
): Promise<number> {
  story.begin({
    ...player,
    harness,
    stop: stop.signal,
    agent: story.agent,
    vault: undefined,
    post: postTo(harness, stop.signal),
  });
  try {
    return await (given['auto'] === true
      ? byItself(story, given, paceMs, stop.signal, addressOf(harness))
      : withSomebody(story, given, stop.signal, addressOf(harness)));
  } finally {
    if (typeof given['record'] === 'string')
      writeReport(given['record'], `${JSON.stringify(story.recording(), null, 1)}\n`);
    stop.abort();
    await story.ended();
  }
}

const addressOf = ({ ready }: RunningHarness): string => `${ready.consoleUrl ?? ''}#/demo`;

/** `address` of the page that shows the same pictures meanwhile; undefined for a recording. */
async function byItself(
  telling: Telling,
  given: Given,
  paceMs: number,
  stop: AbortSignal,
  address: string | undefined,
): Promise<number> {
  const json = given['json'] === true;
  const canvas = json ? undefined : canvasOn(terminalOn(process.stdout, process.env), false);
  if (canvas && address !== undefined) canvas.out.line(`The same story in a browser: ${address}`);
  await tellByItself(telling, paceMs, canvas, stop);
  const results = telling.scenes().map(resultOf);
  const held = results.every(each => each.held);
  if (json) process.stdout.write(`${JSON.stringify({ held, agent: telling.agent, scenes: results })}\n`);
  else if (canvas) for (const line of summaryLines(canvas.out, results, canvas.width)) canvas.out.line(line);
  return held ? EXIT.fine : EXIT.failed;
}

/** In the browser where there is a desktop, else in this terminal, else at the address that is printed. */
async function withSomebody(story: Story, given: Given, stop: AbortSignal, address: string): Promise<number> {
  const out = terminalOn(process.stdout, process.env);
  out.line(`${paint(out, 'bold', 'The story is at')} ${paint(out, 'cyan', address)}`);
  const opener = given['no-open'] === true ? undefined : openerOf(process);
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const here = given['terminal'] === true || (given['no-open'] !== true && !opener && isTerminal);
  if (here) await byHand(story, stop, out);
  else {
    out.line('Go on and back with the arrow keys there. Nothing in it is real: schools, ids and secrets are invented.');
    out.line(paint(out, 'dim', 'Ctrl+C here ends it. For a story in this terminal: sims-harness demo --terminal'));
    const stopped = untilStopped(process.env);
    const [first] = story.pictures;
    if (first) story.go(first);
    if (opener) open(opener, address);
    await stopped;
  }
  return story.scenes().some(({ state }) => state === 'failed') ? EXIT.failed : EXIT.fine;
}

async function byHand(telling: Telling, stop: AbortSignal, out: Terminal): Promise<void> {
  const keys = openKeys(process.stdin);
  try {
    await tellByHand(telling, keys, canvasOn(out, process.stdin.isTTY === true), stop);
  } finally {
    keys.close();
  }
}

async function replay(
  telling: Awaited<ReturnType<typeof readRecordingFile>>,
  given: Given,
  paceMs: number,
): Promise<number> {
  const out = terminalOn(process.stdout, process.env);
  const { recordedAt, harness, agent } = telling.recording;
  if (given['json'] !== true)
    out.line(`A recording of ${recordedAt}: ${agent} under sims-harness ${harness}. Nothing is run now.`);
  return interruptible(async ({ signal }) => {
    if (given['auto'] === true) return byItself(telling, given, paceMs, signal, undefined);
    await byHand(telling, signal, out);
    return EXIT.fine;
  });
}

const WIDEST = 110;

/** Each picture on a screen of its own where a person turns the pages; off a terminal one below the other. */
function canvasOn(out: Terminal, turned: boolean): Canvas {
  const { isTTY = false, columns = 80 } = process.stdout;
  const clear = () => void (turned && isTTY && process.stdout.write('\u001b[2J\u001b[3J\u001b[H'));
  return { out, width: Math.max(40, Math.min(columns, WIDEST)), clear };
}

/** As any other agent's CI would do it: over HTTP. The agent itself knows nothing of the control API. */
function postTo({ ready }: RunningHarness, signal: AbortSignal) {
  return async (world: string, report: object): Promise<void> => {
    const answer = await fetch(`${ready.controlUrl}/api/worlds/${world}/agent-reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ready.controlToken}` },
      body: JSON.stringify(report),
      signal,
    });
    if (!answer.ok) throw new Error(`a report of the demo was refused: ${await answer.text()}`);
  };
}
