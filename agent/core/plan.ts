// The heart of the agent: what to do with what one cycle has seen.
import { findDisputes } from './dispute.js';
import { type Evidence, indexList, type Read, type SiteRow } from './evidence.js';
import { type RunExit, worstExit } from './exit.js';
import { type Tripped, tooManyUnread, tripGuards } from './guard.js';
import { type Digest, holdText } from './hold.js';
import { judgeList } from './lists.js';
import type { Alarm, Operation } from './operation.js';
import type { Rules } from './policy.js';
import { clockIsOdd, type Moment } from './retention.js';
import { type Decision, decideSite, isUnread, type SiteRules, type SiteView, type Stance } from './site.js';
import { byText, type Hold, isServed, type RemovalKind, type Site, type Snapshot } from './snapshot.js';

export type Plan = {
  /** False: the evidence does not carry a generation; nothing is written. */
  readonly commit: boolean;
  readonly exit: RunExit;
  /** Why nothing may be committed; null when it may. */
  readonly code: string | null;
  readonly operations: readonly Operation[];
  /** Every row of the next generation, sorted by organisation. */
  readonly sites: readonly Site[];
  readonly fullGenerations: number;
  readonly hold: Hold | null;
  /** The approval this plan acts on. */
  readonly approved: string | null;
  readonly alarms: readonly Alarm[];
};

/**
 * Computes the next generation from the last one and the evidence of one cycle. Pure: no clock, no randomness, no mutation, no
 * secrets (E7). `now` is epoch ms; `digest` is SHA-256 in hex.
 */
export function plan(previous: Snapshot, evidence: Evidence, rules: Rules, now: number, digest: Digest): Plan {
  const first = judgeList(evidence.first, previous);
  const second = judgeList(evidence.second, previous);
  if (!first.go) return stop(previous, first.exit, first.code);
  if (!second.go) return stop(previous, second.exit, second.code);
  const views = viewsOf(previous, evidence, first.go, second.go);
  const unread = views.filter(view => isUnread(view, rules.acceptNoContentAsEmpty)).length;
  if (tooManyUnread(unread, evidence.clients.size, rules.guards.unreadStop))
    return stop(previous, 6, 'too_many_unread');
  const gaps = first.go.gaps || second.go.gaps;
  const whole = !gaps && unread === 0 && isWhole(views);
  const postpone = tooManyUnread(unread, evidence.clients.size, rules.guards.unreadPostpone);
  const fullGenerations = previous.fullGenerations + (whole ? 1 : 0);
  const odd = clockIsOdd(previous, now, rules);
  const moment: Moment = { now, rules, fullGenerations, mayPurge: !odd };
  const siteRules: SiteRules = {
    moment,
    disputes: findDisputes(previous, evidence, rules),
    ignored: new Set(rules.ignoreOrganisations.map(organisation => organisation.toLowerCase())),
    postponeClients: postpone,
    sameSecretReleased: false,
  };
  const settled = settle(previous, views, siteRules, postpone || gaps, digest);
  const sites = settled.decisions.flatMap(({ site }) => (site ? [site] : []));
  const operations = settled.decisions.flatMap(decision => decision.operations);
  const partial = gaps || settled.decisions.some(decision => decision.partial);
  const alarms = [
    ...settled.decisions.flatMap(decision => decision.alarms),
    ...runAlarms(previous, sites, operations, settled, { odd, gaps, unreadable: partial, noContent: evidence }, moment),
  ];
  return {
    commit: true,
    exit: exitOf(operations, partial),
    code: null,
    operations,
    sites,
    fullGenerations,
    hold: settled.hold,
    approved: settled.approved,
    alarms,
  };
}

const stop = (previous: Snapshot, exit: RunExit, code: string): Plan => ({
  commit: false,
  exit,
  code,
  operations: previous.sites.flatMap(keepAll),
  sites: previous.sites,
  fullGenerations: previous.fullGenerations,
  hold: previous.hold,
  approved: null,
  alarms: [],
});

function keepAll(site: Site): Operation[] {
  const { organisation } = site;
  const keep = { organisation, op: 'keep', standing: 'apply' } as const;
  return [{ ...keep, client: null }, ...site.clients.map(({ client, fp }) => ({ ...keep, client, oldFp: fp }))];
}

