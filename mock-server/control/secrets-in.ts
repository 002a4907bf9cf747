import { holdsSecret } from '../view/index.js';
import type { World } from '../world/index.js';

/** Three base64url parts, the first of them a JOSE header: an access token. */
const TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/;

/** Whether a JSON value holds, anywhere, a secret of this world (in clear, percent-encoded or in Base64) or an access token. */
export function leaks(world: World, value: unknown): boolean {
  const texts = new Set<string>();
  collect(value, texts);
  return [...texts].some(text => TOKEN.test(text) || holdsSecret(world, text));
}

/** Each once: a store of twenty thousand schools repeats the names of its members. */
function collect(value: unknown, texts: Set<string>): void {
  if (typeof value === 'string') texts.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) {
      texts.add(name);
      collect(member, texts);
    }
}
