import {
  convergenceDigest,
  type Exchange,
  type HarnessEvent,
  type Held,
  type RecordedEvent,
  type RecordedMoment,
  type Scenario,
  type Sync,
  type World,
} from '../../mock-server/index.js';
import { nameOf, type Played } from '../prove/play.js';
import { askedIn } from './asked.js';
import { checksOf } from './checks.js';
import { decidedIn } from './decided.js';
import { holdingsOf } from './holdings.js';
import { passing, schoolName } from './school-words.js';
import type { SeenRun } from './watched-subject.js';

/** Everything that came of one sync of a scenario. */
export type Facts = {
  readonly sync: Sync;
  readonly index: number;
  readonly played: Played;
  readonly run: SeenRun | undefined;
  readonly agent: string;
  readonly world: World;
  /** Epoch ms on the world's clock. */
  readonly at: number;
  readonly probeKey: string;
  readonly events: readonly HarnessEvent[];
  readonly exchanges: readonly Exchange[];
  readonly before: readonly Held[];
  /** Undefined when its store could not be read. */
  readonly now: readonly Held[] | undefined;
  readonly truth: readonly Held[];
  /** Organisations met in earlier moments. */
  readonly known: ReadonlySet<string>;
};

/** A moment that is still to come, or never came. */
export function blank(sync: Sync, index: number, shown: boolean, state: RecordedMoment['state']): RecordedMoment {
  return {
    name: nameOf(sync, index),
    tells: sync.tells?.trim() ?? null,
    run: sync.run,
    shown,
    state,
    at: null,
    happened: [],
    asked: [],
    decided: [],
    report: null,
    holdings: [],
    converged: null,
    checks: [],
    said: null,
    exchanges: [],
    events: [],
  };
}

/** A moment as it was played. Nothing in it is a secret: the journal and the probe see to it, changes are told in words. */
export function momentOf(facts: Facts, scenario: Scenario, shown: boolean): RecordedMoment {
  const { sync, index, played, run, world, events, exchanges, truth, now, before, probeKey } = facts;
  const failed = played.failures.length > 0;
  const ending = { exit: run?.exit ?? null, approving: sync.run === 'approve', failed };
  const holdings = now ? holdingsOf({ before, now, truth }, facts.known, world, ending) : [];
  const decided = decidedIn(run, holdings);
  return {
    ...blank(sync, index, shown, failed ? 'failed' : 'held'),
    at: facts.at,
    happened: happenedIn(sync, index, events, scenario),
    asked: askedIn(exchanges, world),
    decided,
    report: run ? reportOf(run, facts, decided) : null,
    holdings,
    converged: now ? convergenceDigest(now, probeKey) === convergenceDigest(truth, probeKey) : null,
    checks: checksOf(sync.expect, played.failures, site => schoolName(world, site)),
    said: played.said || null,
    exchanges,
    events: events.flatMap(event => eventOf(event, scenario)),
  };
}

/** Cause: the time that went by, and what the scenario tells of every step that was taken, once each. */
function happenedIn(
  { advanceMs, run }: Sync,
  index: number,
  events: readonly HarnessEvent[],
  scenario: Scenario,
): string[] {
  const steps = new Set(events.flatMap(event => (event.type === 'step' ? [event.step] : [])));
  const told = [...steps].flatMap(name => tellsOf(name, scenario) ?? []);
  const passed = advanceMs === undefined ? [] : [passing(advanceMs)];
  if (told.length > 0) return [...passed, ...told];
  if (index === 0) return [...passed, 'The agent is started for the first time.'];
  return [
    ...passed,
    run === 'approve' ? 'The agent has asked a person to look.' : 'Nothing has changed at the schools.',
  ];
}

const tellsOf = (name: string, { steps }: Scenario) => steps.find(step => step.name === name)?.tells?.trim();

/** Exchanges are kept by themselves; a change is told by its kind alone, since its values may be secret. */
function eventOf(event: HarnessEvent, scenario: Scenario): RecordedEvent[] {
  switch (event.type) {
    case 'step':
      return [{ at: event.at, type: 'step', says: tellsOf(event.step, scenario) ?? event.step }];
    case 'change':
      return event.changes.map(change => ({ at: event.at, type: 'change', says: `${change.kind} (${event.cause})` }));
    case 'switches':
      return [{ at: event.at, type: 'switches', says: Object.keys(event.set).join(', ') }];
    case 'clock':
      return [{ at: event.at, type: 'clock', says: 'The clock was moved forward.' }];
    default:
      return [];
  }
}

/** What is posted to `…/agent-reports`: the agent itself never does that. */
function reportOf(run: SeenRun, { agent, now, world }: Facts, decided: readonly string[]): RecordedMoment['report'] {
  const { report, words, exit, ms } = run;
  const hold = report?.hold;
  return {
    agent,
    command: words[0] ?? 'sync',
    exit,
    durationMs: ms,
    ...(typeof report?.generation === 'number' && { generation: report.generation }),
    ...(report && { requests: requestsOf(report.requests) }),
    plan: decided,
    ...(hold && {
      held: hold.guards.map(({ guard, count }) => ({
        guard,
        count,
        digest: hold.digest,
        approve: `npx sims-agent approve ${hold.digest.slice(0, 12)}`,
      })),
    }),
    ...(now && {
      holds: now.map(({ organisationId, clientId, secretFingerprint }) => ({
        organisationId,
        clientId,
        secretFingerprint,
      })),
    }),
    says: `${decided.join(' ')} (${world.name})`,
  };
}

function requestsOf({
  token,
  list,
  clients,
  retries,
}: {
  token: number;
  list: number;
  clients: number;
  retries: number;
}) {
  return { token, lists: list, clients, retries };
}
