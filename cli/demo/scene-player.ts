import type { RecordedMoment, RecordedScene, RunningHarness, Scenario, WorldHandle } from '../../mock-server/index.js';
import { type Onlooker, playScenario } from '../prove/play.js';
import { failureLines } from '../prove/reports.js';
import { createSubject, type SubjectOptions } from '../prove/subject.js';
import { whyNot } from '../why-not.js';
import { type Bell, createBell } from './bell.js';
import { openBook } from './book.js';
import { blank, momentOf } from './moment.js';
import type { Scene } from './scenes.js';
import { watched } from './watched-subject.js';

/** What the player needs of the run. */
export type Cast = Omit<SubjectOptions, 'stop'> & {
  readonly harness: RunningHarness;
  readonly stop: AbortSignal;
  /** Whether the agent is the project's own, which can say what it did in JSON. */
  readonly own: boolean;
  /** How the agent is called: never a command line. */
  readonly agent: string;
  /** Hands a report on to `…/agent-reports`. */
  readonly post: (world: string, report: object) => Promise<void>;
};

/** A scene in a world of its own, which is played as far as somebody wants to see it. */
export type ScenePlayer = {
  recorded(): RecordedScene;
  /** Plays on until this moment is over, or the scene is. @throws what kept the scene from being played. */
  playThrough(moment: number, cast: Cast): Promise<void>;
  /** Its world, once it has one. */
  world(): WorldHandle | undefined;
  /** Settles once nothing of it runs any more: after `stop` was aborted. */
  ended(): Promise<void>;
};

/** `changed` is rung with everything that becomes known. */
export function createScenePlayer(scene: Scene, scenario: Scenario, changed: Bell): ScenePlayer {
  const { stops, tells = {}, ...texts } = scene;
  const isShown = (index: number) => stops.includes(scenario.syncs[index]?.name ?? '');
  const lastStop = scenario.syncs.findLastIndex((_, index) => isShown(index));
  const told = (moment: RecordedMoment): RecordedMoment => ({ ...moment, tells: tells[moment.name] ?? moment.tells });
  const moments: RecordedMoment[] = scenario.syncs.map((sync, i) => told(blank(sync, i, isShown(i), 'waiting')));
  let head: Omit<RecordedScene, 'moments'> = {
    ...texts,
    state: 'waiting',
    world: null,
    seed: scenario.seed,
    trouble: null,
  };
  let allowed = -1;
  let world: WorldHandle | undefined;
  let over: Promise<void> | undefined;
  const gate = createBell();

  const set = (index: number, moment: RecordedMoment) => {
    moments[index] = told(moment);
    changed.ring();
  };
  const begin = (index: number) => {
    const sync = scenario.syncs[index];
    if (sync) set(index, blank(sync, index, isShown(index), 'playing'));
  };

  const giveUpRest = () => {
    for (const [i, moment] of moments.entries())
      if (['waiting', 'playing'].includes(moment.state)) moments[i] = { ...moment, state: 'unreached' };
  };

  const play = async (cast: Cast): Promise<void> => {
    head = { ...head, state: 'playing' };
    const stopped = () => gate.ring();
    cast.stop.addEventListener('abort', stopped);
    try {
      const held = await playIn(cast);
      head = { ...head, state: held === true ? 'held' : 'failed', trouble: held === true ? null : held };
    } catch (error) {
      // What was stopped in its middle has neither held nor failed.
      if (!cast.stop.aborted) head = { ...head, state: 'failed', trouble: whyNot(error) };
      throw error;
    } finally {
      cast.stop.removeEventListener('abort', stopped);
      if (!cast.stop.aborted) giveUpRest();
      changed.ring();
    }
  };

  /** True when all held, else what did not beside the moments themselves. */
  const playIn = async (cast: Cast): Promise<true | string | null> => {
    const made = await cast.harness.newWorld({ id: scene.id, scenario });
    world = made;
    head = { ...head, world: made.id };
    const subject = watched(createSubject(made, scenario, cast), cast.own);
    const book = openBook(made);
    const onlooker: Onlooker = {
      before: async index => {
        while (allowed < index) {
          await gate.next();
          cast.stop.throwIfAborted();
        }
        begin(index);
      },
      after: async (index, played) => {
        const moment = momentOf(book.factsOf(index, played, scenario, subject, cast.agent), scenario, isShown(index));
        if (moment.report) await cast.post(made.id, moment.report);
        set(index, moment);
      },
    };
    try {
      const proof = await playScenario(scenario, made, subject, onlooker);
      if (proof.held) return true;
      return moments.some(({ state }) => state === 'failed') ? null : failureLines(proof).join(' ');
    } finally {
      book.close();
      await subject.close();
    }
  };

  return {
    recorded: () => ({ ...head, moments: [...moments] }),
    world: () => world,
    ended: async () => {
      await over?.catch(() => undefined);
    },
    playThrough: async (moment, cast) => {
      allowed = Math.max(allowed, moment >= lastStop ? scenario.syncs.length : moment);
      gate.ring();
      over ??= play(cast);
      const scenePlayed = over.then(() => true);
      // Whoever still looks when it goes wrong is told below; nobody else has to be.
      scenePlayed.catch(() => undefined);
      const isOver = () => moment < lastStop && moments[moment]?.state === 'held';
      let ended = false;
      // The last picture of a scene is seen whole once the scene is proven to its end; so is one that does not hold.
      while (!ended && !isOver()) ended = await Promise.race([scenePlayed, changed.next().then(() => false)]);
    },
  };
}
