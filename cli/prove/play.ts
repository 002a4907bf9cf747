import type { Run } from '../../contract/index.js';
import { HarnessError, type Held, type Scenario, type Sync, type WorldHandle } from '../../mock-server/index.js';
import { formerSecret } from './former-secret.js';
import type { Subject } from './subject.js';
import { unplayed } from './unplayed.js';
import { type Failure, judge, needsDump } from './verdict.js';

/** One sync of a scenario, played and judged. */
export type Played = {
  readonly name: string;
  readonly failures: readonly Failure[];
  readonly exit: number | null;
  /** Requests by operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** The agent's last words, where something failed. */
  readonly said?: string;
};

export type Proof = {
  readonly id: string;
  readonly title: string;
  readonly proves: string;
  readonly held: boolean;
  readonly syncs: readonly Played[];
  readonly requests: number;
  readonly ms: number;
};

/** Told of each sync as it comes and goes, by its place in the scenario; the scenario waits for it. */
export type Onlooker = {
  before(index: number): Promise<void>;
  after(index: number, played: Played): Promise<void>;
};

/** Plays a scenario to its end, or to the first sync whose expectations do not hold. */
export async function playScenario(
  scenario: Scenario,
  world: WorldHandle,
  subject: Subject,
  onlooker?: Onlooker,
): Promise<Proof> {
  const startedAt = performance.now();
  const played: Played[] = [];
  const memory: Memory = { held: [], digest: undefined };
  for (const [index, sync] of scenario.syncs.entries()) {
    await onlooker?.before(index);
    const one = await playSync(sync, nameOf(sync, index), world, subject, memory);
    played.push(one);
    await onlooker?.after(index, one);
    if (one.failures.length > 0) break;
  }
  const syncs = toTheEnd(played, scenario, world);
  return {
    id: scenario.id,
    title: scenario.title,
    proves: scenario.proves ?? scenario.title,
    held: syncs.every(s => s.failures.length === 0),
    syncs,
    requests: world.journal.count(),
    ms: performance.now() - startedAt,
  };
}

/** The syncs; when all held, what of the scenario never happened is told with the last of them. */
function toTheEnd(syncs: readonly Played[], scenario: Scenario, world: WorldHandle): readonly Played[] {
  const last = syncs.at(-1) ?? { name: 'the start', failures: [], exit: null, requests: {} };
  const failures = last.failures.length > 0 ? last.failures : unplayed(scenario, world.steps());
  return failures.length > 0 ? [...syncs.slice(0, -1), { ...last, failures }] : syncs;
}

/** What a sync is called; `index` is its place in the scenario. */
export function nameOf({ name }: Sync, index: number): string {
  return name ?? `sync ${index + 1}`;
}

/** What one sync leaves for the next. */
type Memory = { held: readonly Held[]; digest: string | undefined };

async function playSync(
  sync: Sync,
  name: string,
  world: WorldHandle,
  subject: Subject,
  memory: Memory,
): Promise<Played> {
  const stuck = prepare(sync, world);
  if (stuck) return { name, failures: [ofScenario(stuck)], exit: null, requests: {} };
  const since = world.journal.last();
  const words = wordsFor(sync, memory);
  if (words === undefined) {
    const failure = { what: 'approve', expected: 'a held plan with a digest', seen: 'the agent printed none' };
    return { name, failures: [failure], exit: null, requests: {} };
  }
  const run = sync.run === 'none' ? undefined : await subject.run(words, sync);
  memory.digest = (run && digestIn(run)) ?? memory.digest;
  const requests = countByOperation(world, since);
  const holds = needsDump(sync.expect) ? await subject.dump() : undefined;
  // A step that could not do what it says makes the proof worthless, whatever the agent did.
  const impossible = world.problems().map(ofScenario);
  const failures =
    impossible.length > 0 ? impossible : failuresOf(sync, run, holds, requests, world, memory, subject.timeoutMs);
  if (Array.isArray(holds)) memory.held = holds;
  const said = failures.length > 0 && run ? { said: subject.lastWords(run) } : {};
  return { name, failures, exit: run?.exit ?? null, requests, ...said };
}

const NEVER_RESET =
  "The supplier's secret was never reset, so there is no former one: change vendor.secretReset first.";

/** What happens before the agent runs; a sentence when it cannot happen. */
function prepare({ advanceMs, fire, agent }: Sync, world: WorldHandle): string | undefined {
  try {
    if (advanceMs !== undefined) world.advance(advanceMs);
    for (const step of fire) world.fire(step);
    return agent.vendorSecret === 'former' && formerSecret(world) === undefined ? NEVER_RESET : undefined;
  } catch (error) {
    if (error instanceof HarnessError) return error.message;
    throw error;
  }
}

function wordsFor(sync: Sync, { digest }: Memory): readonly string[] | undefined {
  if (sync.run !== 'approve') return [sync.run];
  return digest === undefined ? undefined : ['approve', digest];
}

/** The digest of a held plan, as the agent offers it for approval, in words or in the JSON of its report. */
function digestIn({ stdout, stderr }: Run): string | undefined {
  const [, inWords, inJson] =
    /approve ([0-9a-f]{12,64})|"digest":"([0-9a-f]{12,64})"/.exec(`${stdout}\n${stderr}`) ?? [];
  return inWords ?? inJson;
}

function failuresOf(
  sync: Sync,
  run: Run | undefined,
  holds: Awaited<ReturnType<Subject['dump']>> | undefined,
  requests: Played['requests'],
  world: WorldHandle,
  memory: Memory,
  timeoutMs: number,
): Failure[] {
  if (run?.timedOut) {
    const expected = `an end within ${timeoutMs / 1000} s (--timeout)`;
    return [{ what: 'the run', expected, seen: 'it was still running and was stopped' }];
  }
  if (holds && 'unreadable' in holds)
    return [{ what: 'the store', expected: 'a list that can be read', seen: holds.unreadable }];
  const probeKey = world.variables().SIMS_PROBE_KEY;
  const seen = {
    exit: run?.exit ?? null,
    holds,
    held: memory.held,
    truth: world.truth(probeKey),
    world: world.world(),
    probeKey,
    requests,
  };
  return judge(sync.expect, seen);
}

/** A fault of the scenario, not of the agent. */
function ofScenario(seen: string): Failure {
  return { what: 'the scenario itself, not the agent', expected: 'every step can be done', seen };
}

function countByOperation(world: WorldHandle, since: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of world.journal.list({ since })) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}
