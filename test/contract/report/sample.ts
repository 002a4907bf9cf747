// A report in which everything is found that can be, with names of schools that mean harm.
import { CASES } from '../../../contract/cases/index.js';
import { VERDICTS, type Verdict } from '../../../contract/finding.js';
import type { CaseResult, Report, RoundResult } from '../../../contract/report/report.js';
import { list, observed, token } from '../made-up.js';

/** Would run as a script, turn the reading direction, move a cursor, break XML, and be wider than any screen. */
export const HOSTILE = `<script>document.title="taken"</script><img src="http://127.0.0.1:9/x"> & ]]> "quoted" \u202eeman\u202c \u001b[2J\u0000 \ud800 ${'Llanfair'.repeat(60)}`;

export const COMMENT = 'ticket 12: <b>secrets</b> are trimmed';
/** What somebody decided. */
export const DECISION = '2026-11-22, J. Smith: <b>approved</b> on the screen';

/** The exchanges that findings name. */
const EXCHANGES = observed([
  token({ status: 400, why: 'the secret was form-encoded twice' }),
  list({ status: 503, fault: 'status', path: '/~3f/api/v1/partner/0b6e/GetSiteByApplication?x=…' }),
  list({ status: null, path: `/~3f/${'very-long-'.repeat(40)}` }),
]);

function round(verdict: Verdict): RoundResult {
  const isGood = verdict === 'passed';
  const kind = verdict === 'warned' || verdict === 'review' || verdict === 'cannot-verify' ? { verdict } : {};
  return {
    name: 'joins',
    tells: 'Hillcrest starts to use the product between two syncs.',
    verdict,
    findings: isGood ? [] : [{ expected: 'the store holds Hillcrest', seen: HOSTILE, exchanges: [1, 2, 3], ...kind }],
    exchanges: isGood ? [] : EXCHANGES,
    runs: [{ name: 'first', exit: isGood ? 0 : null, ms: 812.5, ...(isGood ? {} : { said: `refused ${HOSTILE}` }) }],
    leaks: [],
    ms: 900.25,
  };
}

/**
 * The cases in turn with each verdict; the last failed one is known, the last that passed a surprise; the second that is
 * left to a person is decided, and of the second that failed, and that passed, somebody has decided for nothing.
 */
export function sampleReport(): Report {
  const cases = CASES.map(({ rounds: _rounds, overall: _overall, ...requirement }, n): CaseResult => {
    const verdict = VERDICTS[n % VERDICTS.length] ?? 'passed';
    const replay = `npx sims-harness contract --only ${requirement.id} --seed 7 --exec "node sync.mjs"`;
    return { ...requirement, verdict, rounds: [round(verdict)], overall: [], replay, ms: 900.25 };
  });
  const mark = (verdict: Verdict, met: 'known' | 'surprise') => {
    const at = cases.findLastIndex(each => each.verdict === verdict);
    const each = cases[at];
    if (each) cases[at] = { ...each, expected: { comment: COMMENT, met } };
    return each?.id ?? '';
  };
  mark('failed', 'known');
  const surprise = mark('passed', 'surprise');
  for (const verdict of ['review', 'failed', 'passed'] as const) {
    const [, second] = cases.filter(each => each.verdict === verdict);
    if (second)
      cases[cases.indexOf(second)] = { ...second, decided: { comment: DECISION, applied: verdict === 'review' } };
  }
  return {
    tool: { name: 'sims-harness', version: '0.1.0', node: 'v20.20.0', platform: 'linux 6.1' },
    startedAt: '2026-02-03T04:05:06.789Z',
    ms: 12_345,
    seed: 7,
    subject: { name: `node sync.mjs ${HOSTILE}`, dump: true, serve: false },
    selection: { only: [], skip: [], level: 'all', of: CASES.length },
    verdict: 'failed',
    exit: 1,
    counts: Object.fromEntries(
      VERDICTS.map(verdict => [verdict, cases.filter(each => each.verdict === verdict).length]),
    ) as Report['counts'],
    cases,
    figures: {
      schools: 30,
      calls: 64,
      optimum: 32,
      tokensMade: 3,
      tokensNeeded: 1,
      repeated: 30,
      connections: 64,
      callsPerConnection: 1,
      callsPerSecond: 12.5,
      peakPerSecond: 40,
      advice: ['Make 32 calls less in each cycle: read the list once, and Clients once for each authorised school.'],
    },
    surprises: [`${surprise} passed, though it is in the file of known failures. Take it out of the file.`],
    limits: ['Secrets in the arguments of processes: they can be looked at on Linux only.'],
  };
}
