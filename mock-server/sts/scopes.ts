import { sortedScopes } from '../tokens/index.js';
import type { World } from '../world/index.js';

/** Every scope that some client of this world may ask for (DISC-06). */
export function scopesOfWorld(world: World): string[] {
  const vendors = world.partners.flatMap(p => p.vendorClient.scopes);
  const schools = world.installations.flatMap(i => i.clients.flatMap(c => c.scopes));
  return sortedScopes([...vendors, ...schools]);
}
