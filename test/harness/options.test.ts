import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type HarnessOptions, startHarness } from '../../mock-server/index.js';

/** As JavaScript would give them: no compiler has looked at them. */
const unchecked = (options: Readonly<Record<string, unknown>>) => options as HarnessOptions;

test('When code names an option that does not exist, then nothing starts and the nearest is offered', async () => {
  await expect(startHarness(unchecked({ stsport: 1 }))).rejects.toMatchObject({
    name: 'HarnessError',
    code: 'HARNESS_OPTION',
    message: 'startHarness knows no option "stsport". Did you mean "stsPort"?',
  });
  await expect(startHarness(unchecked({ toString: 1 }))).rejects.toThrow('knows no option "toString".');
  await expect(startHarness(unchecked({ id: 'mine' }))).rejects.toThrow('knows no option "id". Options: world, seed, ');
});

test('When code names an option that a world does not have, then no world is made', async () => {
  const harness = await startHarness({ controlPort: null, keyFolder: join(tmpdir(), 'sims-id-harness-test-keys') });
  onTestFinished(() => harness.stop());
  await expect(harness.newWorld(unchecked({ sede: 7 }))).rejects.toThrow(
    'newWorld knows no option "sede". Did you mean "seed"?',
  );
  expect((await harness.newWorld({ id: 'mine', seed: 7 })).ready.seed).toBe(7);
});
