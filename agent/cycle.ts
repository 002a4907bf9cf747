// One cycle: list, every site's clients, list again, plan, commit. Decides nothing itself; sees ports only.
import {
  type ClientRow,
  type ClientsEvidence,
  type Evidence,
  type ListEvidence,
  organisationsToAsk,
  type Read,
  type SiteRow,
} from './core/evidence.js';
import { tooManyUnread } from './core/guard.js';
import type { Digest } from './core/hold.js';
import { judgeList, nothingToLose } from './core/lists.js';
import { type Plan, plan } from './core/plan.js';
import type { Rules } from './core/policy.js';
import { byText } from './core/snapshot.js';
import type { ClientsAnswer, Clock, Log, Manners, Partner, RequestCounts, VaultSession } from './ports.js';

export type CycleParts = {
  readonly vault: VaultSession;
  readonly partner: Partner;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: Rules;
  readonly manners: Manners;
  readonly digest: Digest;
};

/** What a cycle did. `generation` is null when nothing was committed. */
export type CycleReport = {
  readonly plan: Plan;
  readonly generation: number | null;
  readonly requests: RequestCounts;
  readonly durationMs: number;
};

/** Runs one cycle with the vault's lock held. `commit` false only plans. Throws what stops a cycle before it has a plan. */
export async function runCycle(parts: CycleParts, commit: boolean): Promise<CycleReport> {
  const { vault, partner, clock, log, rules, digest } = parts;
  const startedAt = clock.monotonic();
  sayWhatIsOff(rules, parts.manners, log);
  const evidence = await gather(parts);
  const result = plan(vault.previous, evidence, rules, clock.now(), digest);
  for (let n = 0; n < vault.forgedApprovals; n++) log({ level: 'error', event: 'alarm', code: 'approval_forged' });
  for (const { name, organisation, client, guard } of result.alarms)
    log({ level: 'warn', event: 'alarm', code: name, ...defined({ org: organisation, client, guard }) });
  const generation = result.commit && commit ? await vault.commit(result) : null;
  if (result.code !== null) log({ level: 'error', event: 'nothing_committed', code: result.code });
  return { plan: result, generation, requests: partner.counts(), durationMs: clock.monotonic() - startedAt };
}

type Optional = { readonly [name: string]: string | undefined };
const defined = (members: Optional): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** A guard is switched off by the word `off` only, and every run says so. */
function sayWhatIsOff(rules: Rules, manners: Manners, log: Log): void {
  const off = Object.entries(rules.guards).flatMap(([guard, threshold]) => (threshold === 'off' ? [guard] : []));
  if (rules.allowEmpty) off.push('allowEmpty');
  if (manners.requestsPerSecond === 'off') off.push('requestsPerSecond');
  for (const guard of off) log({ level: 'warn', event: 'guard_off', guard });
}

async function gather(parts: CycleParts): Promise<Evidence> {
  const { vault, partner, clock, manners, rules } = parts;
  const clients = new Map<string, ClientsEvidence>();
  const first = await partner.sites();
  const verdict = judgeList(first, vault.previous);
  if (!verdict.go) return { first, second: first, clients };
  // An empty list over a full vault gets a minute to change its mind (W01).
  if (verdict.go.rows.length === 0 && !nothingToLose(vault.previous)) await clock.sleep(manners.emptyListConfirmMs);
  const healthy = await sweep(organisationsToAsk(verdict.go, rules.ignoreOrganisations), clients, parts);
  if (!healthy) return { first, second: first, clients };
  const second: ListEvidence = await partner.sites();
  const again = judgeList(second, vault.previous);
  if (again.go) await sweep(newIn(again.go, clients, rules), clients, parts);
  return { first, second, clients };
}

/** Sites only the second list shows, or shows as authorised (W15). */
const newIn = (list: Read<SiteRow>, asked: ReadonlyMap<string, unknown>, rules: Rules): readonly string[] =>
  organisationsToAsk(list, rules.ignoreOrganisations).filter(organisation => !asked.has(organisation));

/** Reads the Clients of these sites, a few at a time. False: so many failed that the run cannot be saved (W42). */
async function sweep(
  organisations: readonly string[],
  into: Map<string, ClientsEvidence>,
  parts: CycleParts,
): Promise<boolean> {
  const { vault, partner, manners, rules } = parts;
  const queue = inOrderOfNeed(organisations, parts);
  let next = 0;
  let unread = 0;
  let stopped = false;
  const lane = async (): Promise<void> => {
    for (let organisation = queue[next++]; organisation !== undefined && !stopped; organisation = queue[next++]) {
      vault.assertHeld();
      const answer = await partner.clients(organisation);
      if (answer.kind === 'failed' || answer.kind === 'denied') unread += 1;
      if (tooManyUnread(unread, queue.length, rules.guards.unreadStop)) stopped = true;
      into.set(organisation, sealed(organisation, answer, vault));
    }
  };
  const lanes = Array.from({ length: Math.min(manners.concurrency, queue.length) }, () =>
    lane().catch((reason: unknown) => {
      stopped = true;
      throw reason;
    }),
  );
  // All lanes come home before a failure is passed on, so that nothing is sent after the run has ended.
  for (const result of await Promise.allSettled(lanes)) if (result.status === 'rejected') throw result.reason;
  return !stopped;
}

/** Never read first, then the oldest evidence. */
function inOrderOfNeed(organisations: readonly string[], { vault }: CycleParts): readonly string[] {
  const evidenceAt = new Map(vault.previous.sites.map(site => [site.organisation, site.evidenceAt]));
  const age = (organisation: string): number => evidenceAt.get(organisation) ?? 0;
  return [...organisations].sort((a, b) => age(a) - age(b) || byText(a, b));
}

/** From here on only fingerprints travel; the secrets are sealed for the next generation (E7). */
function sealed(organisation: string, answer: ClientsAnswer, vault: VaultSession): ClientsEvidence {
  if (answer.kind !== 'read') return answer;
  const rows = answer.rows.map(
    ({ client, secret }): ClientRow =>
      secret ? { client, ...vault.stage(organisation, client, secret) } : { client, fp: null, valueFp: null },
  );
  return { kind: 'read', gaps: answer.gaps, rows };
}
