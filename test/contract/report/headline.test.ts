import { describe, expect, test } from 'vitest';
import { CASES } from '../../../contract/cases/index.js';
import { headline } from '../../../contract/report/headline.js';
import { htmlReport } from '../../../contract/report/html/html.js';
import { junitReport } from '../../../contract/report/junit.js';
import type { CaseResult, Report } from '../../../contract/report/report.js';
import { closingLines } from '../../../contract/report/text.js';
import { selectionWords } from '../../../contract/report/words.js';
import type { RequirementId } from '../../../contract/requirement.js';
import { sampleReport } from './sample.js';

const ALL = { only: [], skip: [], level: 'all', of: CASES.length } as const;
const SAFE = 'Safe to try against production, as far as can be seen from here.';

/** Everything passed but for these. */
function report(otherwise: Partial<Record<RequirementId, Partial<CaseResult>>>, rest: Partial<Report> = {}): Report {
  const sample = sampleReport();
  const cases = sample.cases.map(({ expected: _, ...each }) => ({
    ...each,
    verdict: 'passed' as const,
    ...otherwise[each.id],
  }));
  return { ...sample, verdict: 'passed', exit: 0, cases, selection: ALL, surprises: [], ...rest };
}
const some = (made: Report, count: number): Report => ({ ...made, cases: made.cases.slice(0, count) });
const only = (made: Report, ...ids: readonly string[]): Report => ({
  ...made,
  cases: made.cases.filter(({ id }) => ids.includes(id)),
});
const known = { verdict: 'failed', expected: { comment: 'ticket 12', met: 'known' } } as const;

describe('The verdict in a sentence', () => {
  test.each<[string, Report]>([
    [SAFE, report({})],
    [SAFE, report({ 'AUTH-03': { verdict: 'warned' } })],
    ['Not ready for production yet.', report({}, { verdict: 'failed' })],
    ['1 of 37 requirements were judged; nothing speaks against this one.', some(report({}), 1)],
    [
      '36 of 37 requirements were judged; nothing speaks against these.',
      report({ 'SNAP-02': { verdict: 'cannot-verify' } }),
    ],
    ['37 of 37 requirements were judged; known failures are open: SNAP-02.', report({ 'SNAP-02': known })],
    [
      '2 of 37 requirements were judged; should be better: EFF-02; a person must decide: DEL-04.',
      only(report({ 'EFF-02': { verdict: 'warned' }, 'DEL-04': { verdict: 'review' } }), 'EFF-02', 'DEL-04'),
    ],
    ['0 of 37 requirements were judged.', some(report({ 'AUTH-01': { verdict: 'cannot-verify' } }), 1)],
  ])('When a run ended so, then it reads: %s', (sentence, made) => {
    expect(headline(made)).toBe(sentence);
    expect(htmlReport(made)).toContain(`<strong>${sentence}</strong>`);
    expect(closingLines(made, (_, text) => text)).toContain(sentence);
  });

  test('When a report does not tell what was chosen, then nothing is called safe', () => {
    const { selection: _, ...untold } = report({});
    expect(headline(untold)).not.toBe(SAFE);
  });

  test('When little was chosen, then every report says so at its head', () => {
    const chosen = { only: ['AUTH-0*', 'SEC'], skip: ['SEC-05'], level: 'must', of: 37 } as const;
    const made = some(report({}, { selection: chosen, subject: { name: 'x', dump: false, serve: false } }), 3);
    const words = '3 of 37 requirements; --only AUTH-0*,SEC; --skip SEC-05; --level must; no dump';
    expect(selectionWords(made)).toBe(words);
    expect(htmlReport(made)).toContain(`Chosen: ${words}`);
    expect(junitReport(made)).toContain(`<property name="chosen" value="${words}"/>`);
    expect(closingLines(made, (_, text) => text)).toContain(`Chosen: ${words}.`);
  });
});
