import { parseDuration } from '../world/index.js';
import type { Expectation, Sync } from './scenario.js';
import type { SyncFile } from './schema-syncs.js';

/** A run of the agent as written, with lists that are lists. */
export function readSync(file: SyncFile): Sync {
  const { name, tells, advance, run, agent } = file;
  return {
    ...(name !== undefined && { name }),
    ...(tells !== undefined && { tells }),
    ...(advance !== undefined && { advanceMs: parseDuration(advance) ?? 0 }),
    fire: listed(file.fire),
    run,
    agent: agent ?? {},
    expect: readExpectation(file.expect),
  };
}

function readExpectation(file: SyncFile['expect']): Expectation {
  return {
    exit: listed(file.exit),
    ...(file.stores !== undefined && { stores: file.stores }),
    serves: file.serves ?? [],
    withholds: file.withholds ?? [],
    requests: readRequests(file.requests ?? {}),
  };
}

function readRequests(file: NonNullable<SyncFile['expect']['requests']>): Expectation['requests'] {
  return Object.fromEntries(
    Object.entries(file).flatMap(([operation, count]) => (count === undefined ? [] : [[operation, readCount(count)]])),
  );
}

function readCount(count: number | { min?: number; max?: number }): { min: number; max?: number } {
  return typeof count === 'number' ? { min: count, max: count } : { min: 0, ...count };
}

function listed<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
