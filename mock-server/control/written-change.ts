import type { Fingerprint } from '../journal/index.js';
import type { Change } from '../world/index.js';

/** Arguments that are secrets: a chosen secret, an API key. */
const SECRET_ARGUMENTS: ReadonlySet<string> = new Set(['secret', 'key']);

/** A change in the spelling of a scenario file, with its secrets as fingerprints. */
export function written({ kind, ...args }: Change, fingerprint: Fingerprint): Readonly<Record<string, object>> {
  const shown = Object.entries(args).map(([name, value]) => [
    name,
    SECRET_ARGUMENTS.has(name) && typeof value === 'string' ? fingerprint(value) : value,
  ]);
  return { [kind]: Object.fromEntries(shown) };
}
