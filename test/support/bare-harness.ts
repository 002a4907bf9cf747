import { buildWorld, type WorldName } from '../../fixtures/index.js';
import { type Clock, manualClock } from '../../mock-server/clock.js';
import { createHarness, type Harness } from '../../mock-server/harness.js';
import type { Scenario } from '../../mock-server/scenario/index.js';
import { createTokens } from '../../mock-server/tokens/index.js';
import type { World } from '../../mock-server/world/index.js';
import { testKeyRing } from './keys.js';

/** The instant at which bare harnesses start. */
export const START = Date.UTC(2026, 5, 1, 8);

type Parts = {
  readonly world?: WorldName | World;
  readonly clock?: Clock;
  readonly scenario?: Scenario;
  readonly switches?: Readonly<Record<string, string>>;
};

/** One world's moving parts, without any socket. */
export function bareHarness({ world = 'three-schools', clock = manualClock(START), ...parts }: Parts = {}): Harness {
  return createHarness({
    id: 'default',
    stsListener: 'http://sts.test',
    world: typeof world === 'string' ? buildWorld(world) : world,
    clock,
    tokens: createTokens(testKeyRing()),
    probeKey: '00'.repeat(32),
    elsewhere: () => undefined,
    ...parts,
  });
}
