import type { Scenario, WorldHandle } from '../mock-server/index.js';
import type { Act } from './act.js';
import type { Round } from './case.js';
import { aimed, leadsAway } from './elsewhere.js';
import { createHome, type Home } from './home.js';
import { lastWords, withLastWords } from './last-words.js';
import { observe } from './observe.js';
import type { Placed, Places } from './places.js';
import { readDump } from './read-dump.js';
import { createScan, type Scan } from './secrecy/scan.js';
import { blindSpots } from './secrecy/self-test.js';
import type { Moment, Seen, Store } from './seen.js';
import type { Sights } from './sights.js';
import { openStray, type Stray } from './stray.js';
import type { Control, Run, Subject, Turn } from './subject/subject.js';
import { type Uses, useTimes } from './use.js';
import { endOf } from './weather.js';

export type StageOptions = {
  readonly places: Places;
  readonly sights: Sights;
  readonly subject: Subject;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
  /** Draws this round's world and its secrets. */
  readonly seed: number;
  /** Calls a second that the integrator states as its limit. */
  readonly rate?: number | undefined;
  /** Id of the case, for whoever takes part by hand. */
  readonly case: string;
};

/** One round while it is played. */
type Stage = StageOptions & {
  readonly round: Round;
  readonly world: WorldHandle;
  readonly home: Home;
  readonly scan: Scan;
  readonly stray: Stray | undefined;
  readonly probeKey: string;
};

/** Plays a round in a world of its own, with a home of its own, and gives all that was seen. */
export async function playRound(round: Round, options: StageOptions): Promise<Seen> {
  const { places } = options;
  const stray = leadsAway(round.weather.steps ?? []) ? await openStray() : undefined;
  try {
    const placed = await places.newWorld(round.weather.place ?? 'http', {
      world: round.weather.world ?? 'three-schools',
      seed: options.seed,
      clock: round.weather.clock ?? 'manual',
      scenario: scenarioOf(round, options.seed, stray),
    });
    return await playIn(placed, stray, round, options);
  } finally {
    await stray?.close();
  }
}

async function playIn({ world, remove }: Placed, stray: Stray | undefined, round: Round, options: StageOptions) {
  const home = createHome(world, round);
  try {
    if (round.weather.begins) world.commit(round.weather.begins);
    const probeKey = home.environment()['SIMS_PROBE_KEY'] ?? '';
    return await perform({ ...options, round, world, home, probeKey, stray, scan: createScan(world) });
  } finally {
    home.remove();
    options.sights.forget(world.id);
    remove();
  }
}

async function perform(stage: Stage): Promise<Seen> {
  const { round, world, home, scan, sights, probeKey, rate } = stage;
  const moments: Moment[] = [];
  for (const each of round.acts) {
    const moment = await perhapsMoment(each, stage);
    if (moment) moments.push(moment);
    scan.remember();
  }
  const [impossible] = world.problems();
  if (impossible !== undefined) throw new Error(`the weather of "${round.name}" cannot be: ${impossible}`);
  scan.sights(sights.of(world.id));
  const stored = scan.folder(home.state);
  const { applicationId, clientId } = world.ready;
  return {
    moments,
    world: world.world(),
    probeKey,
    scope: home.environment()['SIMS_SCOPE'] ?? '',
    applicationId,
    clientId,
    of: { case: stage.case, round: round.name },
    leaks: scan.found(),
    stored,
    blind: blindSpots(),
    ...(rate !== undefined && { rate }),
    strayed: stage.stray?.seen(scan) ?? [],
  };
}

/** Does an act. Undefined where the subject has no part in it. */
async function perhapsMoment(act: Act, stage: Stage): Promise<Moment | undefined> {
  const { world } = stage;
  if (act.do === 'change') world.commit(act.changes);
  else if (act.do === 'advance') world.advance(act.ms);
  else if (act.do === 'begin') world.fire(act.spell);
  else if (act.do === 'end') world.fire(endOf(act.spell));
  else return watched(act, stage);
  return undefined;
}

type Watched = Extract<Act, { readonly name: string }>;

