// What people read: plans, reports and vaults in words.
import type { Operation } from './core/decision.js';
import type { Plan } from './core/plan.js';
import { type Hold, isServed, type Site, servedClients } from './core/snapshot.js';
import type { CycleReport } from './cycle.js';

const isChange = ({ op, standing }: Operation): boolean => op !== 'keep' || standing === 'held';

/** What a command prints and ends with. `note` goes to stderr. */
export type Answer = { readonly exit: number; readonly text: string; readonly note?: string };

export const lines = (texts: readonly string[]): string => texts.map(text => `${text}\n`).join('');

/** The answer of `sync` and `plan`. Exit 2 says that sync would change something, unless something worse is to be said. */
export function answerOf(command: 'sync' | 'plan', report: CycleReport, asJson: boolean): Answer {
  const { plan } = report;
  const planned = command === 'plan';
  const exit = plan.exit || (planned && plan.operations.some(isChange) ? 2 : 0);
  const more = planned ? { exit, operations: plan.operations } : {};
  if (asJson) return { exit, text: lines([JSON.stringify({ ...reportJson(report), ...more })]) };
  return { exit, text: lines(planned && plan.commit ? planLines(plan) : reportLines(report)) };
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

/** One line per change: `+` comes, `-` goes, `~` changes, `!` waits. */
function planLines(plan: Plan): readonly string[] {
  const lines = plan.operations.filter(isChange).map(({ op, standing, guard, organisation, client }) => {
    const sign = standing === 'apply' ? (signs[op.split('+')[0] ?? op] ?? '~') : '!';
    const waits = standing === 'apply' ? '' : ` (${standing}${guard === undefined ? '' : ` by ${guard}`})`;
    return `${sign} ${op} ${organisation}${client === null ? '' : ` ${client}`}${waits}`;
  });
  const { add, rotate, suspend, tombstone, purge, held } = tallyOf(plan);
  lines.push(
    `Plan: ${add} to add, ${rotate} to rotate, ${suspend} to suspend, ${tombstone} to tombstone, ${purge} to purge; ${held} held`,
  );
  return lines;
}

/** The same facts for a program. */
function reportJson({ plan, generation, requests, durationMs }: CycleReport): Readonly<Record<string, unknown>> {
  return {
    exit: plan.exit,
    code: plan.code,
    generation,
    sites: countSites(plan.sites),
    changes: tallyOf(plan),
    hold: plan.hold,
    approved: plan.approved,
    alarms: plan.alarms,
    requests,
    durationMs: Math.round(durationMs),
  };
}

function reportLines({ plan, generation, requests }: CycleReport): readonly string[] {
  const { add, rotate, suspend, tombstone, restore } = tallyOf(plan);
  const { served, sites } = countSites(plan.sites);
  const asked = `${requests.token} token, ${requests.list} lists, ${requests.clients} sites, ${requests.retries} retries`;
  if (generation === null) return [`Nothing was committed (${plan.code ?? 'plan only'}). Requests: ${asked}.`];
  const lines = [
    `Generation ${generation}: ${served} of ${sites} sites served; ${add} added, ${rotate} rotated, ${restore} restored, ${suspend} suspended, ${tombstone} tombstoned. Requests: ${asked}.`,
  ];
  if (plan.hold) lines.push(holdLine(plan.hold));
  return lines;
}

/** What is held, why, and the command that releases it. */
export function holdLine({ digest, guards, operations, sinceAt }: Hold): string {
  const why = guards.map(({ guard, count, of }) => `${guard}: ${count} of ${of}`).join('; ') || 'G7';
  return `held      ${operations} operations since ${isoTime(sinceAt)} (${why})   sims-agent approve ${digest.slice(0, 12)}`;
}

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
  };
}

export const isoTime = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
