import { buildWorld, type WorldName } from '../../fixtures/index.js';
import { type Change, change, changeAll, isRefused, type World } from '../../mock-server/world/index.js';

/** The instant at which tests move a world, an hour after it began. */
export const AT = Date.UTC(2026, 0, 5, 9);

/** A shipped world after these changes; throws when one of them is refused. */
export function worldAfter(name: WorldName, ...changes: readonly Change[]): World {
  const moved = changeAll(frozen(buildWorld(name)), changes, AT - 60_000);
  if (isRefused(moved)) throw new Error(`arrange: ${moved.message}`);
  return frozen(moved.world);
}

/** The world after one change; throws when it is refused. */
export function move(world: World, c: Change): World {
  const moved = change(world, c, AT);
  if (isRefused(moved)) throw new Error(`${moved.refused}: ${moved.message}`);
  return moved.world;
}

/** The code of the refusal, or undefined when the world moved. */
export function refusalOf(world: World, c: Change): string | undefined {
  const moved = change(world, c, AT);
  return isRefused(moved) ? moved.refused : undefined;
}

/** The same value, and nothing in it can be written to any more. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozen(member);
  }
  return value;
}
