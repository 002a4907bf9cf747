import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fitted, piecesOf } from './ansi.js';
import { digestOf, FOLDER, ROOT, readIndex } from './digest.js';
import { SHOTS } from './list.js';
import { drawn } from './terminal.js';

/** Pictures age without a word. These tests say when, and what to run. */

const made = new Map(readIndex().map(entry => [entry.file, entry]));

test('When what a picture shows has changed, then it is made again: npm run pictures', () => {
  const stale = SHOTS.filter(({ file, sources }) => made.get(file)?.digest !== digestOf(sources)).map(
    ({ file }) => file,
  );
  expect(stale, `out of date: run  npm run pictures -- ${stale.map(file => file.split('.')[0]).join(' ')}`).toEqual([]);
});

test('When the folder is read, then it holds the pictures of the list and no other, small enough to be shipped', () => {
  const files = readdirSync(FOLDER).filter(name => name !== 'index.json');
  expect(files.sort()).toEqual(SHOTS.map(({ file }) => file).sort());
  const bytes = files.reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
  expect(bytes).toBeLessThan(1_000_000);
});

test('When the list names a source, then it is there', () => {
  const missing = SHOTS.flatMap(({ sources }) => sources).filter(source => !existsSync(join(ROOT, source)));
  expect(missing).toEqual([]);
});

test('When a page of the docs shows a picture, then it is one of these, and says in words what is to be seen', () => {
  const pages = [
    'README.md',
    ...readdirSync(join(ROOT, 'docs'))
      .filter(name => name.endsWith('.md'))
      .map(name => `docs/${name}`),
  ];
  const shown = pages.flatMap(page =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/!\[([^\]]*)\]\(([^)]*pictures\/([^)]+))\)/g)].map(
      ([, alt = '', , file = '']) => ({ page, alt, file }),
    ),
  );
  expect(shown.filter(({ file, alt }) => !made.has(file) || alt.length < 20)).toEqual([]);
  expect(new Set(shown.map(({ page }) => page))).toContain('README.md');
});

test('When a terminal is drawn, then it is what was said, letter by letter, and breaks at its edge', () => {
  const said = '\u001b[32m✔\u001b[0m \u001b[1mfirst\u001b[0m <all> & more';
  expect(
    piecesOf(said)
      .map(({ text }) => text)
      .join(''),
  ).toBe('✔ first <all> & more');
  const rows = fitted(piecesOf(said), 8).map(row => row.map(({ text }) => text).join(''));
  expect(rows).toEqual(['✔ first ', '<all> & ', 'more']);
  const svg = drawn('a command', said, 40);
  expect(svg).toContain('<tspan fill="#6cd495">✔</tspan>');
  expect(svg).toContain('&lt;all&gt; &amp; more');
});
