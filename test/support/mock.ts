import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  type HarnessOptions,
  type RunningHarness,
  startHarness,
  type WorldHandle,
  type WorldOptions,
} from '../../mock-server/index.js';
import type { World } from '../../mock-server/world/index.js';
import { smallWorld } from './small-world.js';

/** Kept between files: making an RSA key takes longer than most of these tests. */
const KEYS = join(tmpdir(), 'sims-id-harness-test-keys');

export type Mock = RunningHarness & {
  /** A small world of its own for one test, on a clock that stands still. */
  fresh(world?: World, options?: Omit<WorldOptions, 'world'>): Promise<WorldHandle>;
  /** The same with these switches. */
  with(switches: Readonly<Record<string, string>>, world?: World): Promise<WorldHandle>;
};

/**
 * A harness for one test file, stopped after it. Any fault of the mock's own while serving fails the file, whatever
 * the tests saw.
 */
export async function startMock(options: Pick<HarnessOptions, 'sts' | 'https'> = {}): Promise<Mock> {
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => bugs.push(error);
  const running = await startHarness({
    world: smallWorld(),
    clock: 'manual',
    controlPort: null,
    keyFolder: KEYS,
    onBug,
    ...options,
  });
  const fresh: Mock['fresh'] = (world = smallWorld(), options = {}) =>
    running.newWorld({ clock: 'manual', ...options, world });
  afterAll(async () => {
    await running.stop();
    if (bugs.length > 0) throw new AggregateError(bugs, 'the mock itself failed while serving');
  });
  return Object.assign(running, {
    fresh,
    with: (switches: Readonly<Record<string, string>>, world?: World) => fresh(world, { switches }),
  });
}
