// Every row of the decision table that the wire can show, played on the mock.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type RunningHarness, startHarness } from '../../../mock-server/index.js';
import { play } from './play.js';
import { table } from './table.js';
import { countedWorld } from './wire-world.js';

let mock: RunningHarness;
beforeAll(async () => {
  mock = await startHarness({
    world: countedWorld(0),
    clock: 'manual',
    controlPort: null,
    keyFolder: join(tmpdir(), 'sims-id-harness-test-keys'),
  });
});
afterAll(() => mock.stop());

const plays = table.flatMap(({ id, plays }) => plays.map(given => [`${given.when} (${id})`, given] as const));

describe('the decision table on the wire', () => {
  test.concurrent.for(plays)('When %s, then exit, vault and audit are what the table says', async ([, given]) => {
    const { schools = 8, switches } = given;
    const world = await mock.newWorld({
      world: countedWorld(schools),
      clock: 'manual',
      switches: { 'rap.tiRow': 'off', ...switches },
    });
    await play(given, world);
  });
});
