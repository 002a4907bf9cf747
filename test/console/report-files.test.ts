import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headline } from '../../contract/report/headline.js';
import { jsonReport } from '../../contract/report/json.js';
import { compare } from '../../mock-server/console/app/pages/reports/compare.js';
import { FileProblem, MOST_BYTES, openFile, openText } from '../../mock-server/console/app/pages/reports/open-file.js';
import { picturesOf, turned } from '../../mock-server/console/app/pages/reports/recording.js';
import { summary } from '../../mock-server/console/app/pages/reports/words.js';
import { sampleReport } from '../contract/report/sample.js';
import { sampleRecording } from './sample-recording.js';

function problemOf(text: string): string {
  try {
    openText(text);
  } catch (error) {
    if (error instanceof FileProblem) return error.message;
    throw error;
  }
  return 'no problem';
}

function contractIn(report: object) {
  const opened = openText(JSON.stringify({ format: 'sims-contract-report/1', ...report }));
  if (opened.kind !== 'contract') throw new Error('arrange: no contract report');
  return opened.report;
}

describe('a file that is opened', () => {
  test('When it is what contract --json writes, then all of it is read', () => {
    const opened = openText(`\uFEFF${jsonReport(sampleReport())}`);
    expect(opened.kind).toBe('contract');
    expect(opened.kind === 'contract' && opened.report.cases.length).toBe(sampleReport().cases.length);
  });

  test('When it is a recording, then it is the same as was written', () => {
    const recording = sampleRecording();
    const opened = openText(JSON.stringify(recording));
    expect(opened.kind === 'recording' && JSON.parse(JSON.stringify(opened.recording))).toEqual(recording);
  });

  test.each([
    ['', /empty/],
    ['{"format":"sims-contr', /not JSON, or was cut off/],
    ['<html></html>', /open the file that --json wrote/],
    ['[1]', /neither a contract report nor a recording/],
    ['{"a":1}', /neither/],
    ['{"format":"sims-contract-report/2"}', /"sims-contract-report\/2", is not known here/],
    ['{"format":"sims-recording/1"}', /damaged.*recordedAt should be a text/],
  ])('When it is %j, then what is wrong is said', (text, says) => {
    expect(problemOf(text)).toMatch(says);
  });

  test('When a verdict deep in a report is none, then its place is named', () => {
    const { cases, ...report } = sampleReport();
    const [first, ...rest] = cases;
    const text = JSON.stringify({
      format: 'sims-contract-report/1',
      ...report,
      cases: [{ ...first, verdict: 'great' }, ...rest],
    });
    expect(problemOf(text)).toMatch(/cases\[0\]\.verdict should be one of broken, failed/);
  });

  test('When it is larger than 50 MB, then it is not even read', async () => {
    const text = () => Promise.reject(new Error('it was read'));
    await expect(openFile({ size: MOST_BYTES + 1, text })).rejects.toThrow('It has 51 MB');
  });

  test('When it is any JSON with a known format, then it opens or a problem is told', () => {
    const any = fc.dictionary(fc.constantFrom('tool', 'cases', 'scenes', 'subject', 'held', 'agent'), fc.jsonValue());
    const format = fc.constantFrom('sims-contract-report/1', 'sims-recording/1', 'toString', '__proto__');
    fc.assert(
      fc.property(any, format, (value, format) => typeof problemOf(JSON.stringify({ ...value, format })) === 'string'),
    );
  });
});

test('When two reports are compared, then what got worse, better, new and gone is told', () => {
  const { cases, ...report } = sampleReport();
  const before = contractIn({ ...report, cases: cases.slice(0, 4) });
  const turnedRound = cases
    .slice(1, 5)
    .map((each, n) => ({ ...each, verdict: n === 0 ? 'failed' : n === 1 ? 'passed' : each.verdict }));
  const now = contractIn({ ...report, cases: turnedRound });
  const { worse, better, added, gone } = compare(before, now);
  const [first, second, third, , fifth] = cases;
  expect(worse.map(each => each.now.id)).toEqual([second?.id]);
  expect(better.map(each => each.now.id)).toEqual([third?.id]);
  expect([added, gone]).toEqual([[fifth?.id], [first?.id]]);
});

test('When a person has decided since, then that is better; when nothing is left to decide, better still', () => {
  const { cases, ...report } = sampleReport();
  const open = cases.find(({ verdict }) => verdict === 'review');
  const decided = { ...open, decided: { comment: 'approved', applied: true } };
  const [before, now, later] = [open, decided, { ...decided, verdict: 'passed' }].map(each =>
    contractIn({ ...report, cases: [each] }),
  );
  if (!before || !now || !later) throw new Error('arrange: no reports');
  expect(compare(before, now).better).toMatchObject([{ now: { id: open?.id }, before: 'review' }]);
  expect(compare(now, later)).toMatchObject({ worse: [], better: [{ before: 'decided' }] });
  expect(summary(now)).toContain(`Decided by a person: ${open?.id}.`);
});

test('When the pages of a recording are turned, then a moment the story never came to is passed over', () => {
  const pictures = picturesOf(sampleRecording());
  expect(pictures).toEqual([
    { scene: 0, moment: 1 },
    { scene: 1, moment: 0 },
  ]);
  expect(turned(pictures, { scene: 0, moment: 0 }, 'next')).toEqual({ scene: 0, moment: 1 });
  expect(turned(pictures, { scene: 1, moment: 0 }, 'back')).toEqual({ scene: 0, moment: 1 });
  expect(turned(pictures, { scene: 1, moment: 0 }, 'next')).toBeUndefined();
});

test.each([
  ['all were judged', { of: 2 }, ['passed', 'passed'], /^Safe to try/],
  ['one was chosen of many', { of: 37 }, ['passed', 'passed'], /^2 of 37 requirements were judged; nothing/],
  ['a dump was missing', { of: 2 }, ['passed', 'cannot-verify'], /^1 of 2 requirements were judged; nothing/],
  ['a known failure is open', { of: 2 }, ['passed', 'failed'], /known failures are open: SNAP-02\.$/],
  ['nobody said what was chosen', undefined, ['passed', 'passed'], /^2 of 2 requirements were judged/],
] as const)(
  'When %s, then the page, which reads the file, says the verdict as the printed report does',
  (_, selection, verdicts, says) => {
    const [first] = sampleReport().cases;
    const cases = verdicts.map((verdict, n) => ({
      ...first,
      id: `SNAP-0${n + 1}`,
      level: 'must',
      verdict,
      looksAt: ['dump'],
    }));
    const { selection: _chosen, ...report } = { ...JSON.parse(jsonReport(sampleReport())), verdict: 'passed', cases };
    expect(headline(contractIn({ ...report, ...(selection && { selection }) }))).toMatch(says);
  },
);
