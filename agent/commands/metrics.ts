// Metrics in Prometheus' text format, from what is on disk and what this process has seen. Totals only: no label names a school.

import type { Plan } from '../core/plan.js';
import { budgetAt } from '../core/rest.js';
import { isServed, type Snapshot } from '../core/snapshot.js';
import type { LogEvent, Policy, Told } from '../ports.js';
import type { Kept } from '../wire/standing.js';
import { clockBehindMs } from './clock.js';
import { counter, gauge, one, type Sample } from './exposition.js';

/** What a process that runs for long adds up; runs and log tell it. */
export type Totals = {
  readonly requests: Map<string, number>;
  readonly retries: Map<string, number>;
  readonly alarms: Map<string, number>;
  plan: Plan | null;
  breakerOpen: boolean;
};

export const noTotals = (): Totals => ({
  requests: new Map(),
  retries: new Map(),
  alarms: new Map(),
  plan: null,
  breakerOpen: false,
});

const add = (to: Map<string, number>, key: string, n = 1): void => void to.set(key, (to.get(key) ?? 0) + n);

export function countRun(totals: Totals, { answers, retries, plan }: Told & { readonly plan: Plan | null }): void {
  for (const [key, n] of answers) add(totals.requests, key, n);
  for (const [key, n] of retries) add(totals.retries, key, n);
  totals.plan = plan ?? totals.plan;
  totals.breakerOpen = false;
}

export function countEvent(totals: Totals, { event, code = event }: LogEvent): void {
  if (event === 'alarm') add(totals.alarms, code);
  if (event === 'breaker_open' || event === 'breaker_closed') totals.breakerOpen = event === 'breaker_open';
}

/** The page of `/metrics`. `vault`: the current generation; null when there is none. `missed`: scheduled copies since the last success. */
export function metricsText(
  totals: Totals,
  kept: Kept,
  vault: Omit<Snapshot, 'approvals'> | null,
  policy: Policy,
  now: number,
  missed: number,
): string {
  const { standing, lastRun } = kept;
  const sites = vault?.sites ?? [];
  const evidence = sites.filter(isServed).map(site => site.evidenceAt);
  const oldest = evidence.reduce((one, other) => Math.min(one, other), now);
  const planned = totals.plan?.operations.filter(each => each.standing === 'apply' && each.op !== 'keep') ?? [];
  const held = vault?.hold?.guards.map(({ guard, count }): Sample => [{ guard }, count]) ?? [];
  return [
    gauge(
      'last_success_timestamp_seconds',
      'When the current generation was written.',
      one((vault?.createdAt ?? 0) / 1000),
    ),
    gauge(
      'missed_copies',
      'Scheduled copies since the last success; 2 are worth a warning, 3 are critical.',
      one(missed),
    ),
    clockGauge(vault?.createdAt ?? 0, now),
    gauge('last_attempt_timestamp_seconds', 'When the last run ended.', one((lastRun?.at ?? 0) / 1000)),
    gauge('last_run_exit_code', 'How the last run ended.', ...(lastRun ? [one(lastRun.exit)] : [])),
    gauge('run_duration_seconds', 'How long the last run took.', ...(lastRun ? [one(lastRun.ms / 1000)] : [])),
    gauge('generation', 'The current generation.', one(vault?.generation ?? 0)),
    gauge(
      'sites',
      'Sites by state.',
      ...counted(
        'state',
        sites.map(site => site.state),
        siteStates,
      ),
    ),
    gauge(
      'clients',
      'Clients by state.',
      ...counted(
        'state',
        sites.flatMap(site => site.clients.map(each => each.state)),
        clientStates,
      ),
    ),
    gauge(
      'plan_changes',
      'What the last plan of this process changed.',
      ...counted(
        'op',
        planned.map(({ op }) => op),
      ),
    ),
    gauge('held_changes', 'Schools a guard holds back.', ...held),
    gauge('oldest_evidence_age_seconds', 'Age of the oldest evidence of a served site.', one((now - oldest) / 1000)),
    gauge('breaker_open', 'Whether the service is left alone after failures.', one(totals.breakerOpen ? 1 : 0)),
    gauge('budget_left', 'Requests left in these 24 hours.', one(budgetAt(standing, policy.dailyBudget, now).left)),
    counter(
      'upstream_requests_total',
      'Requests sent.',
      [...totals.requests].map(([key, n]): Sample => [operationOf(key), n]),
    ),
    counter(
      'retries_total',
      'Requests sent again.',
      [...totals.retries].map(([reason, n]): Sample => [{ reason }, n]),
    ),
    counter(
      'alarms_total',
      'Alarms raised.',
      [...totals.alarms].map(([name, n]): Sample => [{ name }, n]),
    ),
  ].join('');
}

/** On the pages of `watch` and of `serve`. */
export const clockGauge = (createdAt: number, now: number): string =>
  gauge(
    'clock_behind_seconds',
    "How far this machine's clock is behind the current generation; anything but 0 is a wrong clock.",
    one(clockBehindMs(createdAt, now) / 1000),
  );

const siteStates = ['active', 'pending', 'suspended', 'tombstone'];
const clientStates = ['active', 'tombstone', 'purged'];

/** How often each value comes; `all` are shown even when they do not. */
function counted(label: string, values: readonly string[], all: readonly string[] = []): readonly Sample[] {
  const counts = new Map(all.map(value => [value, 0]));
  for (const value of values) add(counts, value);
  return [...counts].map(([value, n]) => [{ [label]: value }, n]);
}

function operationOf(key: string) {
  const [operation = '', code = ''] = key.split(' ');
  return { operation, code };
}
