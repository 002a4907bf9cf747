// `sims-agent status`: one screen, no network. What is held and what failed comes with the words to act on.

import type { StoreConfig } from '../config/configuration.js';
import { believable, budgetAt, lateness, type Obstacle, obstacleTo, type Standing } from '../core/rest.js';
import { isoTime } from '../core/time.js';
import type { Policy } from '../ports.js';
import { anchorOf, headOf } from '../vault/audit.js';
import { missedCopies, nextCopyAt, openAt } from '../wire/schedule.js';
import { type LastRun, readKept } from '../wire/standing.js';
import { waitingApproval, waitingLine } from './approval.js';
import { clockBehindMs, clockInWords } from './clock.js';
import { type Answer, ago, carriedLines, countSites, holdLines, lines, many } from './describe.js';
import { noteOn, type OpenVault, withVault } from './vault-commands.js';

export const status = (config: StoreConfig, policy: Policy, asJson: boolean, now: number): Promise<Answer> =>
  withVault(config, async opened => {
    const { header } = opened.vault.opened ?? {};
    const { lastRun, standing: found, isDamaged } = await readKept(opened.store);
    const standing = believable(found, policy.rests, now);
    const { spent, of } = budgetAt(standing, policy.dailyBudget, now);
    const budget = { spent, of: Number.isFinite(of) ? of : null };
    const audit = await auditHead(opened);
    const missed = header ? missedCopies(policy, header.upstream.application, header.createdAt, now) : 0;
    const late = lateness(missed);
    const clockBehind = header ? clockBehindMs(header.createdAt, now) : 0;
    const waiting = await approvalFor(opened, standing, policy, now);
    const next = nextRun(standing, policy, header?.upstream.application ?? '', now);
    if (asJson) {
      const { generation = 0, createdAt, fullGenerations, upstream, hold } = header ?? {};
      const vault = header ? { createdAt, fullGenerations, upstream, sites: countSites(opened.vault.sites), hold } : {};
      const approved = waiting && { until: isoTime(waiting.until), isShort: waiting.isShort };
      const text = `${JSON.stringify({ generation, ...vault, lastRun, late, next, approved, budget, audit, clockBehindMs: clockBehind }, null, 2)}\n`;
      return { exit: 0, text, ...noteOn(opened) };
    }
    const day = `${spent} of ${budget.of ?? 'any number'} in 24 h`;
    const sent = lastRun ? `${requestsOf(lastRun)} · ` : '';
    const text = [
      ...(header ? vaultLines(opened, now) : ['No generation yet. Run: sims-agent sync']),
      ...(waiting ? [waitingLine(waiting)] : []),
      ...(clockBehind > 0 ? [`clock     ${clockInWords(clockBehind)}`] : []),
      ...(late ? [`late      ${late}: ${missed} scheduled copies or more came due since the last success`] : []),
      ...(isDamaged ? [damaged] : []),
      ...(lastRun
        ? [`last run  ${isoTime(lastRun.at)}, exit ${lastRun.exit}: ${lastRun.says || ends[lastRun.exit]}`]
        : []),
      ...(lastRun || spent > 0 ? [`requests  ${sent}${day}${audit === null ? '' : ` · ${audit}`}`] : []),
      ...nextLine(next),
    ];
    return { exit: 0, text: lines(text), ...noteOn(opened) };
  });

function vaultLines({ vault: { opened, sites } }: OpenVault, now: number): readonly string[] {
  if (!opened) return [];
  const { generation, createdAt, upstream, hold } = opened.header;
  const { sites: all = 0, served, clients = 0, held, stale, fresh, pending, suspended, tombstones } = countSites(sites);
  return [
    `vault     generation ${generation}, ${isoTime(createdAt)}, ${ago(now - createdAt)}, fresh evidence for ${fresh} of ${served} sites, from ${upstream.rap}`,
    `sites     ${all} known: ${served} served with ${many(clients, 'client')} (${held} held, ${stale} stale) · ${pending} pending · ${suspended} suspended · ${tombstones} tombstoned`,
    ...(hold ? holdLines(hold, sites) : carriedLines(sites, 'held')),
    ...carriedLines(sites, 'stale'),
  ];
}

/** Whose digest is held now, and when it ends. What is forged is `verify`'s to tell. */
async function approvalFor({ vault: { opened }, store }: OpenVault, standing: Standing, policy: Policy, now: number) {
  if (!opened) return null;
  const nextAt = nextCopyAt(standing, policy, opened.header.upstream.application, now, 0);
  return waitingApproval(store, opened, policy, nextAt, now);
}

const damaged =
  'record    what runs leave for the next (standing) cannot be read: rests, budget and last run count as none. The next sync writes it anew';

const ends: Readonly<Record<number, string>> = { 0: 'all well', 3: 'some schools could not be read', 4: 'see held' };

function requestsOf({ requests: { token, list, clients, retries } }: LastRun): string {
  const kinds = [many(token, 'token'), many(list, 'list'), many(clients, 'site'), many(retries, 'retry', 'retries')];
  return `${token + list + clients} last run (${kinds.join(', ')})`;
}

/** Null while there is no audit. */
async function auditHead({ vault, store }: OpenVault): Promise<string | null> {
  if (!vault.opened) return null;
  const [last] = await store.audit('last');
  return last === undefined ? null : anchorOf(headOf(last, vault.opened.keys.audit));
}

type Next = {
  /** When a run may begin at the earliest; null = now, or never (`why` says which). */
  readonly notBefore: string | null;
  readonly why: Obstacle['why'] | 'window' | null;
  /** When `watch` would begin one. */
  readonly byWatch: string | null;
};

function nextRun(standing: Standing, policy: Policy, application: string, now: number): Next {
  const who = { credential: standing.credential, ignoreBackoff: false };
  const obstacle = obstacleTo(standing, policy, now, who);
  const freeAt = openAt(policy, obstacle?.until ?? now);
  const time = (at: number) => (Number.isFinite(at) ? isoTime(at) : null);
  const why = freeAt > (obstacle?.until ?? now) ? 'window' : (obstacle?.why ?? null);
  return {
    notBefore: freeAt > now ? time(freeAt) : null,
    why,
    byWatch: application === '' ? null : time(nextCopyAt(standing, policy, application, now, 0)),
  };
}

const reasons: Readonly<Record<NonNullable<Next['why']>, string>> = {
  back_off: 'the last runs failed (or: sims-agent sync --ignore-backoff)',
  refused: 'the credentials were refused; changed ones are tried at once',
  retry_after: 'the service asked to be left alone',
  budget: 'the daily budget is spent',
  window: 'a window is closed',
};

function nextLine({ notBefore, why, byWatch }: Next): readonly string[] {
  const bound = why === null ? [] : [`not before ${notBefore ?? 'ever'}: ${reasons[why]}`];
  const watched = byWatch === null ? [] : [`with watch ${byWatch}`];
  const all = [...bound, ...watched];
  return all.length === 0 ? [] : [`next      ${all.join(' · ')}`];
}
