import type { Clock } from './clock.js';
import { createEmitter, type Emitter } from './events.js';
import { createHistory, type History } from './history.js';
import { createFingerprint, createJournal, type Exchange, type Fingerprint, type Journal } from './journal/index.js';
import { createPlayer, type Player } from './player.js';
import type { Effect, Scenario, ScenarioState } from './scenario/index.js';
import {
  asTexts,
  checkSwitch,
  readSwitches,
  type Switches,
  type SwitchRefused,
  type SwitchTexts,
  switchTexts,
} from './switches/index.js';
import { idleSwitch, type StsKind } from './switches/rfc-server.js';
import type { Tokens } from './tokens/index.js';
import { shownWorld } from './view/index.js';
import { type Change, changeAll, isRefused, type Refused, type World } from './world/index.js';

export type { Weather } from './player.js';

export type Committed = { readonly version: number };

/** One world's moving parts together, without HTTP: everything that must not be shared between parallel test runs. */
export type Harness = {
  readonly id: string;
  /** Which token server serves this run: some switches mean nothing to the one by the RFCs. */
  readonly sts: StsKind;
  /** Where the STS listens on this machine, without a trailing slash and without this world's prefix. */
  readonly stsListener: string;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Every change of the world since its start or the last reset. */
  readonly history: Pick<History, 'list'>;
  readonly tokens: Tokens;
  readonly fingerprint: Fingerprint;
  /** Hex key under which secrets may be compared from outside (SIMS_PROBE_KEY). */
  readonly probeKey: string;
  /** The id of another world of this run that knows this client: the mix of environments that HOST-09 warns of. */
  elsewhere(clientId: string): string | undefined;
  /** With the client ids and scopes that the switches give it: what anybody outside may see of the world. */
  world(): World;
  /** As it was made and has moved, without what the switches give it: what is fit to be written down and put back. */
  worldAsMade(): World;
  switches(): Switches;
  switchTexts(): SwitchTexts;
  /** All or none. */
  setSwitches(texts: Readonly<Record<string, string>>): SwitchRefused | undefined;
  /** All or none; a refusal leaves the world as it was. `cause` says who asked, for the event stream. */
  commit(changes: readonly Change[], cause: string): Committed | Refused;
  /** Puts another world in this one's place. */
  replace(world: World): void;
  /** The scenario being played, and where it has got to. */
  scenario(): Scenario | null;
  scenarioState(): ScenarioState | null;
  /** Sets a scenario's switches and plays it from its beginning, or plays none. World and clock stay as they are. */
  play(scenario: Scenario | null): SwitchRefused | undefined;
  /** Moves the clock forward and fires what comes due. */
  advance(ms: number): void;
  record(exchange: Omit<Exchange, 'number'>): Exchange;
  /** Scenario steps that could not do what they say: a fault in the scenario, never in the agent. */
  problems(): readonly string[];
  /** A new number each time it is asked; the same series after a reset. */
  draw(): number;
  /** What answers leave for later ones, such as counters; made when first asked for, forgotten at a reset. */
  kept<T>(what: Kept<T>): T;
  /** World, switches, scenario, journal, history and clock back to the start. */
  reset(): void;
} & Pick<Player, 'fire' | 'faults' | 'setFaults' | 'isCalm' | 'weather' | 'close'> &
  Emitter;

/** Something a world keeps between answers; the constant that describes it is its key. */
export type Kept<T> = { readonly make: () => T };

export type HarnessParts = {
  readonly id: string;
  /** Default: sims. */
  readonly sts?: StsKind;
  readonly stsListener: string;
  readonly world: World;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly probeKey: string;
  readonly elsewhere: Harness['elsewhere'];
  readonly scenario?: Scenario | null;
  /** What the user set; it wins over the world's and the scenario's own settings. All three have been checked. */
  readonly switches?: Readonly<Record<string, string>>;
};

