import { type RunningHarness, secretsOf, startHarness, type WorldHandle } from '../../mock-server/index.js';
import { createHome, type Home } from '../home.js';
import { lastWords, withLastWords } from '../last-words.js';
import { readDump } from '../read-dump.js';
import type { Evidence } from '../requirement.js';
import { createScan } from '../secrecy/scan.js';
import { createSights, type Sights } from '../sights.js';
import { type Control, type Run, type Subject, SubjectError, type Turn } from '../subject/subject.js';
import { dumpFault } from './dump.js';
import { type FirstSync, reachFault } from './reach.js';
import { earlyFault, rowsNote } from './rows.js';

export type PreflightOptions = {
  readonly subject: Subject;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
  /** What will be looked at, so that nobody is asked for what nothing needs; all of it where it is left out. */
  readonly looksAt?: readonly Evidence[];
};

/** What a look at the subject before any case has shown. */
export type Preflight = {
  /** How it is set up wrongly, one line each with the mend; the first is the one to mend first. None: it can be judged. */
  readonly faults: readonly string[];
  /** What is worth knowing and keeps nobody from judging. */
  readonly notes: readonly string[];
};

const TURN: Turn = {
  case: 'preflight',
  round: 'first-look',
  step: 'first',
  tells: 'A first look, before anything is judged: three schools and nothing unusual.',
};

/**
 * One sync, a dump before it and two after it, and one use in a calm world: whether the subject can be started, ends, reaches the service with the
 * variables it was given, and whether its dump can be read. Whether it does the right thing is for the cases to say.
 */
export async function preflight(options: PreflightOptions): Promise<Preflight> {
  const sights = createSights();
  const harness = await startHarness({ controlPort: null, onSight: sights.see });
  const world = await calmWorld(harness);
  const home = createHome(world, { weather: {} });
  const look = { ...options, sights, world, home, elsewhere: harness.id };
  try {
    return await lookAt(look);
  } catch (error) {
    if (error instanceof SubjectError) return { faults: [error.message], notes: [] };
    throw error;
  } finally {
    home.remove();
    await harness.stop();
  }
}

/** The vendor's secret holds letters and digits alone: how others are sent is for AUTH-02 to judge. */
async function calmWorld(harness: RunningHarness): Promise<WorldHandle> {
  const world = await harness.newWorld({ world: 'three-schools', clock: 'manual' });
  const partner = world.world().partners[0]?.key ?? '';
  world.commit({ kind: 'vendor.secretReset', partner, secret: 'Zq7Rk2Wm9Tx4Vb8Nc3Hd6Jf' });
  return world;
}

type Look = PreflightOptions & {
  readonly sights: Sights;
  readonly world: WorldHandle;
  readonly home: Home;
  /** The world that requests without a prefix belong to. */
  readonly elsewhere: string;
};

async function lookAt(look: Look): Promise<Preflight> {
  const early = await tooEarly(look);
  if (early !== undefined) return { faults: [early], notes: [] };
  const first = await firstSync(look);
  const unreached = reachFault(first);
  if (unreached !== undefined) return { faults: [unreached], notes: [] };
  const { subject } = look;
  const dump = await dumpOf(look, first);
  const faults = [dump.fault, await serveOf(look)].filter(fault => fault !== undefined);
  const needs = (what: Evidence) => look.looksAt?.includes(what) ?? true;
  const notes = [
    ...(dump.note === undefined ? [] : [dump.note]),
    ...(subject.dump || !needs('dump') ? [] : ['No --dump: what only the store can show stays cannot-verify.']),
    ...(subject.serve || !needs('serve')
      ? []
      : ['No --serve or --url: what only a running application can show stays cannot-verify.']),
  ];
  return { faults, notes };
}

const control = ({ timeoutMs, stop }: Look): Control => ({ timeoutMs, stop });

