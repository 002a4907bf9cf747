import {
  type Change,
  type Changed,
  type ChangeKind,
  isRefused,
  type Mover,
  type Movers,
  type Refused,
} from './changes.js';
import { CLIENT_CHANGES } from './client-changes.js';
import { ESTATE_CHANGES } from './estate-changes.js';
import { PARTNER_CHANGES } from './partner-changes.js';
import { SITE_CHANGES } from './site-changes.js';
import type { World } from './world.js';

const MOVERS: Movers<ChangeKind> = { ...SITE_CHANGES, ...CLIENT_CHANGES, ...PARTNER_CHANGES, ...ESTATE_CHANGES };

/** Every kind of change, in the order of the interface. */
export const CHANGE_KINDS = Object.keys(MOVERS) as ChangeKind[];

/**
 * Moves a world by one change. Pure and total: an impossible change is a named refusal, never an exception, and the
 * world given is never touched. `at` is epoch milliseconds on the world's clock.
 */
export function change(world: World, c: Change, at: number): Changed | Refused {
  // Own members only: a kind called "constructor" must not find the one every object has.
  const mover = Object.hasOwn(MOVERS, c.kind) ? (MOVERS[c.kind] as Mover<ChangeKind>) : undefined;
  if (!mover) return { refused: 'unknown-change', message: `There is no change called "${String(c.kind)}".` };
  const moved = mover(world, c, at);
  return isRefused(moved) ? moved : { world: { ...moved, version: world.version + 1 } };
}

/** Moves a world by several changes, all or none. The refusal names the first that was impossible. */
export function changeAll(world: World, changes: readonly Change[], at: number): Changed | Refused {
  let moved = world;
  for (const c of changes) {
    const result = change(moved, c, at);
    if (isRefused(result)) return result;
    moved = result.world;
  }
  return { world: moved };
}
