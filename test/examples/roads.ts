import type { WorldHandle, WorldOptions } from '../../mock-server/index.js';
import { startMock } from '../support/mock.js';

/** A way for a client to reach the mock. */
export type Road = {
  readonly name: string;
  /** What the client has to know to take it. */
  readonly open: () => Promise<OpenRoad>;
};

export type OpenRoad = {
  newWorld(options: WorldOptions): Promise<WorldHandle>;
  variables(world: WorldHandle): Readonly<Record<string, string>>;
};

export const ROADS: readonly Road[] = [
  {
    name: 'over http',
    open: async () => {
      const mock = await startMock();
      return { newWorld: mock.newWorld, variables: world => world.variables() };
    },
  },
];
