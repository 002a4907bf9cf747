// What people read: plans, reports and vaults in words.
import type { Operation } from '../core/decision.js';
import type { Plan } from '../core/plan.js';
import { type CarriedWhy, type Hold, isActive, isServed, type Site, servedClients } from '../core/snapshot.js';
import { day, hour, isoTime } from '../core/time.js';
import type { CycleReport } from '../cycle.js';
import { version } from '../version.js';
import { type Address, advice, guardInWords } from '../wire/advice.js';

const isChange = ({ op, standing }: Operation): boolean => op !== 'keep' || standing === 'held';

/** What a command prints and ends with. `note` goes to stderr. */
export type Answer = { readonly exit: number; readonly text: string; readonly note?: string };

export const lines = (texts: readonly string[]): string => texts.map(text => `${text}\n`).join('');

/** The answer of `sync` and `plan`. Exit 2 says that sync would change something, unless something worse is to be said. */
export function answerOf(command: 'sync' | 'plan', report: CycleReport, asJson: boolean, asked: Address): Answer {
  const { plan } = report;
  const planned = command === 'plan';
  const exit = plan.exit || (planned && plan.operations.some(isChange) ? 2 : 0);
  const more = planned ? { exit, operations: plan.operations } : {};
  if (asJson) return { exit, text: lines([JSON.stringify({ ...reportJson(report, asked), ...more })]) };
  return { exit, text: lines(planned && plan.commit ? planLines(plan) : reportLines(report, asked)) };
}

/** Clients added, rotated, tombstoned, restored and purged; sites suspended; client operations that wait. */
function tallyOf({ operations }: Plan) {
  const tally = { add: 0, rotate: 0, suspend: 0, tombstone: 0, restore: 0, purge: 0, held: 0, postponed: 0 };
  for (const { op, standing, client } of operations) {
    const counted = standing === 'apply' ? op.split('+')[0] : standing;
    if ((client === null) === (counted === 'suspend') && Object.hasOwn(tally, counted ?? ''))
      tally[counted as keyof typeof tally] += 1;
  }
  return tally;
}

const signs: Readonly<Record<string, string>> = {
  add: '+',
  activate: '+',
  restore: '+',
  resume: '+',
  tombstone: '-',
  suspend: '-',
  empty: '-',
};

/** One line per change, school by school: `+` comes, `-` goes, `~` changes, `!` waits; then why, and the sum. */
function planLines(plan: Plan): readonly string[] {
  const sites = new Map(plan.sites.map(site => [site.organisation, site]));
  const lines = plan.operations.filter(isChange).map(each => changeLine(each, sites.get(each.organisation)));
  for (const each of plan.hold?.guards ?? []) lines.push(`! ${each.guard}: ${guardInWords(each)}`);
  if (plan.hold) lines.push('! The next sync holds these as well, and says how to release them.');
  const { add, rotate, suspend, tombstone, restore, purge, held, postponed } = tallyOf(plan);
  const kinds = [`${add} to add`, `${rotate} to rotate`, `${suspend} to suspend`, `${tombstone} to tombstone`];
  if (restore > 0) kinds.push(`${restore} to restore`);
  const waits = `${held} held${postponed > 0 ? `, ${postponed} postponed` : ''}`;
  return [...lines, `Plan: ${kinds.join(', ')}, ${purge} to purge; ${waits}`];
}

function changeLine({ op, standing, guard, organisation, client }: Operation, site: Site | undefined): string {
  const sign = standing === 'apply' ? (signs[op.split('+')[0] ?? op] ?? '~') : '!';
  const why = standing === 'postponed' ? ' for better evidence' : guard === undefined ? '' : ` by ${guard}`;
  const waits = standing === 'apply' ? '' : ` (${standing}${why})`;
  const reason = op === 'suspend' && standing === 'apply' && site ? ` (${site.reason})` : '';
  const what = client === null ? organisation : `${organisation} ${harmless(client)}`;
  return `${sign} ${op} ${what}${waits}${reason}  ${nameOf(site)}`;
}

/** The same facts for a program. */
function reportJson({ plan, generation, requests, durationMs }: CycleReport, asked: Address) {
  return {
    agent: `sims-agent ${version}`,
    exit: plan.exit,
    code: plan.code,
    ...(plan.code === null ? {} : { advice: advice(plan.code, asked) }),
    generation,
    sites: countSites(plan.sites),
    changes: tallyOf(plan),
    hold: plan.hold,
    approved: plan.approved,
    alarms: plan.alarms,
    requests,
    durationMs: Math.round(durationMs),
    oldestCredentialAt: oldestEvidence(plan.sites),
  };
}

