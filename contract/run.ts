import { createHash } from 'node:crypto';
import { platform, release } from 'node:os';
import { startHarness } from '../mock-server/index.js';
import type { Case, Round } from './case.js';
import { figuresOf } from './figures.js';
import { VERDICTS, type Verdict } from './finding.js';
import { findingsOf, verdictOf, verdictOfCase } from './judge.js';
import type { CaseResult, Report, RoundResult } from './report/report.js';
import type { RequirementId } from './requirement.js';
import type { Seen } from './seen.js';
import { createSights } from './sights.js';
import { playRound } from './stage.js';
import { type Subject, SubjectError } from './subject/subject.js';

export type ContractOptions = {
  readonly subject: Subject;
  readonly cases: readonly Case[];
  /** Draws the worlds and their secrets, the kill points and the order of chaos. */
  readonly seed: number;
  /** How many rounds are played side by side. */
  readonly parallel: number;
  readonly timeoutMs: number;
  /** Calls a second that the integrator states as its limit; 5 where none is stated. */
  readonly rate?: number | undefined;
  readonly version: string;
  readonly stop: AbortSignal;
  readonly onCase?: (result: CaseResult, done: number, of: number) => void;
};

type Played = { readonly result: RoundResult; readonly seen: Seen | undefined };

/** Plays every round of the cases and judges them. @throws SubjectError when the subject cannot be started at all. */
export async function runContract(options: ContractOptions): Promise<Report> {
  const startedAt = new Date();
  const from = performance.now();
  const sights = createSights();
  const harness = await startHarness({ controlPort: null, onSight: sights.see });
  const played = new Map<Case, Played[]>();
  try {
    const queue = options.cases.flatMap(each => each.rounds.map(round => ({ each, round }))).values();
    let done = 0;
    const worker = async () => {
      // All workers take from one queue.
      for (const { each, round } of queue) {
        options.stop.throwIfAborted();
        const { subject, timeoutMs, stop, rate } = options;
        const seed = seedOf(options.seed, each.id, round.name);
        const one = await play(each, round, { harness, sights, subject, timeoutMs, stop, rate, seed, case: each.id });
        const rounds = [...(played.get(each) ?? []), one];
        played.set(each, rounds);
        if (rounds.length < each.rounds.length) continue;
        done += 1;
        options.onCase?.(resultOf(each, rounds, []), done, options.cases.length);
      }
    };
    const results = await Promise.allSettled(Array.from({ length: options.parallel }, worker));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  } finally {
    await harness.stop();
  }
  const seen = [...played.values()].flat().flatMap(({ seen: one }) => one ?? []);
  const cases = options.cases.map(each => resultOf(each, played.get(each) ?? [], seen));
  const seenIn = (id: RequirementId) => [...played].find(([each]) => each.id === id)?.[1][0]?.seen;
  const figures = figuresOf(seenIn('EFF-01'), seenIn('EFF-02'));
  return { ...reportOf(options, cases, startedAt, performance.now() - from), figures };
}

async function play(each: Case, round: Round, stage: Parameters<typeof playRound>[1]): Promise<Played> {
  const from = performance.now();
  try {
    const seen = await playRound(round, stage);
    const findings = findingsOf(round, seen);
    return {
      seen,
      result: roundResult(round, seen, findings, verdictOf(each.level, findings), performance.now() - from),
    };
  } catch (error) {
    if (error instanceof SubjectError || stage.stop.aborted) throw error;
    const said = error instanceof Error ? error.message : String(error);
    const finding = { expected: 'this round can be played and judged', seen: `a fault of sims-harness: ${said}` };
    const { name, tells } = round;
    const ms = performance.now() - from;
    const result = {
      name,
      tells,
      verdict: 'broken' as const,
      findings: [finding],
      exchanges: [],
      runs: [],
      leaks: [],
      ms,
    };
    return { seen: undefined, result };
  }
}

function roundResult(
  { name, tells }: Round,
  { moments, leaks }: Seen,
  findings: RoundResult['findings'],
  verdict: Verdict,
  ms: number,
): RoundResult {
  const named = new Set(findings.flatMap(({ exchanges = [] }) => exchanges));
  const exchanges = moments.flatMap(each => each.exchanges).filter(({ number }) => named.has(number));
  const runs = moments.flatMap(({ name: run, run: ran }) =>
    ran ? [{ name: run, exit: ran.exit, ms: Math.round(ran.ms) }] : [],
  );
  return { name, tells, verdict, findings, exchanges, runs, leaks, ms: Math.round(ms) };
}

function resultOf(each: Case, rounds: readonly Played[], all: readonly Seen[]): CaseResult {
  const { rounds: _rounds, overall: look, ...requirement } = each;
  const overall = look?.(all) ?? [];
  const results = rounds.map(({ result }) => result);
  const verdict = verdictOfCase(
    each,
    results.map(result => result.verdict),
    overall,
  );
  return { ...requirement, verdict, rounds: results, overall, ms: results.reduce((sum, { ms }) => sum + ms, 0) };
}

function reportOf(
  options: ContractOptions,
  cases: readonly CaseResult[],
  startedAt: Date,
  ms: number,
): Omit<Report, 'figures'> {
  const count = (verdict: Verdict) => cases.filter(each => each.verdict === verdict).length;
  const exit = count('broken') > 0 ? 3 : count('failed') > 0 ? 1 : 0;
  const { name, dump, serve } = options.subject;
  return {
    tool: {
      name: 'sims-harness',
      version: options.version,
      node: process.version,
      platform: `${platform()} ${release()}`,
    },
    startedAt: startedAt.toISOString(),
    ms: Math.round(ms),
    seed: options.seed,
    subject: { name, dump: dump !== undefined, serve: serve !== undefined },
    verdict: exit === 3 ? 'broken' : exit === 1 ? 'failed' : 'passed',
    exit,
    counts: Object.fromEntries(VERDICTS.map(verdict => [verdict, count(verdict)])) as Report['counts'],
    cases,
    surprises: [],
  };
}

/** The same for a round whichever others are played, so that one alone replays what it did among many. */
function seedOf(seed: number, ...names: readonly string[]): number {
  return (
    createHash('sha256')
      .update([seed, ...names].join(' '))
      .digest()
      .readUInt32BE() >>> 1
  );
}
