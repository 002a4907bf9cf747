import { randomBytes } from 'node:crypto';
import { manualClock, realClock } from './clock.js';
import { HarnessError } from './errors.js';
import { createHarness, type Harness } from './harness.js';
import { LOOPBACK_URL, type Scenario, strangers } from './scenario/index.js';
import { asTexts, checkSwitch, SWITCH_NAMES } from './switches/index.js';
import { idleSwitch, type StsKind } from './switches/rfc-server.js';
import { createTokens, type KeyRing } from './tokens/index.js';
import { didYouMean, ownerOf, type World } from './world/index.js';
import { DEFAULT_WORLD, WORLD_ID, type Worlds } from './worlds.js';

/** What a world starts from. Everything may be left out. */
export type WorldOptions = {
  /** Letters, digits, `-` and `_`; made up when left out. */
  readonly id?: string;
  /** A shipped world by name (default: the scenario's, else `three-schools`), or a world of your own. */
  readonly world?: string | World;
  /** Default: the scenario's seed, else 1. */
  readonly seed?: number;
  /** Default: the scenario's clock, else `real`. */
  readonly clock?: 'real' | 'manual';
  /** A shipped scenario by id, or one read from a file. */
  readonly scenario?: string | Scenario | null;
  /** Switches by name; they win over the world's and the scenario's own. */
  readonly switches?: Readonly<Record<string, string>>;
};

/** The worlds of one run, and how more are made. */
export type Registry = Worlds & {
  /** @throws HarnessError for an unknown name, a taken id, a bad switch, a bad scenario. */
  create(options: WorldOptions): Promise<Harness>;
  /** False when there was none. The default world stays. */
  remove(id: string): boolean;
  /** Ends every world's timers. */
  close(): void;
};

const DEFAULT_NAME = 'three-schools';

/** `ofRun`: switches of every world of this run, unless its maker says otherwise. */
export function createRegistry(
  stsUrl: string,
  keys: KeyRing,
  ofRun: Readonly<Record<string, string>> = {},
  sts: StsKind = 'sims',
): Registry {
  const worlds = new Map<string, Harness>();
  let made = 0;

  const freeId = () => {
    do made += 1;
    while (worlds.has(`w${made}`));
    return `w${made}`;
  };

  return {
    get: id => worlds.get(id),
    list: () => [...worlds.values()],
    create: async options => {
      const id = checkedId(options.id ?? freeId(), worlds);
      const { world, scenario, switches } = await prepare(options, sts);
      // Another may have taken the id meanwhile.
      checkedId(id, worlds);
      const harness = createHarness({
        id,
        sts,
        stsListener: stsUrl,
        world,
        clock: (options.clock ?? scenario?.clock ?? 'real') === 'manual' ? manualClock(wholeSecond()) : realClock(),
        tokens: createTokens(keys),
        probeKey: randomBytes(32).toString('hex'),
        scenario,
        elsewhere: clientId => [...worlds.values()].find(h => h.id !== id && ownerOf(h.world(), clientId))?.id,
        switches: { ...ofRun, ...switches },
      });
      worlds.set(id, harness);
      return harness;
    },
    remove: id => {
      if (id === DEFAULT_WORLD) return false;
      worlds.get(id)?.close();
      return worlds.delete(id);
    },
    close: () => {
      for (const harness of worlds.values()) harness.close();
    },
  };
}

/** What options mean, read and checked. */
export type Prepared = Omit<WorldOptions, 'world' | 'scenario' | 'switches'> & {
  readonly world: World;
  readonly scenario: Scenario | null;
  readonly switches: Readonly<Record<string, string>>;
};

/** Everything that can be wrong with options, found before anything is started. @throws HarnessError */
export async function prepare(options: WorldOptions, sts: StsKind = 'sims'): Promise<Prepared> {
  const { switches = {} } = options;
  checkSwitches(switches, sts);
  const scenario = await readScenario(options.scenario);
  checkSwitches(asTexts(scenario?.switches ?? {}), sts);
  const world = await worldOf(options, scenario);
  checkSwitches(world.switches, sts);
  if (scenario) checkSchools(scenario, world);
  return { ...options, switches, scenario, world };
}

/** A manual clock starts now, so that tokens look right to a client that compares them with its own clock. */
function wholeSecond(): number {
  return Math.floor(Date.now() / 1000) * 1000;
}

function checkedId(id: string, worlds: ReadonlyMap<string, Harness>): string {
  if (!WORLD_ID.test(id)) {
    throw new HarnessError(
      'HARNESS_WORLD_ID',
      `"${id}" cannot be a world's id: use up to 64 letters, digits, - and _.`,
    );
  }
  if (worlds.has(id))
    throw new HarnessError('HARNESS_WORLD_TAKEN', `There is a world "${id}" already: choose another id or delete it.`);
  return id;
}

function checkSwitches(texts: Readonly<Record<string, string>>, sts: StsKind): void {
  for (const [name, text] of Object.entries(texts)) {
    const refused = checkSwitch(name, text) ?? idleSwitch(sts, name, text);
    if (refused) throw new HarnessError('HARNESS_SWITCH', refused.message);
  }
}

/**
 * @throws HarnessError when the scenario names a school that the world has not: what it says could never happen; and
 * when it leads clients off this machine, which only one made in code can say.
 */
export function checkSchools(scenario: Scenario, world: World): void {
  const away = scenario.steps.flatMap(({ name, fault }) =>
    fault?.kind === 'redirect' && !new RegExp(LOOPBACK_URL).test(fault.to)
      ? [`The step "${name}" leads off this machine; redirect to 127.0.0.1, localhost or [::1].`]
      : [],
  );
  const problems = new Set([...strangers(scenario, world).map(problem => problem.message), ...away]);
  if (problems.size === 0) return;
  const lines = [`The scenario "${scenario.id}" does not fit this world.`, ...problems];
  throw new HarnessError('HARNESS_SCENARIO', lines.join('\n'));
}

async function worldOf(options: WorldOptions, scenario: Scenario | null): Promise<World> {
  const wanted = options.world ?? scenario?.world ?? DEFAULT_NAME;
  if (typeof wanted !== 'string') return wanted;
  const { buildWorld, WORLD_NAMES } = await import('../fixtures/index.js');
  const seed = options.seed ?? scenario?.seed;
  const world = buildWorld(wanted, seed === undefined ? {} : { seed });
  if (world) return world;
  const known = WORLD_NAMES.join(', ');
  const hint = didYouMean(wanted, WORLD_NAMES);
  throw new HarnessError('HARNESS_WORLD_UNKNOWN', `There is no world "${wanted}".${hint} Shipped: ${known}.`);
}

/** A shipped scenario by id, or the one given. @throws HarnessError with every fault of the file. */
export async function readScenario(wanted: string | Scenario | null | undefined): Promise<Scenario | null> {
  if (wanted === undefined || wanted === null) return null;
  if (typeof wanted !== 'string') return wanted;
  const { errorLines, loadShipped } = await import('./scenario/load.js');
  const loaded = loadShipped(wanted, { switches: SWITCH_NAMES });
  if ('scenario' in loaded) return loaded.scenario;
  throw new HarnessError('HARNESS_SCENARIO', errorLines(loaded.errors));
}