function viewsOf(
  previous: Snapshot,
  evidence: Evidence,
  first: Read<SiteRow>,
  second: Read<SiteRow>,
): readonly SiteView[] {
  const before = new Map(previous.sites.map(site => [site.organisation, site]));
  const one = indexList(first);
  const two = indexList(second);
  const organisations = [...new Set([...before.keys(), ...one.keys(), ...two.keys()])].sort(byText);
  return organisations.map(organisation => ({
    organisation,
    known: before.get(organisation),
    first: one.get(organisation),
    second: two.get(organisation),
    clients: evidence.clients.get(organisation),
  }));
}

/** No site seen by one list only without a second witness, and every Clients body whole: then retention may count this generation. */
const isWhole = (views: readonly SiteView[]): boolean =>
  views.every(({ first, second, clients }) => {
    if (second?.conflict) return false;
    if (first && !second) return clients?.kind === 'refused';
    return clients?.kind !== 'read' || (!clients.gaps && clients.rows.every(row => row.fp !== null));
  });

type Settled = {
  readonly decisions: readonly Decision[];
  readonly hold: Hold | null;
  readonly approved: string | null;
  readonly tripped: ReadonlyMap<RemovalKind, Tripped>;
};

const applies: Stance = { standing: 'apply', approved: false };

/** Decides every site; postpones and holds what must wait; lets an exact, unexpired approval through. */
function settle(
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
  const held256 = digest(text);
  if (previous.approvals.some(approval => approval.digest === held256 && approval.expiresAt > moment.now)) {
    const released = redecide(() => ({ standing: 'apply', approved: true }), { ...rules, sameSecretReleased: true });
    return { decisions: released, hold: null, approved: held256, tripped: new Map() };
  }
  const sinceAt = previous.hold?.sinceAt ?? moment.now;
  return {
    decisions: held,
    hold: { digest: held256, sinceAt, operations: count, guards: [...tripped.values()] },
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

function exitOf(operations: readonly Operation[], partial: boolean): RunExit {
  const codes: RunExit[] = [0];
  if (partial || operations.some(({ standing }) => standing === 'postponed')) codes.push(3);
  if (operations.some(({ standing }) => standing === 'held')) codes.push(4);
  return worstExit(codes);
}

type Oddities = {
  readonly odd: boolean;
  readonly gaps: boolean;
  readonly unreadable: boolean;
  readonly noContent: Evidence;
};

function runAlarms(
  previous: Snapshot,
  sites: readonly Site[],
  operations: readonly Operation[],
  settled: Settled,
  oddities: Oddities,
  moment: Moment,
): Alarm[] {
  const alarms: Alarm[] = [...settled.tripped.values()].map(({ guard }) => ({ name: 'guard_tripped', guard }));
  if (oddities.odd) alarms.push({ name: 'clock_odd' });
  if (oddities.gaps) alarms.push({ name: 'list_gaps' });
  if (oddities.noContent.second.kind === 'nothing') alarms.push({ name: 'no_content' });
  if (operations.some(({ guard }) => guard === 'G7')) alarms.push({ name: 'same_secret', guard: 'G7' });
  if (isMassRotation(previous, operations, moment.rules)) alarms.push({ name: 'mass_rotation', guard: 'G6' });
  if (sites.some(site => isOverdue(site, moment))) alarms.push({ name: 'hold_overdue' });
  return alarms;
}

const isOverdue = ({ carried }: Site, moment: Moment): boolean =>
  carried?.why === 'held' && moment.now - carried.sinceAt > moment.rules.holdOverdueMs;

/** After a compromise all secrets change at once, and the old ones are dead: so this is applied, and said loudly (W33). */
function isMassRotation(previous: Snapshot, operations: readonly Operation[], rules: Rules): boolean {
  const limit = rules.guards.rotationPercent;
  const rotated = operations.filter(({ op, standing }) => op === 'rotate' && standing === 'apply').length;
  const known = previous.sites.flatMap(site => site.clients).filter(client => client.state === 'active').length;
  return limit !== 'off' && rotated * 100 > limit * known;
}
