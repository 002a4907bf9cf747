import type { Clock } from './clock.js';
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
import { isRefused, type Refused } from './world/index.js';

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

/** Plays a scenario over one world: keeps its state, asks it at every event, and hands its effects on. */
export type Player = {
  scenario(): Scenario | null;
  state(): ScenarioState | null;
  play(scenario: Scenario | null): void;
  fire(step: string): Refused | undefined;
  faults(): readonly Step[];
  setFaults(steps: readonly Step[]): void;
  /** Neither a scenario nor a standing fault is there to ask. */
  isCalm(): boolean;
  weather(arrival: Arrival): Weather;
  /** Fires what came due by time. Call it whenever the clock was moved. */
  catchUp(): void;
  /** Nothing happens by itself any more, whoever still holds this world. */
  close(): void;
};

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** `apply` does to the world what a fired step says; it may move the clock and so come back here. */
export function createPlayer(clock: Clock, seed: () => number, apply: (effect: Effect) => void): Player {
  let scenario: Scenario | null = null;
  let script: ScenarioState | null = null;
  let standing: ScenarioState | null = null;
  let timer: NodeJS.Timeout | undefined;
  let round = 0;

  /** A real clock runs by itself, so somebody has to look when the next step is due. */
  const schedule = () => {
    clearTimeout(timer);
    const due = script && clock.kind === 'real' ? dueAt(script) : undefined;
    if (due === undefined) return;
    timer = setTimeout(catchUp, Math.min(Math.max(0, due - clock.now()), LONGEST_TIMER_MS));
    timer.unref();
  };

  const catchUp = () => {
    if (!script) return;
    const outcome = next(script, { type: 'elapsed', at: clock.now() });
    script = outcome.state;
    outcome.effects.forEach(apply);
    schedule();
  };

  return {
    scenario: () => scenario,
    state: () => script,
    play: chosen => {
      clearTimeout(timer);
      round += 1;
      scenario = chosen;
      script = chosen && begin(chosen, clock.now());
      catchUp();
    },
    fire: step => {
      if (!script) return { refused: 'no-scenario', message: 'No scenario is being played: load one first.' };
      const outcome = next(script, { type: 'manual', at: clock.now(), step });
      if (isRefused(outcome)) return outcome;
      script = outcome.state;
      outcome.effects.forEach(apply);
      schedule();
      return undefined;
    },
    faults: () => standing?.steps ?? [],
    setFaults: steps => {
      standing = steps.length === 0 ? null : begin({ steps, seed: seed() }, clock.now());
    },
    isCalm: () => !script && !standing,
    weather: arrival => {
      const event = { type: 'request', at: clock.now(), ...arrival } as const;
      const outcome = script && next(script, event);
      if (outcome) script = outcome.state;
      // A standing fault lies over the scenario without changing it: it strikes where the scenario does not.
      const over = standing && !outcome?.fault ? next(standing, event) : undefined;
      if (over) standing = over.state;
      const effects = outcome?.effects ?? [];
      effects.filter(e => e.when === 'before').forEach(apply);
      if (effects.length > 0) schedule();
      // A request may outlast the scenario it began under: what that one had in mind must not touch what came after.
      const begun = round;
      return weatherOf(effects, outcome?.fault ?? over?.fault, effect => {
        if (round === begun) apply(effect);
      });
    },
    catchUp,
    close: () => {
      clearTimeout(timer);
      script = null;
      standing = null;
    },
  };
}

function weatherOf(effects: readonly Effect[], struck: Struck | undefined, apply: (effect: Effect) => void): Weather {
  const step = struck?.step ?? effects.at(-1)?.step;
  return {
    ...(struck && { struck }),
    ...(step !== undefined && { step }),
    settle: () => effects.filter(e => e.when === 'after').forEach(apply),
  };
}
