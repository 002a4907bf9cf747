import type { Clock } from './clock.js';
import { createEmitter, type Emitter } from './events.js';
import { createFingerprint, createJournal, type Exchange, type Fingerprint, type Journal } from './journal/index.js';
import {
  begin,
  dueAt,
  type Effect,
  next,
  type Operation,
  type Scenario,
  type ScenarioState,
  type Step,
  type Struck,
} from './scenario/index.js';
import {
  checkSwitch,
  readSwitches,
  type Switches,
  type SwitchRefused,
  type SwitchTexts,
  switchTexts,
} from './switches.js';
import type { Tokens } from './tokens/index.js';
import { type Change, changeAll, isRefused, type Refused, type World } from './world/index.js';

/** What the weather does to one request, and what is left to do once its answer is decided. */
export type Weather = {
  readonly struck?: Struck;
  /** The step that this request fired. */
  readonly step?: string;
  /** Commits what the step changes after the answer. Call it once the answer is decided, before it is sent. */
  settle(): void;
};

/** A request as the scenario sees it. */
export type Arrival = { readonly operation: Operation; readonly site?: string; readonly organisationId?: string };

export type Committed = { readonly version: number };

/** One world's moving parts together, without HTTP: everything that must not be shared between parallel test runs. */
export type Harness = {
  readonly id: string;
  /** Where this world's STS is reached, without a trailing slash: what its tokens name as `iss` (JWT-04). */
  readonly issuer: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly tokens: Tokens;
  readonly fingerprint: Fingerprint;
  /** Hex key under which secrets may be compared from outside (SIMS_PROBE_KEY). */
  readonly probeKey: string;
  world(): World;
  switches(): Switches;
  switchTexts(): SwitchTexts;
  /** All or none. */
  setSwitches(texts: Readonly<Record<string, string>>): SwitchRefused | undefined;
  /** All or none; a refusal leaves the world as it was. `cause` says who asked, for the event stream. */
  commit(changes: readonly Change[], cause: string): Committed | Refused;
  /** Puts another world in this one's place. */
  replace(world: World): void;
  scenario(): Scenario | null;
  scenarioState(): ScenarioState | null;
  /** Starts a scenario from its beginning, or none. World and clock stay as they are. */
  play(scenario: Scenario | null): void;
  /** Fires a manual step. */
  fire(step: string): Refused | undefined;
  faults(): readonly Step[];
  /** Standing faults: steps that are asked before the scenario's own. */
  setFaults(steps: readonly Step[]): void;
  weather(arrival: Arrival): Weather;
  /** Moves the clock forward and fires what comes due. */
  advance(ms: number): void;
  record(exchange: Omit<Exchange, 'number'>): Exchange;
  /** Scenario steps that could not do what they say: a fault in the scenario, never in the agent. */
  problems(): readonly string[];
  /** A new number each time it is asked; the same series after a reset. */
  draw(): number;
  /** World, switches, scenario, journal and clock back to the start. */
  reset(): void;
  /** Stops timers. */
  close(): void;
} & Pick<Emitter, 'subscribe' | 'emit'>;

export type HarnessParts = {
  readonly id: string;
  readonly issuer: string;
  readonly world: World;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly probeKey: string;
  readonly scenario?: Scenario | null;
  /** What the user set; it wins over the world's and the scenario's own settings. */
  readonly switches?: Readonly<Record<string, string>>;
};

const CALM: Weather = { settle: () => {} };

