import type { Act } from './act.js';
import type { Case, Round } from './case.js';

/** A round, and the case it belongs to. */
export type Played = { readonly each: Case; readonly round: Round };

/** Starts of a process, roughly: what a round costs before the agent has asked for anything. */
const COSTS: Readonly<Record<Act['do'], number>> = {
  sync: 2,
  kill: 2,
  dump: 1,
  use: 3,
  change: 0,
  begin: 0,
  end: 0,
  advance: 0,
};
/** Waits that are waited out. */
const REAL = 10;

/** Long rounds first, so that no worker is left with one at the end; equal ones in the order of the cases. */
export function inOrder(cases: readonly Case[]): readonly Played[] {
  const all = cases.flatMap(each => each.rounds.map(round => ({ each, round })));
  return all.toSorted((one, other) => costOf(other.round) - costOf(one.round));
}

function costOf({ acts, tempo, weather }: Round): number {
  const starts = acts.reduce((sum, act) => sum + (COSTS[act.do] ?? 0), 0);
  return starts + (tempo === 'production' || weather.clock === 'real' ? REAL : 0);
}
