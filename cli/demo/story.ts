import type { DemoPort, DemoState, Position, RecordedScene, Recording, Scenario } from '../../mock-server/index.js';
import { version } from '../version.js';
import { createBell } from './bell.js';
import { type Cast, createScenePlayer } from './scene-player.js';
import type { Scene } from './scenes.js';
import { refuseSecrets } from './secrets.js';
import { picturesOf, type Telling } from './telling.js';

/** A guided story over a running harness, for the console and for a terminal alike: both see the same picture. */
export type Story = DemoPort &
  Telling & {
    /** Who plays; nothing is played before. */
    begin(cast: Cast): void;
    /** Settles once nothing of it runs any more: after `stop` of the cast was aborted. */
    ended(): Promise<void>;
  };

export function createStory(scenes: readonly (readonly [Scene, Scenario])[], agent: string): Story {
  const changed = createBell();
  const players = scenes.map(([scene, scenario]) => createScenePlayer(scene, scenario, changed));
  const recorded = (): RecordedScene[] => players.map(player => player.recorded());
  const pictures = picturesOf(recorded());
  const startedAt = new Date();
  let position: Position = pictures[0] ?? { scene: 0, moment: 0 };
  let cast: Cast | undefined;

  const show = async (to: Position): Promise<void> => {
    position = to;
    changed.ring();
    const player = players[to.scene];
    if (cast && player) await player.playThrough(to.moment, cast);
  };
  const recording = (): Recording => {
    const all = recorded();
    return {
      format: 'sims-recording/1',
      recordedAt: startedAt.toISOString(),
      harness: version(),
      agent,
      held: all.every(scene => scene.state === 'held'),
      scenes: all,
    };
  };

  return {
    agent,
    pictures,
    scenes: recorded,
    show,
    ended: async () => {
      await Promise.all(players.map(player => player.ended()));
    },
    begin: who => {
      cast = who;
    },
    state: () => stateOf(recorded(), position, pictures, { version: changed.count(), agent }),
    changed: async (known, withinMs) => {
      if (changed.count() > known) return;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>(resolve => {
        timer = setTimeout(resolve, withinMs).unref();
      });
      await Promise.race([changed.next(), patience]);
      clearTimeout(timer);
    },
    go: where => {
      const to = destination(where, position, pictures, recorded());
      if (typeof to === 'string') return to;
      // What goes wrong is told by the scene.
      show(to).catch(() => undefined);
      return undefined;
    },
    recording: () => {
      const made = recording();
      refuseSecrets(
        made,
        players.flatMap(player => player.world() ?? []),
      );
      return made;
    },
  };
}

type Where = Parameters<DemoPort['go']>[0];

/** Where that is, or why there is no such picture. */
function destination(
  where: Where,
  position: Position,
  pictures: readonly Position[],
  scenes: readonly RecordedScene[],
): Position | string {
  if (where.go !== undefined) return neighbour(where.go, position, pictures, scenes);
  const { scene = position.scene } = where;
  const known = scenes[scene];
  if (!known) return `There is no scene ${scene}: they go from 0 to ${scenes.length - 1}.`;
  const moment = where.moment ?? pictures.find(each => each.scene === scene)?.moment ?? 0;
  if (!known.moments[moment])
    return `The scene "${known.id}" has no moment ${moment}: they go from 0 to ${known.moments.length - 1}.`;
  return { scene, moment };
}

/** The picture before or after; one that its scene never came to is passed over. */
export function neighbour(
  go: 'next' | 'back',
  position: Position,
  pictures: readonly Position[],
  scenes: readonly RecordedScene[],
): Position | string {
  const reached = (p: Position) => scenes[p.scene]?.moments[p.moment]?.state !== 'unreached';
  const order = (p: Position) => p.scene * 1000 + p.moment;
  const found =
    go === 'next'
      ? pictures.find(p => order(p) > order(position) && reached(p))
      : pictures.findLast(p => order(p) < order(position) && reached(p));
  return found ?? (go === 'next' ? 'This is the last picture.' : 'This is the first picture.');
}

function stateOf(
  scenes: readonly RecordedScene[],
  position: Position,
  pictures: readonly Position[],
  rest: Pick<DemoState, 'version' | 'agent'>,
): DemoState {
  const shown = scenes[position.scene];
  const moment = shown?.moments[position.moment];
  if (!shown || !moment) throw new Error('a picture is shown that the story does not have');
  const { moments: _, ...scene } = shown;
  return {
    ...rest,
    position,
    picture: pictures.findIndex(p => p.scene === position.scene && p.moment === position.moment) + 1,
    pictures: pictures.length,
    scenes: scenes.map(({ id, title, state, moments }) => ({
      id,
      title,
      state,
      moments: moments.map(({ name, shown, state }) => ({ name, shown, state })),
    })),
    scene,
    moment,
  };
}
