// One cycle: list, every site's clients, list again, plan, commit. Decides nothing itself; sees ports only.
import { type ClientsEvidence, type Evidence, judgeList, nothingToLose, organisationsToAsk } from './core/evidence.js';
import { isInForce, tooManyUnread } from './core/guard.js';
import { inOrderOfNeed, settledReports } from './core/need.js';
import { type Digest, type Plan, plan } from './core/plan.js';
import { switchedOff } from './core/policy.js';
import type {
  ClientsAnswer,
  Clock,
  Log,
  LogEvent,
  Partner,
  Policy,
  RecordName,
  RequestCounts,
  VaultSession,
} from './ports.js';

export type CycleParts = {
  readonly vault: VaultSession;
  readonly partner: Partner;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: Policy;
  readonly digest: Digest;
  /** Told how many schools of how many are read. */
  readonly progress?: (done: number, of: number) => void;
  /** Called when the vault is about to change. */
  readonly onCommit?: (() => void) | undefined;
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
  const { vault, partner, clock, log, policy, digest } = parts;
  const startedAt = clock.monotonic();
  for (const guard of switchedOff(policy)) log({ level: 'warn', event: 'guard_off', guard });
  const evidence = await gather(parts);
  const now = clock.now();
  const result = plan(vault.previous, evidence, policy, now, digest);
  for (let n = 0; n < vault.forgedApprovals; n++) log({ level: 'error', event: 'alarm', code: 'approval_forged' });
  for (const { name, organisation: org, client, guard } of result.alarms)
    log({ level: 'warn', event: 'alarm', code: name, org, client, guard });
  const over = vault.previous.approvals.filter(
    each => each.digest === result.approved || !isInForce(each, policy, now),
  );
  const settled = result.commit ? settledReports(vault.reported, result.sites, now) : [];
  for (const organisation of settled) log(aboutReport(organisation, result));
  const spent: readonly RecordName[] = [
    ...over.map(({ digest: approved }) => `approvals/${approved}` as const),
    ...settled.map(organisation => `refused/${organisation}` as const),
  ];
  if (result.commit && commit) parts.onCommit?.();
  const generation = result.commit && commit ? await vault.commit(result, spent) : null;
  if (result.code !== null) log({ level: 'error', event: 'nothing_committed', code: result.code });
  return { plan: result, generation, requests: partner.counts(), durationMs: clock.monotonic() - startedAt };
}

/** Whether the pair a program was refused with is another one now. If not, the token server is behind, or has its own reason. */
function aboutReport(organisation: string, { operations }: Plan): LogEvent {
  const changed = operations.some(each => each.organisation === organisation && each.standing === 'apply');
  return { level: 'info', event: 'refused_checked', org: organisation, code: changed ? 'changed' : 'same' };
}

async function gather(parts: CycleParts): Promise<Evidence> {
  const { vault, partner, clock, policy } = parts;
  const clients = new Map<string, ClientsEvidence>();
  const first = await partner.sites();
  const verdict = judgeList(first, vault.previous);
  if (!verdict.go) return { first, second: first, clients };
  // An empty list over a full vault gets a minute to change its mind (W01).
  if (verdict.go.rows.length === 0 && !nothingToLose(vault.previous)) await clock.sleep(policy.emptyListConfirmMs);
  const healthy = await sweep(organisationsToAsk(verdict.go, policy.ignoreOrganisations), clients, parts);
  if (!healthy) return { first, second: first, clients };
  const second = await partner.sites();
  const again = judgeList(second, vault.previous);
  // Sites only the second list shows, or shows as authorised (W15).
  const late = again.go ? organisationsToAsk(again.go, policy.ignoreOrganisations) : [];
  await sweep(
    late.filter(organisation => !clients.has(organisation)),
    clients,
    parts,
  );
  return { first, second, clients };
}

/** Reads the Clients of these sites, a few at a time. False: so many failed that the run cannot be saved (W42). */
async function sweep(
  organisations: readonly string[],
  into: Map<string, ClientsEvidence>,
  parts: CycleParts,
): Promise<boolean> {
  const { vault, partner, policy, progress } = parts;
  const queue = inOrderOfNeed(organisations, vault.previous, vault.reported);
  const before = into.size;
  progress?.(before, before + queue.length);
  let next = 0;
  let unread = 0;
  let stopped = false;
  const lane = async (): Promise<void> => {
    for (let organisation = queue[next++]; organisation !== undefined && !stopped; organisation = queue[next++]) {
      vault.assertHeld();
      const answer = await partner.clients(organisation);
      if (answer.kind === 'failed' || answer.kind === 'denied') unread += 1;
      if (tooManyUnread(unread, queue.length, policy.guards.unreadStop)) stopped = true;
      into.set(organisation, sealed(organisation, answer, vault));
      progress?.(into.size, before + queue.length);
    }
  };
  const lanes = Array.from({ length: Math.min(policy.concurrency, queue.length) }, () =>
    lane().catch((reason: unknown) => {
      stopped = true;
      throw reason;
    }),
  );
  // All lanes come home before a failure is passed on, so that nothing is sent after the run has ended.
  for (const result of await Promise.allSettled(lanes)) if (result.status === 'rejected') throw result.reason;
  return !stopped;
}

/** From here on only fingerprints travel; the secrets are sealed for the next generation (E7). */
function sealed(organisation: string, answer: ClientsAnswer, vault: VaultSession): ClientsEvidence {
  if (answer.kind !== 'read') return answer;
  const rows = answer.rows.map(({ client, secret }) => {
    const { fp, valueFp } = secret ? vault.stage(organisation, client, secret) : { fp: null, valueFp: null };
    return { client, fp, valueFp };
  });
  return { kind: 'read', gaps: answer.gaps, rows };
}
