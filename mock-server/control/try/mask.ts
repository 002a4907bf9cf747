import type { Fingerprint } from '../../journal/index.js';
import type { World } from '../../world/index.js';
import { leaks } from '../secrets-in.js';

/** Members that hold a secret, in every spelling that a switch gives them. */
const SECRET_MEMBERS: ReadonlySet<string> = new Set(['access_token', 'secret', 'client_secret', 'ocpaimkey']);

/** A text of JSON, closed or broken off. */
const TEXT = /"((?:[^"\\]|\\.)*)("|\\?$)/gs;
const IN_XML = /<(secret|ocpaimkey|access_token)\b([^>]*)>([^<]*)/gi;
const JWT = /[\w-]{16,}\.[\w-]{8,}\.[\w-]{8,}/g;

/** So short a text stands in others by chance, and hiding it there would only garble them. */
const SHORTEST = 6;

const HIDDEN = '(not shown: a secret stands in it)';

/**
 * A text of an exchange with fingerprints, as the journal shows them, in place of secrets and tokens; where one could
 * still stand in it in another spelling, nothing of the text is left. `given`: secrets that belong to no world.
 */
export function masked(text: string, world: World, fingerprint: Fingerprint, given: readonly string[]): string {
  const long = given.filter(secret => secret.length >= SHORTEST);
  const plain = long.reduce((rest, secret) => rest.replaceAll(secret, fingerprint(secret)), text);
  const shown = membersMasked(plain, fingerprint)
    .replace(IN_XML, (_, name, rest, value) => `<${name}${rest}>${fingerprint(value)}`)
    .replace(JWT, token => fingerprint(token));
  const spellings = [shown, jsonRead(shown), decoded(shown)];
  const holds = (told: string) => leaks(world, told) || long.some(secret => told.includes(secret));
  return spellings.some(holds) ? HIDDEN : shown;
}

/** Only values are touched, so that everything else of the text stays as it came. */
function membersMasked(text: string, fingerprint: Fingerprint): string {
  let name = '';
  return text.replace(TEXT, (all, inside: string, end: string, at: number) => {
    const isName = /^\s*:/.test(text.slice(at + all.length, at + all.length + 20));
    if (isName) {
      name = inside.toLowerCase();
      return all;
    }
    const isSecret = SECRET_MEMBERS.has(name) && /:\s*$/.test(text.slice(Math.max(0, at - 20), at));
    name = '';
    return isSecret && all !== '""' ? `"${fingerprint(read(inside))}${end === '"' ? end : ''}` : all;
  });
}

function read(inside: string): string {
  try {
    return String(JSON.parse(`"${inside}"`));
  } catch {
    return inside;
  }
}

/** The text with JSON's escapes read. */
function jsonRead(text: string): string {
  return text.replace(TEXT, (_, inside: string) => ` ${read(inside)} `);
}

/** The text with the escapes of forms and addresses read. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
