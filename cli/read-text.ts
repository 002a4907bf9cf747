import { readFileSync } from 'node:fs';
import { textIn } from '../mock-server/index.js';

/** The text of a file in UTF-8, without a byte order mark. @throws Error for one that cannot be read (see whyNot) or is UTF-16 */
export function readText(file: string): string {
  const text = textIn(readFileSync(file));
  if (text === undefined) throw new Error('it is UTF-16; save it as UTF-8');
  return text;
}
