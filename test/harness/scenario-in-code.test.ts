import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../mock-server/index.js';
import { scenarioOf } from '../scenario/scripts.js';
import { startMock } from '../support/mock.js';

const mock = await startMock();

/** A step that waits for requests about one school, in whatever world it is put. */
function about(site: string): Scenario {
  return scenarioOf({ name: 'stumble', on: { request: 'rap.clients', site }, fault: { kind: 'reset' } });
}

describe('A scenario made in code', () => {
  test('When it names a school the world has not, then no world is made with it, and none plays it', async () => {
    const refusal = { code: 'HARNESS_SCENARIO', message: expect.stringContaining('Did you mean "oakfield"?') };
    const making = mock.newWorld({ world: 'three-schools', scenario: about('oakfeld') });
    await expect(making).rejects.toMatchObject(refusal);
    const world = await mock.newWorld({ world: 'three-schools', scenario: about('oakfield') });
    await expect(world.play(about('oakfeld'))).rejects.toMatchObject(refusal);
    expect(world.steps()).toMatchObject([{ name: 'stumble', fired: 0, state: 'armed' }]);
  });

  test('When nothing is played, then there are no steps', async () => {
    const world = await mock.newWorld();
    expect(world.steps()).toEqual([]);
    await world.play('first-sync');
    await world.play(null);
    expect(world.steps()).toEqual([]);
  });
});
