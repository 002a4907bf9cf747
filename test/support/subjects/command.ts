import { fileURLToPath } from 'node:url';

/** The words that start a subject of this folder. */
export function subject(name: 'odd' | 'serves', ...words: readonly string[]): readonly string[] {
  return [process.execPath, fileURLToPath(new URL(`./${name}.mjs`, import.meta.url)), ...words];
}

/** Words as one option takes them. */
export const asOption = (words: readonly string[]): string => words.map(word => `"${word}"`).join(' ');
