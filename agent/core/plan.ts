// The heart of the agent: what to do with what one cycle has seen.
import { dropPrevious } from './clients.js';
import { type Alarm, applies, type Context, type Operation, type Stance } from './decision.js';
import { findDisputes } from './disputes.js';
import { type Evidence, indexList, isUnread, judgeList, type Read, type SiteRow, type Witnesses } from './evidence.js';
import { heldLines, isInForce, type Tripped, tooManyUnread, tripGuards } from './guard.js';
import type { Rules } from './policy.js';
import { decideSite } from './site.js';
import { type Hold, isActive, isServed, type RemovalKind, type Site, type Snapshot } from './snapshot.js';

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
  const { organisations, about } = witnessesOf(previous, evidence, first.go, second.go);
  const calls = evidence.clients.size;
  const gaps = first.go.gaps || second.go.gaps;
  let unread = 0;
  let whole = !gaps;
  for (const organisation of organisations) {
    const isIll = isUnread(about(organisation), rules.acceptNoContentAsEmpty);
    if (isIll) unread += 1;
    whole &&= !isIll && isWhole(about(organisation));
  }
  if (tooManyUnread(unread, calls, rules.guards.unreadStop)) return stop(previous, 6, 'too_many_unread');
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
  const decideAll = (given: Context) => draft(organisations, about, given);
  const { drafted, guards, hold, approved } = settle(previous, decideAll, context, digest);
  const { sites, operations, alarms } = drafted;
  for (const { guard } of guards) alarms.push({ name: 'guard_tripped', guard });
  if (!context.mayPurge) alarms.push({ name: 'clock_odd' });
  if (gaps) alarms.push({ name: 'list_gaps' });
  if (evidence.second.kind === 'nothing') alarms.push({ name: 'no_content' });
  if (operations.some(({ guard }) => guard === 'G7')) alarms.push({ name: 'same_secret', guard: 'G7' });
  if (isMassRotation(previous, operations, rules)) alarms.push({ name: 'mass_rotation', guard: 'G6' });
  if (sites.some(site => isOverdue(site, context))) alarms.push({ name: 'hold_overdue' });
  const waits = (standing: string) => operations.some(each => each.standing === standing);
  const exit = waits('held') ? 4 : gaps || waits('postponed') || drafted.partial ? 3 : 0;
  const { fullGenerations } = context;
  return { commit: true, exit, code: null, operations, sites, fullGenerations, hold, approved, alarms };
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

/** Every organisation known or seen, in order, and all that is known and was seen about one. */
function witnessesOf(previous: Snapshot, evidence: Evidence, first: Read<SiteRow>, second: Read<SiteRow>) {
  const before = new Map(previous.sites.map(site => [site.organisation, site]));
  const one = indexList(first);
  const two = indexList(second);
  const about = (organisation: string): Witnesses => ({
    organisation,
    known: before.get(organisation),
    first: one.get(organisation),
    second: two.get(organisation),
    clients: evidence.clients.get(organisation),
  });
  return { organisations: [...new Set([...before.keys(), ...one.keys(), ...two.keys()])].sort(), about };
}

/** All decisions of a run together. */
type Drafted = {
  readonly sites: Site[];
  readonly operations: Operation[];
  readonly alarms: Alarm[];
  readonly removed: Record<RemovalKind, number>;
  serves: boolean;
  partial: boolean;
};

function draft(
  organisations: readonly string[],
  about: (organisation: string) => Witnesses,
  context: Context,
): Drafted {
  const removed = { removals: 0, suspensions: 0, emptied: 0 };
  const all: Drafted = { sites: [], operations: [], alarms: [], removed, serves: false, partial: false };
  for (const organisation of organisations) {
    const witnesses = about(organisation);
    const { site, operations, alarms, removal, partial } = decideSite(witnesses, context);
    if (site) all.sites.push(dropPrevious(site, context));
    all.operations.push(...operations);
    all.alarms.push(...alarms);
    const { second } = witnesses;
    if (second?.repeated && !second.conflict) all.alarms.push({ name: 'duplicate_site', organisation });
    if (removal) removed[removal] += 1;
    all.serves ||= site !== null && isServed(site);
    all.partial ||= partial;
  }
  return all;
}

type Settled = {
  readonly drafted: Drafted;
  readonly guards: readonly Tripped[];
  readonly hold: Hold | null;
  readonly approved: string | null;
};

/** Every site decided one by one, then the guards over all of them, then what a person has released. */
function settle(
  previous: Snapshot,
  decideAll: (context: Context) => Drafted,
  context: Context,
  digest: Digest,
): Settled {
  const wanted = decideAll(context);
  const tripped = tripGuards(previous.sites, wanted, context.rules, context.now);
  const withStance = (stanceOf: (trip: Tripped) => Stance): Context => ({
    ...context,
    stances: { ...context.stances, ...Object.fromEntries([...tripped].map(([kind, trip]) => [kind, stanceOf(trip)])) },
  });
  const guards = [...tripped.values()];
  const drafted = tripped.size === 0 ? wanted : decideAll(withStance(({ guard }) => ({ standing: 'held', guard })));
  const held = heldLines(drafted.operations);
  if (held.length === 0) return { drafted, guards, hold: null, approved: null };
  const heldDigest = digest(held.join('\n'));
  if (previous.approvals.some(each => each.digest === heldDigest && isInForce(each, context.rules, context.now))) {
    const released = { ...withStance(() => ({ standing: 'apply', approved: true })), sameSecret: new Set<string>() };
    return { drafted: decideAll(released), guards: [], hold: null, approved: heldDigest };
  }
  const sinceAt = previous.hold?.sinceAt ?? context.now;
  return { drafted, guards, hold: { digest: heldDigest, sinceAt, operations: held.length, guards }, approved: null };
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

const isOverdue = (site: Site, { now, rules }: Context): boolean =>
  site.carried?.why === 'held' && now - site.carried.sinceAt > rules.holdOverdueMs;

/** After a compromise all secrets change at once, and the old ones are dead: so this is applied, and said loudly (W33). */
function isMassRotation(previous: Snapshot, operations: readonly Operation[], rules: Rules): boolean {
  const limit = rules.guards.rotationPercent;
  const rotated = operations.filter(({ op, standing }) => op === 'rotate' && standing === 'apply').length;
  const known = previous.sites.flatMap(site => site.clients).filter(isActive).length;
  return limit !== 'off' && rotated * 100 > limit * known;
}