export function createHarness(parts: HarnessParts): Harness {
  const { clock, tokens } = parts;
  const journal = createJournal();
  const emitter = createEmitter();
  let world = parts.world;
  let texts = switchTexts();
  let switches = readSwitches(texts);
  let scenario: Scenario | null = null;
  let script: ScenarioState | null = null;
  let standing: ScenarioState | null = null;
  let problems: string[] = [];
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  const useSwitches = (next: SwitchTexts) => {
    texts = next;
    switches = readSwitches(next);
  };

  const setSwitches = (wanted: Readonly<Record<string, string>>): SwitchRefused | undefined => {
    for (const [name, text] of Object.entries(wanted)) {
      const refused = checkSwitch(name, text);
      if (refused) return refused;
    }
    useSwitches(switchTexts(texts, wanted));
    emitter.emit({ type: 'switches', at: clock.now(), set: wanted });
    return undefined;
  };

  const commit = (changes: readonly Change[], cause: string): Committed | Refused => {
    const filled = changes.map(c => withDefaults(c, switches));
    const result = changeAll(world, filled, clock.now());
    if (isRefused(result)) return result;
    world = result.world;
    emitter.emit({ type: 'change', at: clock.now(), version: world.version, changes: filled, cause });
    return { version: world.version };
  };

  const problem = (step: string, message: string) => {
    problems = [...problems, `Step "${step}": ${message}`];
    emitter.emit({ type: 'problem', at: clock.now(), step, message });
  };

  const apply = (effect: Effect) => {
    emitter.emit({ type: 'step', at: clock.now(), step: effect.step });
    if (effect.changes.length > 0) {
      const result = commit(effect.changes, `step ${effect.step}`);
      if (isRefused(result)) problem(effect.step, result.message);
    }
    if (effect.set) {
      const refused = setSwitches(asTexts(effect.set));
      if (refused) problem(effect.step, refused.message);
    }
    if (effect.advanceMs !== undefined) advance(effect.advanceMs);
  };

  /** Fires what came due by time, and waits for the next on a clock that runs by itself. */
  const catchUp = () => {
    clearTimeout(timer);
    if (!script) return;
    const outcome = next(script, { type: 'elapsed', at: clock.now() });
    script = outcome.state;
    for (const effect of outcome.effects) apply(effect);
    const due = script && dueAt(script);
    if (clock.kind === 'manual' || due === undefined || due === null) return;
    timer = setTimeout(catchUp, Math.min(due - clock.now(), 2 ** 31 - 1));
    timer.unref();
  };

  const advance = (ms: number) => {
    clock.advance(ms);
    emitter.emit({ type: 'clock', at: clock.now() });
    catchUp();
  };

  const play = (chosen: Scenario | null) => {
    scenario = chosen;
    script = chosen && begin(chosen, clock.now());
    problems = [];
    catchUp();
  };

  const weather = (arrival: Arrival): Weather => {
    if (!script && !standing) return CALM;
    const event = { type: 'request', at: clock.now(), ...arrival } as const;
    const fault = standing && next(standing, event);
    standing = fault ? fault.state : null;
    const outcome = script && next(script, event);
    script = outcome ? outcome.state : null;
    const effects = outcome?.effects ?? [];
    for (const effect of effects) if (effect.when === 'before') apply(effect);
    const struck = fault?.fault ?? outcome?.fault;
    const step = effects.at(-1)?.step ?? struck?.step;
    return {
      ...(struck && { struck }),
      ...(step !== undefined && { step }),
      settle: () => {
        for (const effect of effects) if (effect.when === 'after') apply(effect);
      },
    };
  };

  const start = () => {
    world = parts.world;
    const own = asTexts(parts.scenario?.switches ?? {});
    useSwitches(switchTexts(world.switches, own, parts.switches ?? {}));
    standing = null;
    drawn = 0;
    play(parts.scenario ?? null);
  };
  start();

  return {
    id: parts.id,
    issuer: parts.issuer,
    clock,
    journal,
    tokens,
    fingerprint: createFingerprint(),
    probeKey: parts.probeKey,
    world: () => world,
    switches: () => switches,
    switchTexts: () => texts,
    setSwitches,
    commit,
    replace: next => {
      world = next;
      emitter.emit({ type: 'replaced', at: clock.now(), version: world.version });
    },
    scenario: () => scenario,
    scenarioState: () => script,
    play,
    fire: step => {
      if (!script) return { refused: 'no-scenario', message: 'No scenario is being played: load one first.' };
      const outcome = next(script, { type: 'manual', at: clock.now(), step });
      if (isRefused(outcome)) return outcome;
      script = outcome.state;
      for (const effect of outcome.effects) apply(effect);
      return undefined;
    },
    faults: () => standing?.steps ?? [],
    setFaults: steps => {
      standing = steps.length === 0 ? null : begin({ steps, seed: world.seed }, clock.now());
    },
    weather,
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
    reset: () => {
      clock.reset();
      journal.clear();
      start();
      emitter.emit({ type: 'reset', at: clock.now() });
    },
    close: () => clearTimeout(timer),
    subscribe: emitter.subscribe,
    emit: emitter.emit,
  };
}

/** What a switch decides where the change leaves it open (LIFE-18). */
function withDefaults(c: Change, switches: Switches): Change {
  if (c.kind !== 'site.reinstalled' || c.credentials !== undefined) return c;
  return { ...c, credentials: switches['life.reinstall'] === 'same-credentials' ? 'same' : 'new' };
}

function asTexts(settings: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}
