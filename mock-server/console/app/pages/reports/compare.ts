import type { ContractReport, Requirement, Verdict } from './contract-report.js';

/** From the best to the worst, as the judge ranks them. */
const BY_GRAVITY: readonly Verdict[] = ['passed', 'review', 'cannot-verify', 'warned', 'failed', 'broken'];

export type Changed = { readonly now: Requirement; readonly before: Verdict };

export type Comparison = {
  readonly worse: readonly Changed[];
  readonly better: readonly Changed[];
  /** Judged in this report only, and in the other only. */
  readonly added: readonly string[];
  readonly gone: readonly string[];
};

/** What got better or worse from `before` to `now`, by the ids of the requirements. Pure. */
export function compare(before: ContractReport, now: ContractReport): Comparison {
  const earlier = new Map(before.cases.map(({ id, verdict }) => [id, verdict]));
  const ids = new Set(now.cases.map(({ id }) => id));
  const changed = now.cases.flatMap(each => {
    const was = earlier.get(each.id);
    return was === undefined || was === each.verdict ? [] : [{ now: each, before: was }];
  });
  const step = ({ now, before }: Changed) => BY_GRAVITY.indexOf(now.verdict) - BY_GRAVITY.indexOf(before);
  return {
    worse: changed.filter(each => step(each) > 0),
    better: changed.filter(each => step(each) < 0),
    added: now.cases.flatMap(({ id }) => (earlier.has(id) ? [] : [id])),
    gone: before.cases.flatMap(({ id }) => (ids.has(id) ? [] : [id])),
  };
}
