// The heart of the agent: what to do with what one cycle has seen.
import { type Alarm, applies, type Context, type Decision, type Operation, type Stance } from './decision.js';
import { type Evidence, indexList, isUnread, judgeList, type Read, type SiteRow, type Witnesses } from './evidence.js';
import { findDisputes, heldLines, type Tripped, tooManyUnread, tripGuards } from './guard.js';
import type { Rules } from './policy.js';
import { decideSite } from './site.js';
import { type Hold, isActive, type Site, type Snapshot } from './snapshot.js';

export type Plan = {
  /** False: the evidence does not carry a generation; nothing is written. */
  readonly commit: boolean;
  readonly exit: 0 | 3 | 4 | 5 | 6;
  /** Why nothing may be committed; null when it may. */
  readonly code: string | null;
  /** What changes or waits; everything else is kept. */
  readonly operations: readonly Operation[];
  /** Every row of the next generation, sorted by organisation. */
  readonly sites: readonly Site[];
  readonly fullGenerations: number;
  readonly hold: Hold | null;
  /** The approval this plan acts on. */
  readonly approved: string | null;
  readonly alarms: readonly Alarm[];
};

/** SHA-256 in hex, lent by the caller: the heart imports nothing. */
export type Digest = (text: string) => string;

/**
 * Computes the next generation from the last one and the evidence of one cycle. Pure: no clock, no randomness, no mutation, no
 * secrets (E7). `now` is epoch ms.
 */
export function plan(previous: Snapshot, evidence: Evidence, rules: Rules, now: number, digest: Digest): Plan {
  const first = judgeList(evidence.first, previous);
  const second = judgeList(evidence.second, previous);
  if (!first.go) return stop(previous, first.exit, first.code);
  if (!second.go) return stop(previous, second.exit, second.code);
  const sites = gather(previous, evidence, first.go, second.go);
  const unread = sites.filter(site => isUnread(site, rules.acceptNoContentAsEmpty)).length;
  const calls = evidence.clients.size;
  if (tooManyUnread(unread, calls, rules.guards.unreadStop)) return stop(previous, 6, 'too_many_unread');
  const gaps = first.go.gaps || second.go.gaps;
  const whole = !gaps && unread === 0 && sites.every(isWhole);
  const postponeClients = tooManyUnread(unread, calls, rules.guards.unreadPostpone);
  const context: Context = {
    now,
    rules,
    fullGenerations: previous.fullGenerations + (whole ? 1 : 0),
    mayPurge: !clockIsOdd(previous, now, rules),
    ...findDisputes(previous, evidence, rules),
    postponeSites: postponeClients || gaps,
    postponeClients,
    stances: { removals: applies, suspensions: applies, emptied: applies },
  };
  const settled = settle(previous, sites, context, digest);
  const operations = settled.decisions.flatMap(decision => decision.operations);
  const alarms = settled.decisions.flatMap(decision => decision.alarms);
  for (const { organisation, second: row } of sites)
    if (row?.repeated && !row.conflict) alarms.push({ name: 'duplicate_site', organisation });
  for (const { guard } of settled.guards) alarms.push({ name: 'guard_tripped', guard });
  if (!context.mayPurge) alarms.push({ name: 'clock_odd' });
  if (gaps) alarms.push({ name: 'list_gaps' });
  if (evidence.second.kind === 'nothing') alarms.push({ name: 'no_content' });
  if (operations.some(({ guard }) => guard === 'G7')) alarms.push({ name: 'same_secret', guard: 'G7' });
  if (isMassRotation(previous, operations, rules)) alarms.push({ name: 'mass_rotation', guard: 'G6' });
  if (settled.decisions.some(({ site }) => isOverdue(site, context))) alarms.push({ name: 'hold_overdue' });
  const waits = (standing: string) => operations.some(each => each.standing === standing);
  const partial = gaps || waits('postponed') || settled.decisions.some(decision => decision.partial);
  return {
    commit: true,
    exit: waits('held') ? 4 : partial ? 3 : 0,
    code: null,
    operations,
    sites: settled.decisions.flatMap(({ site }) => site ?? []),
    fullGenerations: context.fullGenerations,
    hold: settled.hold,
    approved: settled.approved,
    alarms,
  };
}

