import type { WorldHandle } from '../../mock-server/index.js';

/** The supplier's secret before its last reset; undefined when it was never reset. */
export function formerSecret(world: WorldHandle): string | undefined {
  const id = world.variables().SIMS_CLIENT_ID;
  return world
    .world()
    .partners.find(({ vendorClient }) => vendorClient.clientId === id)
    ?.vendorClient.secrets.at(-2)?.value;
}
