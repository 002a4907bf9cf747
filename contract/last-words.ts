import { secretsOf } from '../mock-server/index.js';
import type { Seen } from './seen.js';
import type { Run } from './subject/subject.js';

const LONGEST = 300;

/**
 * The last line that a run said, fit for a report: undefined where it said nothing, or where a secret was found in an
 * output, in whatever encoding, for then no part of it may go anywhere.
 */
export function lastWords(
  { stdout, stderr }: Run,
  { world, leaks }: Pick<Seen, 'world' | 'leaks'>,
): string | undefined {
  if (leaks.some(({ place }) => place === 'output')) return undefined;
  const line = (stderr.trim() || stdout.trim()).split('\n').at(-1)?.trim() ?? '';
  if (line === '') return undefined;
  const secrets = secretsOf(world).filter(secret => secret.length > 3);
  return plain(secrets.reduce((text, secret) => text.replaceAll(secret, '(a secret)'), line)).slice(0, LONGEST);
}

/** It cannot move a cursor, colour a screen or begin a line of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that do it
const plain = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
