import { type Change, parseDuration } from '../world/index.js';
import { readFault } from './read-fault.js';
import { readSync } from './read-sync.js';
import type { Scenario, Step, Trigger } from './scenario.js';
import type { ScenarioFile } from './schema.js';
import type { StandingFaultFile, StepFile } from './schema-steps.js';

/** A scenario as written, once checked, in the one spelling the engine knows. */
export function read(file: ScenarioFile): Scenario {
  return {
    id: file.id,
    title: file.title,
    tells: file.tells,
    ...(file.proves !== undefined && { proves: file.proves }),
    defends: file.defends ?? [],
    world: file.world ?? 'three-schools',
    seed: file.seed ?? 1,
    clock: file.clock ?? 'manual',
    switches: file.switches ?? {},
    policy: file.policy ?? {},
    agent: file.agent ?? {},
    steps: (file.steps ?? []).map(readStep),
    syncs: (file.syncs ?? []).map(readSync),
  };
}

function readStep(file: StepFile): Step {
  const { name, tells, on, fault, advance, set, until } = file;
  return {
    name,
    ...(tells !== undefined && { tells }),
    on: readTrigger(on),
    ...(on.after !== undefined && { after: on.after }),
    ...(until !== undefined && { until }),
    times: file.times ?? fault?.times ?? 1,
    before: file.before ?? false,
    changes: readChanges(file.change),
    ...(fault !== undefined && { fault: readFault(fault) }),
    ...(advance !== undefined && { advanceMs: parseDuration(advance) ?? 0 }),
    ...(set !== undefined && { set }),
  };
}

function readTrigger(on: StepFile['on']): Trigger {
  if (on.request !== undefined) return onRequest({ ...on, request: on.request });
  if (on.elapsed !== undefined) return { kind: 'elapsed', ms: parseDuration(on.elapsed) ?? 0 };
  if (on.manual === true) return { kind: 'manual' };
  return { kind: 'follows', ...(on.chance !== undefined && { chance: on.chance }) };
}

function onRequest(on: StandingFaultFile['on']): Trigger {
  const every = on.every ?? 1;
  return {
    kind: 'request',
    request: on.request,
    nth: on.nth ?? every,
    every,
    ...(on.site !== undefined && { site: on.site }),
    ...(on.chance !== undefined && { chance: on.chance }),
  };
}

function readChanges(file: StepFile['change']): Change[] {
  if (file === undefined) return [];
  const written = Array.isArray(file) ? file : [file];
  // The schema holds one key for each, with the arguments of that kind.
  return written.flatMap(one => Object.entries(one).map(([kind, args]) => ({ kind, ...args }) as Change));
}

/** Standing faults as the steps they amount to: each strikes every matching request until it is taken away. */
export function standing(faults: readonly StandingFaultFile[]): Step[] {
  const taken = new Set(faults.flatMap(f => f.name ?? []));
  return faults.map((file, i) => ({
    name: file.name ?? freeName(`fault-${i + 1}`, taken),
    on: onRequest(file.on),
    times: file.times ?? file.fault.times ?? ('always' as const),
    before: false,
    changes: [],
    fault: readFault(file.fault),
  }));
}

function freeName(name: string, taken: Set<string>): string {
  const free = taken.has(name) ? freeName(`${name}-again`, taken) : name;
  taken.add(free);
  return free;
}