async function firstSync(look: Look): Promise<FirstSync> {
  const { subject, world, home, sights, elsewhere, timeoutMs } = look;
  const variables = home.environment();
  const run = await subject.sync(variables, control(look), TURN);
  const said = saidBy(run, look);
  const arrived = sights.of(world.id);
  const astray = sights.of(elsewhere);
  const granted = world.journal.list().some(({ operation, status }) => operation === 'sts.token' && status === 200);
  return { run, said, timeoutMs, variables, arrived, astray, granted };
}

function saidBy(run: Run, look: Look): string | undefined {
  return lastWords(run, seenIn(`${run.stdout}\n${run.stderr}`, look));
}

function seenIn(said: string, { world }: Look) {
  const scan = createScan(world);
  scan.output('the output of the first look', said);
  return { world: world.world(), leaks: scan.found() };
}

/** A store that all rounds share holds what an earlier run has left. A dump that fails where nothing is yet is fine. */
async function tooEarly(look: Look): Promise<string | undefined> {
  const { subject, home } = look;
  if (!subject.killable) return undefined;
  try {
    const run = await subject.dump?.(home.environment(), control(look), TURN);
    return run && earlyFault(run.stdout);
  } catch (error) {
    // It is told in its turn, after the sync.
    if (error instanceof SubjectError) return undefined;
    throw error;
  }
}

type OfDump = { readonly fault?: string; readonly note?: string };

async function dumpOf(look: Look, sync: FirstSync): Promise<OfDump> {
  const { subject, world, home } = look;
  const environment = home.environment();
  const first = await subject.dump?.(environment, control(look), TURN);
  if (!first) return {};
  // Nobody is asked by hand twice for the same.
  const again = subject.killable ? await subject.dump?.(environment, control(look), TURN) : first;
  const probeKey = environment['SIMS_PROBE_KEY'] ?? '';
  const truth = world.truth(probeKey);
  const fault = dumpFault(first, again ?? first, { secrets: secretsOf(world.world()), probeKey, truth });
  if (fault !== undefined)
    return { fault: [fault, ...causes({ run: first, said: saidBy(first, look) }, sync)].join(' ') };
  const store = readDump(first);
  const note = 'unreadable' in store ? undefined : rowsNote(store, truth, sync.run.exit === 0);
  return note === undefined ? {} : { note };
}

type Ended = Pick<FirstSync, 'run' | 'said'>;

/** A dump that fails says why itself, or failed because the sync before it had. */
function causes(dump: Ended, sync: Ended): readonly string[] {
  const words = dump.said === undefined || dump.run.exit === 0 ? [] : [`Its last words: ${dump.said}.`];
  if (sync.run.exit === 0) return words;
  const said = sync.said === undefined ? '' : `; its last words: ${sync.said}`;
  const exit = sync.run.exit === null ? 'was ended by a signal' : `ended with exit code ${sync.run.exit}`;
  return [...words, `Mend the sync first: it ${exit}${said}.`];
}

async function serveOf(look: Look): Promise<string | undefined> {
  const { subject, world, home } = look;
  const environment = home.environment();
  const served = await subject.serve?.(environment, control(look)).catch(error => {
    throw withLastWords(error, said => seenIn(said, look));
  });
  if (!served) return undefined;
  try {
    const [held] = world.truth(environment['SIMS_PROBE_KEY'] ?? '');
    return whyUnused(await served.use(held?.organisationId ?? ''));
  } finally {
    await served.stop();
  }
}

/** A 5xx may be of the agent's own making, for example with nothing stored: the case will tell. */
function whyUnused(status: number): string | undefined {
  const where = 'Say by --url where one school is asked for, such as http://127.0.0.1:{port}/use/{organisationId}';
  if (status === 0) return `The running application did not answer. ${where}, and let it run.`;
  if (status === 401 || status === 403)
    return `The running application turned the use away (${status}). It is shown the bearer of SIMS_USE_BEARER: let it take that one, or set the variable to its own.`;
  if (status === 404 || status === 405) return `The running application knows no such address (${status}). ${where}.`;
  return undefined;
}
