import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CASES } from '../../contract/cases/index.js';
import { GALLERY } from '../support/gallery/index.js';
import { GOOD, play, type Row, wrongPlayer } from './matrix/play.js';

/** Judges judged: what no case says of a good agent, and each says of the one that was made for it. All of it: `npm run matrix`. */

const CAUGHT = { must: 'failed', should: 'warned' } as const;

/** What was found, for whoever reads why a test failed. */
const findings = ({ report }: Row) =>
  report.cases.flatMap(({ id, verdict, rounds, overall }) =>
    verdict === 'passed' || verdict === 'review'
      ? []
      : [...rounds.flatMap(round => round.findings), ...overall].map(
          ({ expected, seen }) => `${id} ${verdict}: expected ${expected}; seen ${seen}`,
        ),
  );

describe.concurrent('When an agent has one fault', () => {
  // Some faults are a matter of moments, and a busy machine may hide one: as in the matrix, a surprise is looked at again.
  test.each(GALLERY)('that it $fault ($name), then $caughtBy says so', { retry: 2 }, async wrong => {
    const judge = CASES.filter(({ id }) => id === wrong.caughtBy);
    const row = await play(wrongPlayer(wrong), judge);
    expect(judge.map(({ id }) => row.verdicts.get(id))).toEqual(judge.map(({ level }) => CAUGHT[level]));
    expect(judge).toHaveLength(1);
  });
});

test('When an agent has no fault, then no case says that it has one', async () => {
  expect(findings(await play(GOOD, CASES))).toEqual([]);
});

test('When a case is written, then a wrong agent stands in the gallery to be caught by it', () => {
  const caught = new Set(GALLERY.map(({ caughtBy }) => caughtBy));
  expect(CASES.filter(({ id }) => !caught.has(id)).map(({ id }) => id)).toEqual([]);
});

test('When a wrong agent is written, then it is in the list of the gallery, once', () => {
  const folder = fileURLToPath(new URL('../support/gallery/', import.meta.url));
  const files = readdirSync(folder).filter(file => file.endsWith('.mjs') && file !== 'good.mjs');
  expect(GALLERY.map(({ name }) => `${name}.mjs`).sort()).toEqual(files.sort());
});