export function createHarness(parts: HarnessParts): Harness {
  const { id, sts = 'sims', stsListener, clock, tokens, probeKey, elsewhere } = parts;
  const journal = createJournal();
  const emitter = createEmitter();
  const history = createHistory(emitter);
  const now = () => clock.now();
  let world = parts.world;
  let texts = switchTexts();
  let switches = readSwitches(texts);
  let shown = world;
  let problems: readonly string[] = [];
  let drawn = 0;
  const keepsakes = new Map<object, unknown>();

  const useSwitches = (...layers: Readonly<Record<string, string>>[]) => {
    texts = switchTexts(...layers);
    switches = readSwitches(texts);
    shown = shownWorld(world, switches);
  };

  /** The one place where the world moves. */
  const moveTo = (next: World) => {
    world = next;
    shown = shownWorld(world, switches);
  };

  const setSwitches: Harness['setSwitches'] = wanted => {
    for (const [name, text] of Object.entries(wanted)) {
      const refused = checkSwitch(name, text) ?? idleSwitch(sts, name, text);
      if (refused) return refused;
    }
    useSwitches(texts, wanted);
    emitter.emit({ type: 'switches', at: now(), set: wanted });
    return undefined;
  };

  const commit: Harness['commit'] = (wanted, cause) => {
    const changes = wanted.map(c => withDefaults(c, switches));
    const result = changeAll(world, changes, now());
    if (isRefused(result)) return result;
    moveTo(result.world);
    emitter.emit({ type: 'change', at: now(), version: world.version, changes, cause });
    return { version: world.version };
  };

  const advance = (ms: number) => {
    clock.advance(ms);
    emitter.emit({ type: 'clock', at: now() });
    player.catchUp();
  };

  const apply = (effect: Effect) => {
    const { step, changes, set, advanceMs } = effect;
    emitter.emit({ type: 'step', at: now(), step });
    const committed = changes.length === 0 ? undefined : commit(changes, `step ${step}`);
    const turned = set && setSwitches(asTexts(set));
    for (const result of [committed, turned]) {
      if (!result || !isRefused(result)) continue;
      problems = [...problems, `Step "${step}": ${result.message}`];
      emitter.emit({ type: 'problem', at: now(), step, message: result.message });
    }
    if (advanceMs !== undefined) advance(advanceMs);
  };

  const player = createPlayer(clock, () => world.seed, apply);

  const begin = (scenario: Scenario | null) => {
    problems = [];
    player.play(scenario);
  };

  const start = () => {
    moveTo(parts.world);
    useSwitches(world.switches, asTexts(parts.scenario?.switches ?? {}), parts.switches ?? {});
    drawn = 0;
    keepsakes.clear();
    player.setFaults([]);
    begin(parts.scenario ?? null);
  };
  start();

  return {
    id,
    sts,
    stsListener,
    clock,
    journal,
    history,
    tokens,
    probeKey,
    elsewhere,
    fingerprint: createFingerprint(),
    world: () => shown,
    worldAsMade: () => world,
    switches: () => switches,
    switchTexts: () => texts,
    setSwitches,
    commit,
    replace: next => {
      moveTo(next);
      emitter.emit({ type: 'replaced', at: now(), version: world.version });
    },
    scenario: player.scenario,
    scenarioState: player.state,
    play: scenario => {
      const refused = scenario ? setSwitches(asTexts(scenario.switches)) : undefined;
      if (!refused) begin(scenario);
      return refused;
    },
    fire: player.fire,
    faults: player.faults,
    setFaults: player.setFaults,
    isCalm: player.isCalm,
    weather: player.weather,
    close: player.close,
    advance,
    record: exchange => {
      const kept = journal.append(exchange);
      emitter.emit({ type: 'exchange', exchange: kept });
      return kept;
    },
    problems: () => problems,
    draw: () => {
      drawn += 1;
      return drawn;
    },
    kept: <T>(what: Kept<T>) => {
      if (!keepsakes.has(what)) keepsakes.set(what, what.make());
      return keepsakes.get(what) as T;
    },
    reset: () => {
      clock.reset();
      journal.clear();
      history.clear();
      start();
      emitter.emit({ type: 'reset', at: now() });
    },
    ...emitter,
  };
}

/** What a switch decides where the change leaves it open (LIFE-18). */
function withDefaults(c: Change, switches: Switches): Change {
  if (c.kind !== 'site.reinstalled' || c.credentials !== undefined) return c;
  return { ...c, credentials: switches['life.reinstall'] === 'same-credentials' ? 'same' : 'new' };
}
