import { isRefused, type Refused } from './changes.js';
import { parseDuration } from './duration.js';
import { held, secretStyle, secretText } from './mint.js';
import { random } from './random.js';
import { refuse } from './resolve.js';
import type { Client, World } from './world.js';

/**
 * The client with a new current secret; the one before is retired at `at` and taken for `overlap` longer (LIFE-19).
 * A secret not given is minted from the world's seed.
 */
export function reissue<C extends Client>(
  world: World,
  client: C,
  args: { secret?: string; overlap?: string },
  at: number,
): C | Refused {
  if (args.secret === '') return refuse('empty-secret', 'A secret needs at least one character.');
  const overlapMs = overlapOf(args.overlap);
  if (isRefused(overlapMs)) return overlapMs;
  const from = random(world.seed, 'secret', world.minted);
  const value = args.secret ?? secretText(from, secretStyle(from));
  const retired = client.secrets.map(s =>
    s.retiredAt === null ? { ...s, retiredAt: at, overlapMs: overlapMs.ms } : s,
  );
  return { ...client, secrets: [...retired, held(value, at)] };
}

function overlapOf(text: string | undefined): { ms: number | null } | Refused {
  if (text === undefined) return { ms: null };
  const ms = parseDuration(text);
  return ms === undefined
    ? refuse('bad-duration', `"${text}" is not a length of time: write it like 30s, 10m or 1h.`)
    : { ms };
}
