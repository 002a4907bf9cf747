import { describe, expect, test } from 'vitest';
import type { CaseResult, Report } from '../../../contract/report/report.js';
import { hasOpenSecurityIssue, summary } from '../../../contract/report/words.js';
import { sampleReport } from './sample.js';

const sample = sampleReport();
const [one] = sample.cases;
if (!one) throw new Error('a case is needed');

type Made = Partial<CaseResult>;
const report = (verdict: Report['verdict'], cases: readonly Made[], rest: Partial<Report> = {}): Report => ({
  ...sample,
  surprises: [],
  ...rest,
  verdict,
  cases: cases.map(made => ({ ...one, level: 'must', ...made })),
});
const decided = { comment: '2026-11-22, J. Smith: approved', applied: true };
const known = { expected: { comment: 'ticket 12', met: 'known' } } as const;

describe('The whole in a sentence', () => {
  test.each<[string, Report]>([
    ['Nothing was judged.', report('passed', [])],
    ['2 of 2 requirements that must hold do hold.', report('passed', [{ verdict: 'passed' }, { verdict: 'passed' }])],
    ['1 of 2 requirements that must hold does not.', report('failed', [{ verdict: 'failed' }, { verdict: 'passed' }])],
    [
      '1 of 2 requirements that must hold does hold. 1 further one fails, as is known.',
      report('passed', [{ verdict: 'failed', ...known }, { verdict: 'passed' }]),
    ],
    [
      '1 of 1 requirement that must hold does hold. 1 known failure passed: the file of them is out of date.',
      report('failed', [{ verdict: 'passed' }], { surprises: ['x'] }),
    ],
    [
      '0 of 2 requirements that must hold do hold. 1 further one a person must decide. 1 further one could not be seen from outside.',
      report('passed', [{ verdict: 'cannot-verify' }, { verdict: 'review' }]),
    ],
    [
      '0 of 2 requirements that must hold do hold. Decided by a person: AUTH-02, DEL-04. 1 further one a person must decide.',
      report('passed', [
        { id: 'AUTH-02', verdict: 'review', decided },
        { verdict: 'review' },
        { id: 'DEL-04', level: 'should', verdict: 'review', decided },
      ]),
    ],
    [
      '1 of 1 requirement that must hold does not.',
      report('failed', [{ verdict: 'failed', decided: { ...decided, applied: false } }]),
    ],
  ])('When a run ended so, then it reads: %s', (sentence, made) => {
    expect(summary(made)).toBe(sentence);
  });

  test('When a finding about secrets is open, known or not, then the report is not to be sent on', () => {
    const found = report('passed', [{ id: 'SEC-01', verdict: 'failed', ...known }]);
    expect(hasOpenSecurityIssue(found)).toBe(true);
    expect(hasOpenSecurityIssue(report('passed', [{ id: 'SEC-01', verdict: 'passed' }]))).toBe(false);
  });
});
