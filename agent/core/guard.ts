// Guards look at the finished plan, each kind of removal by itself, over the last 24 hours plus this run (G1 to G5, G9).
import type { Rules, Threshold, UnreadThreshold } from './policy.js';
import { isServed, type RemovalKind, type Site } from './snapshot.js';

export type Tripped = { readonly guard: string; readonly count: number; readonly of: number };

/** How many served sites this plan would take out of service, by kind, and how many would be left. */
export type Outlook = { readonly removed: Readonly<Record<RemovalKind, number>>; readonly servedAfter: number };

const kinds: readonly RemovalKind[] = ['removals', 'suspensions', 'emptied'];

/** The kinds whose removals must wait for a person. A slice of a mass deletion counts with the slices before it (I11). */
export function tripGuards(
  sites: readonly Site[],
  outlook: Outlook,
  rules: Rules,
  now: number,
): ReadonlyMap<RemovalKind, Tripped> {
  const since = now - rules.guardWindowMs;
  const of = servedAtWindowStart(sites, since);
  const tripped = new Map<RemovalKind, Tripped>();
  const leavesNothing = !rules.allowEmpty && outlook.servedAfter === 0 && sites.some(isServed);
  for (const kind of kinds) {
    const fresh = outlook.removed[kind];
    if (fresh === 0) continue;
    const count = fresh + leftSince(sites, kind, since);
    const threshold = rules.guards[kind];
    if (leavesNothing) tripped.set(kind, { guard: 'G1', count, of });
    else if (threshold !== 'off' && exceeds(count, of, threshold))
      tripped.set(kind, { guard: guardId(kind, of, threshold), count, of });
  }
  return tripped;
}

function guardId(kind: RemovalKind, of: number, threshold: Threshold): string {
  if (kind === 'suspensions') return 'G4';
  if (kind === 'emptied') return 'G5';
  return of < threshold.smallStore ? 'G3' : 'G2';
}

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
