// Every site decided one by one, then the guards over all of them, then what a person has released.
import type { Decision, SiteRules, SiteView } from './decision.js';
import { type Tripped, tripGuards } from './guard.js';
import { type Digest, holdText } from './hold.js';
import type { Stance } from './operation.js';
import { decideSite } from './site.js';
import { type Hold, isServed, type RemovalKind, type Snapshot } from './snapshot.js';

/** Every site decided, and what waits for whom. */
export type Settled = {
  readonly decisions: readonly Decision[];
  readonly hold: Hold | null;
  readonly approved: string | null;
  readonly tripped: ReadonlyMap<RemovalKind, Tripped>;
};

const applies: Stance = { standing: 'apply', approved: false };

/** Decides every site; postpones and holds what must wait; lets an exact, unexpired approval through. */
export function settle(
  previous: Snapshot,
  views: readonly SiteView[],
  rules: SiteRules,
  postponeSites: boolean,
  digest: Digest,
): Settled {
  const { moment } = rules;
  const wanted = views.map(view => {
    const decision = decideSite(view, applies, rules);
    if (!decision.siteAbsent || !postponeSites) return decision;
    return { ...decideSite(view, { standing: 'postponed', approved: false }, rules), removal: null };
  });
  const tripped = tripGuards(previous.sites, outlookOf(wanted), moment.rules, moment.now);
  const redecide = (stanceFor: (kind: RemovalKind) => Stance, siteRules: SiteRules): readonly Decision[] =>
    views.map((view, at) => {
      const decision = wanted[at] ?? decideSite(view, applies, siteRules);
      if (decision.removal && tripped.has(decision.removal))
        return decideSite(view, stanceFor(decision.removal), siteRules);
      return siteRules === rules ? decision : redecideSameSecret(view, decision, siteRules);
    });
  const held = redecide(kind => heldBy(tripped.get(kind)), rules);
  const { text, count } = holdText(held.flatMap(decision => decision.operations));
  if (count === 0) return { decisions: held, hold: null, approved: null, tripped };
  const heldDigest = digest(text);
  if (previous.approvals.some(approval => approval.digest === heldDigest && approval.expiresAt > moment.now)) {
    const released = redecide(() => ({ standing: 'apply', approved: true }), { ...rules, sameSecretReleased: true });
    return { decisions: released, hold: null, approved: heldDigest, tripped: new Map() };
  }
  const sinceAt = previous.hold?.sinceAt ?? moment.now;
  return {
    decisions: held,
    hold: { digest: heldDigest, sinceAt, operations: count, guards: [...tripped.values()] },
    approved: null,
    tripped,
  };
}

const heldBy = (tripped: Tripped | undefined): Stance => ({
  standing: 'held',
  approved: false,
  ...(tripped ? { guard: tripped.guard } : {}),
});

const redecideSameSecret = (view: SiteView, decision: Decision, rules: SiteRules): Decision =>
  decision.operations.some(({ guard }) => guard === 'G7') ? decideSite(view, applies, rules) : decision;

function outlookOf(decisions: readonly Decision[]): { removed: Record<RemovalKind, number>; servedAfter: number } {
  const removed = { removals: 0, suspensions: 0, emptied: 0 };
  let servedAfter = 0;
  for (const { removal, site } of decisions) {
    if (removal) removed[removal] += 1;
    if (site && isServed(site)) servedAfter += 1;
  }
  return { removed, servedAfter };
}