const stop = (previous: Snapshot, exit: 5 | 6, code: string): Plan => ({
  commit: false,
  exit,
  code,
  operations: [],
  sites: previous.sites,
  fullGenerations: previous.fullGenerations,
  hold: previous.hold,
  approved: null,
  alarms: [],
});

/** All that is known and was seen, by organisation. */
function gather(
  previous: Snapshot,
  evidence: Evidence,
  first: Read<SiteRow>,
  second: Read<SiteRow>,
): readonly Witnesses[] {
  const before = new Map(previous.sites.map(site => [site.organisation, site]));
  const one = indexList(first);
  const two = indexList(second);
  return [...new Set([...before.keys(), ...one.keys(), ...two.keys()])].sort().map(organisation => ({
    organisation,
    known: before.get(organisation),
    first: one.get(organisation),
    second: two.get(organisation),
    clients: evidence.clients.get(organisation),
  }));
}

type Settled = {
  readonly decisions: readonly Decision[];
  readonly guards: readonly Tripped[];
  readonly hold: Hold | null;
  readonly approved: string | null;
};

/** Every site decided one by one, then the guards over all of them, then what a person has released. */
function settle(previous: Snapshot, sites: readonly Witnesses[], context: Context, digest: Digest): Settled {
  const decideAll = (now: Context) => sites.map(site => decideSite(site, now));
  const wanted = decideAll(context);
  const tripped = tripGuards(previous.sites, wanted, context.rules, context.now);
  const withStance = (stanceOf: (trip: Tripped) => Stance): Context => ({
    ...context,
    stances: { ...context.stances, ...Object.fromEntries([...tripped].map(([kind, trip]) => [kind, stanceOf(trip)])) },
  });
  const guards = [...tripped.values()];
  const decisions = tripped.size === 0 ? wanted : decideAll(withStance(({ guard }) => ({ standing: 'held', guard })));
  const held = heldLines(decisions.flatMap(decision => decision.operations));
  if (held.length === 0) return { decisions, guards, hold: null, approved: null };
  const heldDigest = digest(held.join('\n'));
  if (previous.approvals.some(each => each.digest === heldDigest && each.expiresAt > context.now)) {
    const released = { ...withStance(() => ({ standing: 'apply', approved: true })), sameSecret: new Set<string>() };
    return { decisions: decideAll(released), guards: [], hold: null, approved: heldDigest };
  }
  const sinceAt = previous.hold?.sinceAt ?? context.now;
  return { decisions, guards, hold: { digest: heldDigest, sinceAt, operations: held.length, guards }, approved: null };
}

/** No site seen by one list only without a second witness, and every Clients body whole: then retention may count this generation. */
function isWhole({ first, second, clients }: Witnesses): boolean {
  if (second?.conflict) return false;
  if (first && !second) return clients?.kind === 'refused';
  return clients?.kind !== 'read' || (!clients.gaps && clients.rows.every(row => row.fp !== null));
}

/** The clock is behind the last generation, or further ahead than any holiday explains (W53). */
const clockIsOdd = (previous: Snapshot, now: number, rules: Rules): boolean =>
  previous.generation > 0 && (now < previous.createdAt || now - previous.createdAt > rules.clockAheadMs);

const isOverdue = (site: Site | null, { now, rules }: Context): boolean =>
  site?.carried?.why === 'held' && now - site.carried.sinceAt > rules.holdOverdueMs;

/** After a compromise all secrets change at once, and the old ones are dead: so this is applied, and said loudly (W33). */
function isMassRotation(previous: Snapshot, operations: readonly Operation[], rules: Rules): boolean {
  const limit = rules.guards.rotationPercent;
  const rotated = operations.filter(({ op, standing }) => op === 'rotate' && standing === 'apply').length;
  const known = previous.sites.flatMap(site => site.clients).filter(isActive).length;
  return limit !== 'off' && rotated * 100 > limit * known;
}
