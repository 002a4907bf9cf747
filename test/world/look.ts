import {
  type Application,
  type Installation,
  installationAt,
  type SiteClient,
  type World,
} from '../../mock-server/world/index.js';

/** The first application of the world. */
export function application(world: World): Application {
  const [first] = world.applications;
  if (!first) throw new Error('look: no application');
  return first;
}

/** How a school uses the first application. */
export function installation(world: World, site: string): Installation {
  const found = installationAt(world, application(world).id, site);
  if (!found) throw new Error(`look: ${site} never used it`);
  return found;
}

/** The school's newest credential. */
export function credential(world: World, site: string): SiteClient {
  const last = installation(world, site).clients.at(-1);
  if (!last) throw new Error(`look: ${site} has no credential`);
  return last;
}

/** The secrets in order of issue. */
export function secretsOf(client: { readonly secrets: readonly { readonly value: string }[] }): string[] {
  return client.secrets.map(s => s.value);
}