/** An act of the subject's, with all that is seen of it. */
async function watched(act: Watched, stage: Stage): Promise<Moment> {
  const { world, probeKey } = stage;
  const since = world.journal.last();
  const before = world.truth(probeKey);
  const run = await runFor(act, stage);
  const uses = act.do === 'use' ? await useFor(act, stage) : undefined;
  // Nothing of a run is judged before the last of its exchanges is written down.
  const exchanges = observe(world.journal.list({ since }), stage.sights.of(world.id));
  const store = looksAtStore(act) ? await readStore(act, stage) : undefined;
  const truth = world.truth(probeKey);
  const moment = { act, name: act.name, run, exchanges, store, before, truth };
  return uses === undefined ? moment : { ...moment, uses };
}

async function runFor(act: Watched, stage: Stage): Promise<Run | undefined> {
  if (act.do !== 'sync' && act.do !== 'kill') return undefined;
  const run = await (act.do === 'sync' ? startSync(act, stage) : startAndKill(act, stage));
  stage.scan.output(`the output of "${act.name}"`, `${run.stdout}\n${run.stderr}`);
  return run;
}

async function startSync(act: Watched, stage: Stage, kill?: AbortSignal): Promise<Run> {
  const { subject, home, sights, world, scan } = stage;
  let unwatch = () => {};
  const onStart = (pid: number) => {
    unwatch = sights.onEach(world.id, () => scan.family(pid));
  };
  try {
    return await subject.sync(home.environment(), { ...controlOf(stage, kill), onStart }, turnOf(act, stage));
  } finally {
    unwatch();
  }
}

function startAndKill(act: Extract<Act, { do: 'kill' }>, stage: Stage): Promise<Run> {
  const kill = new AbortController();
  const unwatch = stage.sights.watch(stage.world.id, act.at, () => kill.abort());
  return startSync(act, stage, kill.signal).finally(unwatch);
}

const looksAtStore = (act: Watched): boolean => act.do !== 'use' && !(act.do === 'sync' && act.dump === false);

async function readStore(act: Watched, stage: Stage): Promise<Store> {
  const { subject, home, scan } = stage;
  const run = await subject.dump?.(home.environment(), controlOf(stage), turnOf(act, stage));
  if (!run) return undefined;
  scan.output('what the dump command printed', run.stdout);
  scan.output('what the dump command said on stderr', run.stderr);
  const store = readDump(run);
  if (!('unreadable' in store) || (run.exit === 0 && !run.timedOut)) return store;
  const words = lastWords(run, seenSoFar(stage));
  return words === undefined ? store : { unreadable: `${store.unreadable}; its last words: ${words}` };
}

/** What its words may be judged by before the round is over. */
function seenSoFar({ world, scan, sights }: Stage) {
  scan.remember();
  scan.sights(sights.of(world.id));
  return { world: world.world(), leaks: scan.found() };
}

async function useFor({ times, name }: Extract<Act, { do: 'use' }>, stage: Stage): Promise<Uses | undefined> {
  const { subject, home, world, probeKey, scan } = stage;
  const served = await subject.serve?.(home.environment(), controlOf(stage)).catch(error => {
    throw withLastWords(error, said => {
      scan.output(`what the running application said during "${name}"`, said);
      return seenSoFar(stage);
    });
  });
  if (!served) return undefined;
  try {
    const schools = [...new Set(world.truth(probeKey).map(({ organisationId }) => organisationId))];
    return await useTimes(served, schools, times, controlOf(stage));
  } finally {
    await served.stop();
    scan.output(`what the running application said during "${name}"`, served.said());
  }
}

function controlOf({ timeoutMs, stop }: Stage, kill?: AbortSignal): Control {
  return { timeoutMs, stop, ...(kill && { kill }) };
}

const turnOf = ({ name }: Watched, stage: Stage): Turn => ({
  case: stage.case,
  round: stage.round.name,
  step: name,
  tells: stage.round.tells,
});

/** The weather as the player of scenarios knows it. */
function scenarioOf({ name, tells, weather }: Round, seed: number, stray: Stray | undefined): Scenario {
  const steps = weather.steps ?? [];
  return {
    id: name,
    title: tells,
    tells,
    defends: [],
    world: weather.world ?? 'three-schools',
    seed,
    clock: weather.clock ?? 'manual',
    switches: weather.switches ?? {},
    policy: {},
    agent: {},
    steps: stray ? aimed(steps, stray.port) : steps,
    syncs: [],
  };
}
