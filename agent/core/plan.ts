// The heart of the agent: what to do with what one cycle has seen.
import { runAlarms } from './alarms.js';
import { isUnread, type SiteRules, type SiteView } from './decision.js';
import { findDisputes } from './dispute.js';
import { type Evidence, indexList, type Read, type SiteRow } from './evidence.js';
import { type RunExit, worstExit } from './exit.js';
import { tooManyUnread } from './guard.js';
import type { Digest } from './hold.js';
import { judgeList } from './lists.js';
import type { Alarm, Operation } from './operation.js';
import type { Rules } from './policy.js';
import { clockIsOdd, type Moment } from './retention.js';
import { settle } from './settle.js';
import { byText, type Hold, type Site, type Snapshot } from './snapshot.js';

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
  const clockOdd = clockIsOdd(previous, now, rules);
  const moment: Moment = { now, rules, fullGenerations, mayPurge: !clockOdd };
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
  const noContent = evidence.second.kind === 'nothing';
  const run = { previous, sites, operations, tripped: settled.tripped, moment, clockOdd, gaps, noContent };
  return {
    commit: true,
    exit: exitOf(operations, gaps || settled.decisions.some(decision => decision.partial)),
    code: null,
    operations,
    sites,
    fullGenerations,
    hold: settled.hold,
    approved: settled.approved,
    alarms: [...settled.decisions.flatMap(decision => decision.alarms), ...runAlarms(run)],
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

function exitOf(operations: readonly Operation[], partial: boolean): RunExit {
  const codes: RunExit[] = [0];
  if (partial || operations.some(({ standing }) => standing === 'postponed')) codes.push(3);
  if (operations.some(({ standing }) => standing === 'held')) codes.push(4);
  return worstExit(codes);
}
