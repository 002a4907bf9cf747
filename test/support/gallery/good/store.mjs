// The sealed store.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { End } from './end.mjs';

const fileOf = env => join(env.SIMS_STATE_DIR, 'store.sealed');
/** The key that the store is sealed with. */
export const keyFrom = ({ SIMS_AGENT_KEY: place }) =>
  Buffer.from(readFileSync(place.slice('file:'.length), 'utf8'), 'base64');

/** Everything stored, as rows {organisationId, key, clientId, secret}. @throws End 12 */
export function load({ env, hooks }) {
  if (!existsSync(fileOf(env))) return [];
  try {
    return JSON.parse(hooks.open(readFileSync(fileOf(env)), keyFrom(env)).toString('utf8'));
  } catch {
    throw new End(12, 'the store cannot be read: is it the key it was sealed with?');
  }
}

export function save(rows, { env, hooks, signal }) {
  signal?.throwIfAborted();
  hooks.write(fileOf(env), hooks.seal(Buffer.from(JSON.stringify(rows)), keyFrom(env)));
}
