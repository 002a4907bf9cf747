import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { RawAnswer } from './raw-http.js';

const FOLDER = new URL('../golden/', import.meta.url);

/** What differs from run to run, and nothing else. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\r\n/g, '\n'],
  [/^Date: .*$/gm, 'Date: <date>'],
  [/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<jwt>'],
  [/127\.0\.0\.1:\d+/g, '<host>'],
  [/"(n|kid|x5t)":"[^"]+"/g, '"$1":"<$1>"'],
  // The length of a certificate depends on its serial number.
  [/Content-Length: \d+(?=[\s\S]*"x5c":)/, 'Content-Length: <length>'],
  [/"x5c":\["[^"]+"\]/g, '"x5c":["<x5c>"]'],
  [/"exp":\d+,"nbf":\d+/g, '"exp":<exp>,"nbf":<nbf>'],
];

/** Keeps the whole answer in `test/golden/<name>.http`. To accept a change, run once with UPDATE_GOLDEN=1. */
export function expectGolden(name: string, answer: RawAnswer): void {
  const seen = `${MASKS.reduce((text, [pattern, mask]) => text.replace(pattern, mask), answer.text)}\n`;
  const file = new URL(`${name}.http`, FOLDER);
  if (process.env['UPDATE_GOLDEN']) writeFileSync(file, seen);
  expect(seen).toBe(readFileSync(file, 'utf8'));
}
