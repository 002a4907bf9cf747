import { availableParallelism } from 'node:os';
import {
  CASES,
  type Case,
  type ContractOptions,
  preflight,
  type Report,
  runContract,
  selectCases,
} from '../../contract/index.js';
import { parseDuration } from '../../mock-server/index.js';
import { readCommandLine } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { Interrupted, interruptible } from '../interrupted.js';
import { choiceOf, listOf, numberOf, type Settings, textOf } from '../settings.js';
import { type Terminal, terminalOn } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { version } from '../version.js';
import { dryRun, list } from './listing.js';
import { createNarrator } from './narrate.js';
import { decidedIn, expectedIn } from './note-files.js';
import { HELP, OPTIONS } from './options.js';
import { replayOf } from './replay.js';
import { checkReports, writeReports } from './report-files.js';
import { settingsFrom } from './settings.js';
import { checkSubject, type Door, openSubject } from './subject-from.js';

/** `sims-harness contract`: exit 0 only when every `must` that could be judged holds. `people`: where it is told. */
export async function contract(
  argv: readonly string[],
  people: NodeJS.WritableStream = process.stdout,
): Promise<number> {
  const typed = readCommandLine(argv, OPTIONS);
  if (typed.given['help']) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.fine;
  }
  const settings = settingsFrom(typed, process.cwd());
  const out = terminalOn(settings.given['json'] === '-' ? process.stderr : people, process.env);
  const plan = planOf(settings);
  if (settings.given['list']) {
    list(out, plan.cases, plan.decided);
    return EXIT.fine;
  }
  checkSubject(settings);
  if (settings.given['dry-run']) {
    dryRun(out, plan.cases, howOf(settings, plan));
    return EXIT.fine;
  }
  checkReports(settings);
  const report = await judge(settings, plan, out);
  const wrong = writeReports(settings, report);
  for (const line of wrong) process.stderr.write(`sims-harness: ${line}\n`);
  // What was found of the agent is graver than a report that is missing.
  return report.exit === 0 && wrong.length > 0 ? EXIT.usage : report.exit;
}

type Plan = Pick<
  ContractOptions,
  'cases' | 'selection' | 'seed' | 'parallel' | 'timeoutMs' | 'rate' | 'expected' | 'decided'
>;

/** All that is settled before anything is started. @throws UsageError, SelectionError, CaseNotesError */
function planOf(settings: Settings): Plan {
  const level = choiceOf(settings, 'level', ['must', 'should', 'all'] as const);
  const chosen = { only: listOf(settings, 'only'), skip: listOf(settings, 'skip'), ...(level && { level }) };
  return {
    cases: selectCases<Case>(CASES, chosen),
    selection: { level: 'all', ...chosen, of: CASES.length },
    seed: numberOf(settings, 'seed', 0, Number.MAX_SAFE_INTEGER) ?? 1,
    parallel: numberOf(settings, 'parallel', 1, 64) ?? Math.min(6, availableParallelism() + 1),
    timeoutMs: timeoutIn(settings),
    rate: numberOf(settings, 'rate', 1, 10_000),
    expected: expectedIn(settings),
    decided: decidedIn(settings),
  };
}

/** How long one run of the agent may take, in milliseconds. @throws UsageError */
export function timeoutIn(settings: Settings): number {
  const text = textOf(settings, 'timeout') ?? '30s';
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms < 2 ** 31) return ms;
  if (ms === 0) throw new UsageError(`${settings.nameOf('timeout')} is "${text}"; it must be more than 0.`);
  throw new UsageError(`${settings.nameOf('timeout')} is "${text}"; write it like 30s or 5m.`);
}

function howOf(settings: Settings, { seed, parallel, timeoutMs }: Plan): Record<string, string> {
  const given = ['exec', 'dump', 'serve', 'url'].flatMap(name => {
    const value = textOf(settings, name);
    return value === undefined ? [] : [[name, value]];
  });
  const ways = ['pull', 'by-hand'].filter(name => settings.given[name] === true).map(name => ['agent', `--${name}`]);
  const rest = { seed: String(seed), parallel: String(parallel), timeout: `${timeoutMs / 1000} s` };
  return { ...Object.fromEntries([...given, ...ways]), ...rest };
}

/** @throws UsageError where the agent is set up wrongly: then nothing was judged. */
async function judge(settings: Settings, plan: Plan, out: Terminal): Promise<Report> {
  const { cases, timeoutMs } = plan;
  const door = await openSubject(
    settings,
    cases.map(({ id }) => id),
  );
  const narrator = createNarrator(out);
  let over = 0;
  const onOver = (id: string) => {
    over += 1;
    door.over(id);
  };
  try {
    for (const line of door.says) out.line(line);
    return await interruptible(async ({ signal: stop }) => {
      const looksAt = cases.flatMap(each => each.looksAt);
      const { faults, notes } = await preflight({ subject: door.subject, timeoutMs, stop, looksAt });
      if (faults.length > 0) throw new UsageError([...faults, 'Nothing was judged.'].join('\n'));
      narrator.notes(notes);
      const report = await runContract({
        ...optionsFor(settings, plan, door),
        stop,
        onOver,
        onRound: narrator.round,
        onCase: narrator.case,
      });
      narrator.summary(report);
      return report;
    });
  } catch (error) {
    if (error instanceof Interrupted)
      process.stderr.write(`Interrupted after ${over} of ${plan.cases.length}; no report was written.\n`);
    throw error;
  } finally {
    await door.close();
  }
}

function optionsFor(settings: Settings, plan: Plan, { subject, mostAtOnce, all }: Door): Omit<ContractOptions, 'stop'> {
  const rounds = plan.cases.flatMap(each => each.rounds).length;
  const parallel = all ? rounds : Math.min(plan.parallel, mostAtOnce ?? plan.parallel);
  return { ...plan, parallel, subject, version: version(), replay: replayOf(settings, plan.seed) };
}
