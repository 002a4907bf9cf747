import { type Told, toldOf } from '../../../../../contract/report/vocabulary.js';
import type { ContractReport, Requirement } from './contract-report.js';

/** From the best to the worst, as the judge ranks them, with what a person has decided before what one has yet to. */
const BY_GRAVITY: readonly Told[] = ['passed', 'decided', 'review', 'cannot-verify', 'warned', 'failed', 'broken'];

export type Changed = { readonly now: Requirement; readonly before: Told };

export type Comparison = {
  readonly worse: readonly Changed[];
  readonly better: readonly Changed[];
  /** Judged in this report only, and in the other only. */
  readonly added: readonly string[];
  readonly gone: readonly string[];
};

/** What got better or worse from `before` to `now`, by the ids of the requirements. Pure. */
export function compare(before: ContractReport, now: ContractReport): Comparison {
  const earlier = new Map(before.cases.map(each => [each.id, toldOf(each)]));
  const ids = new Set(now.cases.map(({ id }) => id));
  const changed = now.cases.flatMap(each => {
    const was = earlier.get(each.id);
    return was === undefined || was === toldOf(each) ? [] : [{ now: each, before: was }];
  });
  const step = ({ now, before }: Changed) => BY_GRAVITY.indexOf(toldOf(now)) - BY_GRAVITY.indexOf(before);
  return {
    worse: changed.filter(each => step(each) > 0),
    better: changed.filter(each => step(each) < 0),
    added: now.cases.flatMap(({ id }) => (earlier.has(id) ? [] : [id])),
    gone: before.cases.flatMap(({ id }) => (ids.has(id) ? [] : [id])),
  };
}
