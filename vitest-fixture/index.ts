/** `sims-id-harness/vitest`: a fixture that gives each test a world of its own. */
import { type TestAPI, test } from 'vitest';
import {
  type HarnessOptions,
  type RunningHarness,
  startHarness,
  type WorldHandle,
  type WorldOptions,
} from '../mock-server/index.js';
import { mockSide } from './mock-side.js';

/** What a test may ask for by name, and what `override` and `extend` may set. */
export type HarnessFixtures = {
  /** How the harness of a worker is started; free ports, no control port unless given. */
  readonly harnessOptions: HarnessOptions;
  /** One harness per worker, started by the first test that needs it and stopped with the worker. */
  readonly harness: RunningHarness;
  /** How the world of a test is made; its clock stands still unless given. */
  readonly worldOptions: WorldOptions;
  /** A world of the test's own: nothing another test does can be seen in it. Ended after the test. */
  readonly world: WorldHandle;
};

/**
 * Vitest's `test` with a world in it. When a test fails, what the mock refused is printed beside it, and why; secrets
 * never are.
 *
 * @example
 * harnessTest('a new secret is picked up', async ({ world }) => {
 *   world.commit({ kind: 'secret.reissued', site: 'oakfield' });
 *   await yourSync(world.variables());
 * });
 */
export const harnessTest: TestAPI<HarnessFixtures> = test.extend<HarnessFixtures>({
  harnessOptions: [{}, { scope: 'worker' }],
  harness: [
    async ({ harnessOptions }, use) => {
      const harness = await startHarness({ controlPort: null, ...harnessOptions });
      await use(harness);
      await harness.stop();
    },
    { scope: 'worker' },
  ],
  worldOptions: {},
  world: async ({ harness, worldOptions, task, onTestFailed }, use) => {
    const world = await harness.newWorld({ clock: 'manual', ...worldOptions });
    // biome-ignore lint/suspicious/noConsole: Vitest shows what is said here beside the test that it belongs to
    onTestFailed(() => console.error(mockSide(task.name, world).join('\n')));
    await use(world);
    harness.removeWorld(world.id);
  },
});
