// Guards look at the finished plan, each kind of removal by itself, over the last 24 hours plus this run (G1 to G9).
import type { Operation } from './decision.js';
import type { Rules, Threshold, UnreadThreshold } from './policy.js';
import { clockToleranceMs } from './rest.js';
import { type Approval, type Hold, isServed, type RemovalKind, type Site } from './snapshot.js';

export type Tripped = Hold['guards'][number];

/** How many served sites this plan would take out of service, by kind, and whether any would be left. */
export type Outlook = { readonly removed: Readonly<Record<RemovalKind, number>>; readonly serves: boolean };

/** The kinds whose removals must wait for a person. A slice of a mass deletion counts with the slices before it (I11). */
export function tripGuards(
  sites: readonly Site[],
  { removed, serves }: Outlook,
  rules: Rules,
  now: number,
): ReadonlyMap<RemovalKind, Tripped> {
  const since = now - rules.guardWindowMs;
  const of = servedAtWindowStart(sites, since);
  const leavesNothing = !rules.allowEmpty && !serves && sites.some(isServed);
  const tripped = new Map<RemovalKind, Tripped>();
  for (const kind of ['removals', 'suspensions', 'emptied'] as const) {
    const fresh = removed[kind];
    if (fresh === 0) continue;
    const count = fresh + leftSince(sites, kind, since);
    const threshold = rules.guards[kind];
    if (leavesNothing) tripped.set(kind, { guard: 'G1', count, of });
    else if (threshold !== 'off' && exceeds(count, of, threshold))
      tripped.set(kind, { guard: guardId(kind, of, threshold), count, of, limit: limitFor(of, threshold) });
  }
  return tripped;
}

function guardId(kind: RemovalKind, of: number, threshold: Threshold): string {
  if (kind === 'suspensions') return 'G4';
  if (kind === 'emptied') return 'G5';
  return of < threshold.smallStore ? 'G3' : 'G2';
}

const limitFor = (of: number, { smallStore, smallPercent, percent }: Threshold): number =>
  of < smallStore ? smallPercent : percent;

/** Percentages are noise on a small store, so it has its own pair of numbers (G3). */
function exceeds(count: number, of: number, threshold: Threshold): boolean {
  if (of < threshold.smallStore) return count >= threshold.smallCount && count * 100 > threshold.smallPercent * of;
  if (threshold.absolute !== 'off' && count > threshold.absolute) return true;
  return count > threshold.floor && count * 100 > threshold.percent * of;
}

const leftSince = (sites: readonly Site[], kind: RemovalKind, since: number): number =>
  sites.filter(({ left }) => left?.kind === kind && !left.approved && left.at > since).length;

/**
 * The sites served when the window began, read off the rows themselves. A vault younger than the window has no such moment:
 * there, all it has served in the window stands in.
 */
function servedAtWindowStart(sites: readonly Site[], since: number): number {
  const inWindow = sites.filter(site => isServed(site) || (site.left !== undefined && site.left.at > since));
  const then = inWindow.filter(site => (site.servedAt ?? site.left?.servedAt ?? Number.POSITIVE_INFINITY) <= since);
  return then.length > 0 ? then.length : inWindow.length;
}

/** Whether so many unread answers say that the service is ill, rather than one school (G9). */
export const tooManyUnread = (unread: number, calls: number, threshold: UnreadThreshold | 'off'): boolean =>
  threshold !== 'off' && unread >= threshold.count && unread * 100 > threshold.percent * calls;

/** Held by a guard a person can release. Contradictions end upstream, not by approval (W17, W36, W37). */
const approvable = new Set(['G1', 'G2', 'G3', 'G4', 'G5', 'G7']);

/**
 * What a person is asked to approve, in order: guard, operation, organisation, client, old fingerprint. No time, no generation and no
 * additions, so an unrelated new school does not void an approval; one more school leaving does.
 */
export const heldLines = (operations: readonly Operation[]): readonly string[] =>
  operations
    .filter(({ standing, guard, client }) => standing === 'held' && client !== null && approvable.has(guard ?? ''))
    .map(({ guard, op, organisation, client, oldFp }) =>
      JSON.stringify([guard, op === 'keep' ? 'suspend' : op, organisation, client, oldFp ?? null]),
    )
    .sort();

/** Whether an approval still counts. One that ends later than any given now would was given by a wrong clock, and never counts (I10). */
export const isInForce = ({ expiresAt }: Approval, { approvalMs }: Pick<Rules, 'approvalMs'>, now: number): boolean =>
  expiresAt > now && expiresAt <= now + approvalMs + clockToleranceMs;
