import type { DemoState } from '../../../../control/demo/shape.js';
import { ApiError, get, post } from '../../api.js';
import { tell } from '../../parts/toast.js';
import { createStore, useStore } from '../../store.js';

type Known = {
  /** Whether this harness tells a story; null while nobody knows yet. */
  readonly there: boolean | null;
  readonly state: DemoState | null;
};

const story = createStore<Known>({ there: null, state: null });

export const useStory = <S>(select: (known: Known) => S): S => useStore(story, select);

let asked = false;
/** Looks once whether this harness tells a story. */
export async function lookForStory(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    const { demo = false } = await get<{ readonly demo?: boolean }>('/api/health');
    story.set({ there: demo });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    asked = false;
  }
}

const AGAIN_MS = 1500;
let following = false;

/** Keeps up with the story from now on: each answer waits until there is something new. */
export async function followStory(): Promise<void> {
  if (following) return;
  following = true;
  for (;;) {
    try {
      const known = story.get().state;
      const query = known ? `?after=${known.version}` : '';
      story.set({ state: await get<DemoState>(`/api/demo${query}`) });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // The connection is told of by the shell; a harness that starts anew counts from the beginning.
      await new Promise(resolve => setTimeout(resolve, AGAIN_MS));
      story.set({ state: null });
    }
  }
}

/** Where to go: a picture on or back, or a scene and a moment of it. */
export type Going = { readonly go?: 'next' | 'back'; readonly scene?: number; readonly moment?: number };

/** Whether there is a picture that way; one that its scene never came to does not count. */
export function hasPicture(go: 'next' | 'back', { scenes, position }: DemoState): boolean {
  const order = (scene: number, moment: number) => scene * 1000 + moment;
  const here = order(position.scene, position.moment);
  return scenes.some(({ moments }, scene) =>
    moments.some(({ shown, state }, moment) => {
      const isThere = shown && state !== 'unreached';
      return isThere && (go === 'next' ? order(scene, moment) > here : order(scene, moment) < here);
    }),
  );
}

let turning: Promise<void> = Promise.resolve();
/** One picture on or back, after turns that are under way; past the first and the last nothing is asked for. */
export function turn(go: 'next' | 'back'): Promise<void> {
  turning = turning.then(async () => {
    const { state } = story.get();
    if (state && hasPicture(go, state)) await goTo({ go });
  });
  return turning;
}

/** Shows another picture, here and to everybody else who looks. */
export async function goTo(where: Going): Promise<void> {
  try {
    story.set({ state: await post<DemoState>('/api/demo', where) });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Past the first or the last picture there is nothing to say.
    if (error.code !== 'CONTROL_NO_PICTURE') tell({ says: error.message, bad: true });
  }
}