/** When the oldest of what is served was read, epoch ms; null where nothing is served. */
function oldestEvidence(sites: readonly Site[]): number | null {
  return sites.reduce<number | null>(
    (oldest, site) => (isServed(site) ? Math.min(oldest ?? site.evidenceAt, site.evidenceAt) : oldest),
    null,
  );
}

function reportLines({ plan, generation, requests }: CycleReport, asked: Address): readonly string[] {
  const { add, rotate, suspend, tombstone, restore } = tallyOf(plan);
  const { served, sites } = countSites(plan.sites);
  const { token, list, clients, retries } = requests;
  const sent = `Requests: ${many(token, 'token')}, ${many(list, 'list')}, ${many(clients, 'site')}, ${many(retries, 'retry', 'retries')}.`;
  if (plan.code !== null) return [`Nothing was committed (${plan.code}). ${sent}`, advice(plan.code, asked)];
  if (generation === null) return [`Nothing was committed (plan only). ${sent}`];
  const lines = [
    `Generation ${generation}: ${served} of ${sites} sites served; ${add} added, ${rotate} rotated, ${restore} restored, ${suspend} suspended, ${tombstone} tombstoned. ${sent}`,
  ];
  return plan.hold ? [...lines, ...holdLines(plan.hold, plan.sites)] : lines;
}

/** What is held, why, the command that releases it, and the schools it is about. */
export function holdLines({ digest, guards, operations, sinceAt }: Hold, sites: readonly Site[]): readonly string[] {
  const why = guards.map(each => `${guardInWords(each)} (${each.guard})`).join('; ') || guardInWords(sameSecret);
  const release = `sims-agent approve ${digest.slice(0, 12)}`;
  const what = `held      ${many(operations, 'operation')} since ${isoTime(sinceAt)}: ${why}   ${release}`;
  return [what, ...carriedLines(sites, 'held')];
}

const sameSecret = { guard: 'G7', count: 0, of: 0 };
const named = 5;

/** The first schools that are carried for a reason, by name and organisation id. */
export function carriedLines(sites: readonly Site[], why: CarriedWhy): readonly string[] {
  const all = sites.filter(site => site.carried?.why === why);
  const shown = all.slice(0, named).map(site => `          ${why}: ${nameOf(site)} (${site.received})`);
  return all.length > named ? [...shown, `          and ${all.length - named} more: sims-agent list`] : shown;
}

/** Names and client ids come from upstream: what steers a terminal, or the direction of its writing, must not reach one. */
const control = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
export const harmless = (text: string): string => text.replace(control, '');
export const nameOf = (site: Site | undefined): string => harmless(site?.labels.name ?? '') || '(no name)';

export const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** Read whole in the last copy: neither the site nor any of its clients is carried over from an earlier one (E8). */
const isFresh = (site: Site): boolean =>
  site.carried === undefined && site.clients.every(client => !isActive(client) || client.carried === undefined);

export function countSites(all: readonly Site[]): Readonly<Record<string, number>> {
  const count = (test: (site: Site) => boolean) => all.filter(test).length;
  return {
    sites: all.length,
    served: count(isServed),
    clients: all.reduce((sum, site) => sum + servedClients(site).length, 0),
    pending: count(site => site.state === 'pending'),
    suspended: count(site => site.state === 'suspended'),
    tombstones: count(site => site.state === 'tombstone'),
    held: count(site => site.carried?.why === 'held'),
    stale: count(site => site.carried?.why === 'stale'),
    fresh: count(site => isServed(site) && isFresh(site)),
  };
}

/** A length of time in the largest unit that is whole, such as `5 h`; empty below a minute. */
export function span(ms: number): string {
  const units = [
    [day, 'day', 'days'],
    [hour, 'h', 'h'],
    [60_000, 'min', 'min'],
  ] as const;
  const unit = units.find(([length]) => ms >= length);
  return unit ? many(Math.floor(ms / unit[0]), unit[1], unit[2]) : '';
}

/** `5 h ago`; what a wrong clock wrote may be ahead. */
export function ago(ms: number): string {
  const length = span(Math.abs(ms));
  if (length === '') return 'just now';
  return ms < 0 ? `${length} ahead of this machine's clock` : `${length} ago`;
}
