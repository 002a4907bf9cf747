// In which order a sweep reads the schools, and when a report that credentials were refused is settled (W43).
import { isServed, type Site, type Snapshot } from './snapshot.js';

/** Never read first, then those a program was refused with (`reported`), then the oldest evidence. */
export function inOrderOfNeed(
  organisations: readonly string[],
  previous: Snapshot,
  reported: ReadonlySet<string>,
): readonly string[] {
  const evidenceAt = new Map(previous.sites.map(site => [site.organisation, site.evidenceAt]));
  const age = (organisation: string): number => {
    const at = evidenceAt.get(organisation) ?? 0;
    return at > 0 && reported.has(organisation) ? 1 : at;
  };
  return [...organisations].sort().sort((a, b) => age(a) - age(b));
}

/** The reports that have done their work: the school was read in the cycle of `now`, or is served no more. */
export function settledReports(reported: ReadonlySet<string>, sites: readonly Site[], now: number): readonly string[] {
  const waits = new Set(
    sites.filter(site => isServed(site) && site.evidenceAt !== now).map(({ organisation }) => organisation),
  );
  return [...reported].filter(organisation => !waits.has(organisation)).sort();
}
