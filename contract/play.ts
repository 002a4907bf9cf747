import type { Case, Round } from './case.js';
import type { Finding, Verdict } from './finding.js';
import { findingsOf, verdictOf } from './judge.js';
import { lastWords } from './last-words.js';
import type { RoundResult } from './report/report.js';
import type { Seen } from './seen.js';
import { playRound, type StageOptions } from './stage.js';
import { SubjectError } from './subject/subject.js';

/** One round, judged, and the evidence it was judged by; none where it was not played. */
export type Played = { readonly result: RoundResult; readonly seen: Seen | undefined };

/** Every case with its rounds, as far as it was played. */
export type AllPlayed = ReadonlyMap<Case, readonly Played[]>;

/** What of ours broke, as a finding: it is never told as the agent's. */
export function ourFault(expected: string, error: unknown): Finding {
  const said = error instanceof Error ? error.message : String(error);
  return { expected, seen: `a fault of sims-harness: ${said}` };
}

/** Plays a round and judges it. What breaks here is our fault and told as such. @throws SubjectError, the reason of `stop` */
export async function play(each: Case, round: Round, stage: StageOptions): Promise<Played> {
  const from = performance.now();
  const since = () => Math.round(performance.now() - from);
  const cannot = !stage.subject.killable && round.acts.some(act => act.do === 'kill');
  if (cannot) return { seen: undefined, result: unseen(round, 'cannot-verify', UNKILLABLE, 0) };
  try {
    const seen = await playRound(round, stage);
    const findings = findingsOf(round, seen);
    return { seen, result: roundResult(round, seen, findings, verdictOf(each.level, findings), since()) };
  } catch (error) {
    if (error instanceof SubjectError || stage.stop.aborted) throw error;
    const finding = ourFault('this round can be played and judged', error);
    return { seen: undefined, result: unseen(round, 'broken', finding, since()) };
  }
}

/** The subject could be started before, and now it cannot: that is for this round alone to tell. */
export function notStarted({ level }: Case, round: Round, { message }: SubjectError): Played {
  const finding = { expected: 'the agent can be started, as in the rounds before', seen: message };
  return { seen: undefined, result: unseen(round, verdictOf(level, [finding]), finding, 0) };
}

const UNKILLABLE = {
  expected: 'the agent is killed in the middle of a sync',
  seen: 'nothing: it cannot be killed from here. Give --exec, a command that runs one sync',
  verdict: 'cannot-verify',
} as const;

function unseen(
  { name, tells }: Round,
  verdict: Verdict,
  finding: RoundResult['findings'][number],
  ms: number,
): RoundResult {
  return { name, tells, verdict, findings: [finding], exchanges: [], runs: [], leaks: [], ms };
}

function roundResult(
  { name, tells }: Round,
  seen: Seen,
  findings: RoundResult['findings'],
  verdict: Verdict,
  ms: number,
): RoundResult {
  const { moments, leaks } = seen;
  const named = new Set(findings.flatMap(({ exchanges = [] }) => exchanges));
  const exchanges = moments.flatMap(each => each.exchanges).filter(({ number }) => named.has(number));
  const runs = moments.flatMap(({ name: run, run: ran }) => {
    if (!ran) return [];
    const said = verdict === 'passed' ? undefined : lastWords(ran, seen);
    return [{ name: run, exit: ran.exit, ms: Math.round(ran.ms), ...(said !== undefined && { said }) }];
  });
  return { name, tells, verdict, findings, exchanges, runs, leaks, ms };
}
