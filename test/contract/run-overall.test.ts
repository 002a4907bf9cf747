import { expect, test } from 'vitest';
import type { Case } from '../../contract/case.js';
import { CASES } from '../../contract/cases/index.js';
import type { CaseResult } from '../../contract/report/report.js';
import { runContract } from '../../contract/run.js';
import { GALLERY } from '../support/gallery/index.js';
import { wrongPlayer } from './matrix/play.js';

const cases = (...ids: readonly string[]) => CASES.filter(({ id }) => ids.includes(id));

/** Judges an agent that says its tokens where a school’s call fails, and tells what was heard of it meanwhile. */
async function judge(which: readonly Case[], name = 'prints-token-on-error') {
  const wrong = GALLERY.find(each => each.name === name);
  if (!wrong) throw new Error(`no ${name}`);
  const { subject, parallel } = wrongPlayer(wrong);
  const told: (readonly [CaseResult, number])[] = [];
  const over: string[] = [];
  const report = await runContract({
    subject: await subject(),
    cases: which,
    seed: 7,
    parallel,
    timeoutMs: 30_000,
    version: 'test',
    stop: new AbortController().signal,
    replay: ids => ids.join(','),
    onOver: id => over.push(id),
    onCase: (result, done) => told.push([result, done]),
  });
  return { report, told, over };
}

test('When a case is judged over all cases, then it is told once, at the end, and replayed with the case where it was found', async () => {
  const { report, told, over } = await judge(cases('SEC-01', 'RES-01', 'SNAP-01'));
  expect(told.map(([{ id, verdict }]) => [id, verdict]).at(-1)).toEqual(['SEC-01', 'failed']);
  expect(told.map(([, done]) => done)).toEqual([1, 2, 3]);
  expect([...over].sort()).toEqual(['RES-01', 'SEC-01', 'SNAP-01']);
  const found = report.cases.find(({ id }) => id === 'SEC-01');
  expect(found?.overall).not.toEqual([]);
  expect(found?.replay).toMatch(/^SEC-01,(RES|SNAP)-01/);
});

test('When the judge over all cases breaks, then that case is broken and the others are told as ever', async () => {
  const spoilt = cases('SEC-01', 'SNAP-01').map((each): Case => {
    const overall = () => {
      throw new Error('lost its head');
    };
    return each.id === 'SEC-01' ? { ...each, overall } : each;
  });
  const { report } = await judge(spoilt);
  expect([report.exit, report.cases.map(({ id, verdict }) => [id, verdict])]).toEqual([
    3,
    expect.arrayContaining([
      ['SEC-01', 'broken'],
      ['SNAP-01', 'passed'],
    ]),
  ]);
  expect(report.cases.flatMap(({ overall }) => overall)).toEqual([
    { expected: expect.any(String), seen: 'a fault of sims-harness: lost its head' },
  ]);
});
