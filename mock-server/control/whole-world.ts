import type { Harness } from '../harness.js';
import { clientsOf, readWorld, type World } from '../world/index.js';
import type { Refusal } from './outcome.js';
import { refusal } from './refusal.js';

/** Bytes of the largest world taken in: twenty thousand schools are about a third of it. */
export const LARGEST_WORLD = 64 * 1024 * 1024;

/** A whole world as somebody sent it. */
export function wholeWorld(value: unknown): World | Refusal {
  const read = readWorld(value);
  if ('world' in read) return read.world;
  return refusal(422, 'CONTROL_BAD_WORLD', `${read.problem}. Send a world as GET /api/worlds/{id} gives it.`);
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
