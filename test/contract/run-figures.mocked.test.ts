import { expect, test, vi } from 'vitest';
import { CASES } from '../../contract/cases/index.js';
import { GOOD, play } from './matrix/play.js';

vi.mock('../../contract/figures.js', async original => ({
  ...(await original<typeof import('../../contract/figures.js')>()),
  figuresOf: () => {
    throw new Error('divided by a school');
  },
}));

test('When the figures cannot be reckoned, then the case they are about is broken, and the others are told as ever', async () => {
  const { report } = await play(
    GOOD,
    CASES.filter(({ id }) => id === 'EFF-01' || id === 'SNAP-01'),
  );
  expect([report.exit, report.figures]).toEqual([3, null]);
  expect(report.cases.map(({ id, verdict, overall }) => [id, verdict, overall.map(({ seen }) => seen)])).toEqual([
    ['SNAP-01', 'passed', []],
    ['EFF-01', 'broken', ['a fault of sims-harness: divided by a school']],
  ]);
});
