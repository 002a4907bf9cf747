import type { Harness } from '../harness.js';
import { clientsOf, type World } from '../world/index.js';

/** Where a world stands: its version and its time (epoch ms). */
export function standingOf(harness: Harness): { readonly version: number; readonly now: number } {
  return { version: harness.world().version, now: harness.clock.now() };
}

/** Moves the clock to the last thing that happened in the world, when that lies ahead: a secret of the future opens nothing. */
export function catchUp(harness: Harness): void {
  const ahead = latestInstant(harness.world()) - harness.clock.now();
  if (ahead > 0) harness.advance(ahead);
}

/** When the last thing in a world happened, epoch ms. */
function latestInstant(world: World): number {
  const clients = clientsOf(world);
  let latest = 0;
  for (const { changedAt } of [...clients, ...world.installations]) latest = Math.max(latest, changedAt);
  for (const { secrets } of clients) {
    for (const { issuedAt, retiredAt } of secrets) latest = Math.max(latest, issuedAt, retiredAt ?? 0);
  }
  return latest;
}
