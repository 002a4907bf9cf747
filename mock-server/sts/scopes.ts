import { sortedScopes } from '../tokens/index.js';
import { clientsOf, type World } from '../world/index.js';

/** Every scope that some client of this world may ask for (DISC-06). */
export function scopesOfWorld(world: World): string[] {
  return sortedScopes(clientsOf(world).flatMap(client => client.scopes));
}
