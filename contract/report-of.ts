import { platform, release } from 'node:os';
import type { Case } from './case.js';
import { isDecidable } from './decided.js';
import { metBy } from './expected.js';
import { type Finding, VERDICTS, type Verdict } from './finding.js';
import { verdictOfCase } from './judge.js';
import type { ContractOptions } from './options.js';
import { type AllPlayed, ourFault, type Played } from './play.js';
import type { CaseResult, Report } from './report/report.js';
import type { RequirementId } from './requirement.js';
import { SEES_CHILDREN } from './secrecy/children.js';
import type { Subject } from './subject/subject.js';

/** A case from its rounds, and from those of every case played where it is judged over all of them. */
export function resultOf(each: Case, played: AllPlayed, { replay, expected, decided }: ContractOptions): CaseResult {
  const { rounds: _rounds, overall: _look, ...requirement } = each;
  const rounds = played.get(each) ?? [];
  const { overall, foundIn, isBroken } = overAll(each, played);
  const inOrder = each.rounds.flatMap(({ name }) => rounds.find(({ result }) => result.name === name)?.result ?? []);
  const verdicts = inOrder.map(({ verdict }) => verdict);
  const verdict = isBroken ? 'broken' : verdictOfCase(each, verdicts, overall);
  const comment = expected?.get(each.id);
  const decision = decided?.get(each.id);
  return {
    ...requirement,
    verdict,
    rounds: inOrder,
    overall,
    ...(replay && { replay: replay([each.id, ...foundIn]) }),
    ...(comment !== undefined && { expected: { comment, met: metBy(verdict, true) } }),
    ...(decision !== undefined && { decided: { comment: decision, applied: isDecidable(verdict) } }),
    ms: inOrder.reduce((sum, { ms }) => sum + ms, 0),
  };
}

type OverAll = {
  readonly overall: readonly Finding[];
  /** Other cases in which it was found: it cannot be played again without them. */
  readonly foundIn: readonly RequirementId[];
  readonly isBroken: boolean;
};

function overAll({ id, overall: look }: Case, played: AllPlayed): OverAll {
  if (!look) return { overall: [], foundIn: [], isBroken: false };
  const seenIn = (rounds: readonly Played[]) => rounds.flatMap(({ seen }) => seen ?? []);
  try {
    const overall = look([...played.values()].flatMap(seenIn));
    const others = [...played].filter(([other, rounds]) => other.id !== id && look(seenIn(rounds)).length > 0);
    const foundIn = overall.length === 0 ? [] : others.map(([other]) => other.id);
    return { overall, foundIn: foundIn.sort().slice(0, MOST_NAMED), isBroken: false };
  } catch (error) {
    return { overall: [ourFault('what all rounds show can be judged', error)], foundIn: [], isBroken: true };
  }
}

/** One is enough to see it again; more than a few nobody waits for. */
const MOST_NAMED = 3;

/** Broken (3) before failed (1): whoever reads a broken run cannot trust the rest of it. */
function exitOf(cases: readonly CaseResult[]): 0 | 1 | 3 {
  if (cases.some(({ verdict }) => verdict === 'broken')) return 3;
  const isFault = ({ verdict, expected }: CaseResult) =>
    expected?.met === 'surprise' || (verdict === 'failed' && expected === undefined);
  return cases.some(isFault) ? 1 : 0;
}

/** The whole run; figures are the caller's to add. */
export function reportOf(
  options: ContractOptions,
  cases: readonly CaseResult[],
  startedAt: Date,
  ms: number,
): Omit<Report, 'figures'> {
  const count = (verdict: Verdict) => cases.filter(each => each.verdict === verdict).length;
  const exit = exitOf(cases);
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
    ...(options.selection && { selection: options.selection }),
    verdict: exit === 3 ? 'broken' : exit === 1 ? 'failed' : 'passed',
    exit,
    counts: Object.fromEntries(VERDICTS.map(verdict => [verdict, count(verdict)])) as Report['counts'],
    cases,
    surprises: surprisesIn(cases),
    limits: limitsOf(options.subject, SEES_CHILDREN),
  };
}

/** @internal What no case could look at. A run that cannot be killed from here has no process that is known here. */
export const limitsOf = ({ killable }: Pick<Subject, 'killable'>, seesChildren: boolean): readonly string[] =>
  killable && seesChildren
    ? []
    : [
        `Secrets in the arguments of processes: they can be looked at ${killable ? 'on Linux only' : 'with --exec only, and on Linux only'}.`,
      ];

const surprisesIn = (cases: readonly CaseResult[]): readonly string[] =>
  cases.flatMap(({ id, expected }) =>
    expected?.met === 'surprise'
      ? [`${id} passed, though it is in the file of known failures ("${expected.comment}"). Take it out of the file.`]
      : [],
  );
