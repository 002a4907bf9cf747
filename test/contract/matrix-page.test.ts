import { expect, test } from 'vitest';
import { CASES } from '../../contract/cases/index.js';
import type { Verdict } from '../../contract/finding.js';
import type { RequirementId } from '../../contract/requirement.js';
import { GALLERY } from '../support/gallery/index.js';
import { readProject } from '../support/ledger.js';
import { sourcesDigest } from './matrix/digest.js';
import type { Column, Judged } from './matrix/judged.js';
import { problemsOf } from './matrix/problems.js';

const page = readProject('docs/contract/matrix.md');

test('When a judge or an agent has changed, then docs/contract/matrix.md was made again: npm run matrix', () => {
  expect(page).toContain(`<!-- made from ${sourcesDigest()} -->`);
});

test('When the page is read, then every wrong agent has a row with the case that catches it, and no case an empty column', () => {
  const rows = new Map(page.split('\n').map(line => [/\(`([a-z0-9-]+)`\)/.exec(line)?.[1], line.split(' | ')]));
  for (const { name, caughtBy } of GALLERY) {
    const column = 1 + CASES.findIndex(({ id }) => id === caughtBy);
    expect([name, rows.get(name)?.[column]?.replace(/ \|$/, '')]).toEqual([
      name,
      expect.stringMatching(/\*\*[✘▲]\*\*/),
    ]);
  }
  expect(CASES.map(({ id }) => id).filter(id => !GALLERY.some(({ caughtBy }) => caughtBy === id))).toEqual([]);
});

const COLUMNS: readonly Column[] = [
  { id: 'SNAP-01', level: 'must', says: 'one' },
  { id: 'SNAP-02', level: 'must', says: 'two' },
  { id: 'EFF-01', level: 'should', says: 'three' },
];

function judged(caughtBy: RequirementId | undefined, bad: Partial<Record<RequirementId, Verdict>>): Judged {
  const verdicts = new Map(COLUMNS.map(({ id }) => [id, bad[id] ?? 'passed']));
  return { name: caughtBy === undefined ? 'good' : `wrong-${caughtBy}`, tells: 'does so', caughtBy, verdicts };
}

const FAIR = [
  judged(undefined, {}),
  judged('SNAP-01', { 'SNAP-01': 'failed', 'EFF-01': 'warned' }),
  judged('SNAP-02', { 'SNAP-02': 'failed', 'SNAP-01': 'cannot-verify' }),
  judged('EFF-01', { 'EFF-01': 'warned' }),
];

test('When each fault is caught by its own case and by no other must, then nothing speaks against the judge', () => {
  expect(problemsOf(FAIR, COLUMNS)).toEqual([]);
});

test.each([
  ['lets a fault pass', judged('SNAP-01', {}), 'wrong-SNAP-01 is not caught by SNAP-01'],
  [
    'blames it for two musts',
    judged('SNAP-01', { 'SNAP-01': 'failed', 'SNAP-02': 'failed' }),
    'wrong-SNAP-01 fails SNAP-02 too, which is not about its fault',
  ],
  ['blames a good agent', judged(undefined, { 'EFF-01': 'warned' }), 'good is a good agent, and does not pass EFF-01'],
  ['breaks', judged(undefined, { 'SNAP-02': 'broken' }), 'good: SNAP-02 is broken'],
])('When the judge %s, then that is a problem', (_, row, problem) => {
  expect(problemsOf([...FAIR, row], COLUMNS)).toEqual([problem]);
});

test('When a case catches nobody, then that is a problem', () => {
  expect(problemsOf(FAIR.slice(0, 3), COLUMNS)).toEqual(['no wrong agent is caught by EFF-01']);
});
