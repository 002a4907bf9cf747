import { readWorld, type World } from '../world/index.js';
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
