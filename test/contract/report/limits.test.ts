import { expect, test } from 'vitest';
import { limitsOf } from '../../../contract/report-of.js';

test.each([
  [true, true, /^$/],
  [true, false, /^Secrets in the arguments of processes: .* on Linux only\.$/],
  [false, true, /with --exec only/],
])(
  'When a run can be killed: %s, and processes show their arguments: %s, then the report says %s',
  (killable, sees, said) => {
    expect(limitsOf({ killable }, sees).join()).toMatch(said);
  },
);
