import { ApiError, inWorld, post } from './api.js';
import { live } from './live.js';
import { tell } from './parts/toast.js';

type Standing = { readonly version: number };
type Snapshot = Standing & { readonly id: string };

/** A change in the spelling of a scenario: `{ "secret.reissued": { "site": "oakfield" } }`. */
export type ChangeIn = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Changes the world shown and offers to take it back. `says`: what was done, as a sentence; what is refused is told
 * in the API's own words. True when it happened.
 */
export async function act(changes: ChangeIn | readonly ChangeIn[], says: string): Promise<boolean> {
  const { world } = live.get();
  try {
    const snapshot = await post<Snapshot>(inWorld(world, '/snapshots'), { label: `before: ${says}` });
    const { version } = await post<Standing>(inWorld(world, '/changes'), changes);
    tell({ says, undo: () => takeBack(world, snapshot, version, says) });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    tell({ says: error.message, bad: true });
    return false;
  }
}

async function takeBack(world: string, { id }: Snapshot, version: number, says: string): Promise<void> {
  try {
    await post(inWorld(world, `/snapshots/${id}/restore`), { version });
    tell({ says: `Taken back: ${says}` });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    tell({ says: error.message, bad: true });
  }
}
