import type { Application, Client, Environment, Installation, Partner, Site, SiteClient, World } from './world.js';

/** Whose credential a client id is. */
export type ClientOwner =
  | { readonly kind: 'vendor'; readonly client: Client; readonly partner: Partner }
  | { readonly kind: 'school'; readonly client: SiteClient; readonly installation: Installation };

/**
 * Answers by key, remembered for as long as the array they were made from is alive. A change replaces only the arrays
 * it touches, so a renamed school does not cost a new table of 20,000 credentials.
 */
function remembered<A extends object, T>(make: (items: A) => T): (items: A) => T {
  const known = new WeakMap<A, T>();
  return items => {
    let table = known.get(items);
    if (table === undefined) {
      table = make(items);
      known.set(items, table);
    }
    return table;
  };
}

const sitesByKey = remembered((sites: readonly Site[]) => new Map(sites.map(s => [s.key, s])));
const sitesByOrganisation = remembered(
  (sites: readonly Site[]) => new Map(sites.map(s => [s.organisationId.toLowerCase(), s])),
);
/** By application, then by site: two look-ups cost less than making one key of two. */
const positions = remembered((all: readonly Installation[]) => {
  const byApplication = new Map<string, Map<string, number>>();
  for (const [index, { application, site }] of all.entries()) {
    const bySite = byApplication.get(application) ?? new Map<string, number>();
    byApplication.set(application, bySite.set(site, index));
  }
  return byApplication;
});
const schoolOwners = remembered((all: readonly Installation[]) => {
  const owners = new Map<string, ClientOwner>();
  for (const installation of all) {
    for (const client of installation.clients) owners.set(client.clientId, { kind: 'school', client, installation });
  }
  return owners;
});
const vendorOwners = remembered(
  (partners: readonly Partner[]) =>
    new Map<string, ClientOwner>(
      partners.map(partner => [
        partner.vendorClient.clientId,
        { kind: 'vendor', client: partner.vendorClient, partner },
      ]),
    ),
);

/** Letter case does not matter (RAP-14). */
export function siteByOrganisation(world: World, organisationId: string): Site | undefined {
  return sitesByOrganisation(world.sites).get(organisationId.toLowerCase());
}

export function siteByKey(world: World, key: string): Site | undefined {
  return sitesByKey(world.sites).get(key);
}

/** A site by its short name or its organisation id. */
export function findSite(world: World, name: string): Site | undefined {
  return siteByKey(world, name) ?? siteByOrganisation(world, name);
}

export function applicationById(world: World, id: string): Application | undefined {
  const wanted = id.toLowerCase();
  return world.applications.find(a => a.id === wanted);
}

export function partnerByKey(world: World, key: string): Partner | undefined {
  return world.partners.find(p => p.key === key);
}

/** Whatever its state; undefined when there never was one. */
export function installationAt(world: World, application: string, site: string): Installation | undefined {
  const position = installationPosition(world, application, site);
  return position === undefined ? undefined : world.installations[position];
}

export function installationPosition(world: World, application: string, site: string): number | undefined {
  return positions(world.installations).get(application)?.get(site);
}

/** Whose client id this is, compared exactly (CA-17). */
export function ownerOf(world: World, clientId: string): ClientOwner | undefined {
  return vendorOwners(world.partners).get(clientId) ?? schoolOwners(world.installations).get(clientId);
}

/** The environment whose credential this is; null where its partner tells none apart (HOST-08, HOST-10). */
export function environmentOf(world: World, owner: ClientOwner): Environment | null {
  if (owner.kind === 'vendor') return owner.partner.environment ?? null;
  const application = applicationById(world, owner.installation.application);
  return application ? environmentOfApplication(world, application) : null;
}

/** The same of an application. */
export function environmentOfApplication(world: World, { partner }: Application): Environment | null {
  return partnerByKey(world, partner)?.environment ?? null;
}

/** Every credential there is or was: the partners' own first, then the schools'. */
export function clientsOf(world: World): Client[] {
  return [...world.partners.map(p => p.vendorClient), ...world.installations.flatMap(i => i.clients)];
}

/** The secret in use now: the last one issued. */
export function currentSecret(client: Client): string {
  return client.secrets.at(-1)?.value ?? '';
}

/** Everything that must not be shown, API keys and former secrets included: one that leaks tells of a leak all the same. */
export function secretsOf(world: World): string[] {
  const secrets = clientsOf(world).flatMap(client => client.secrets.map(secret => secret.value));
  return [...secrets, ...world.applications.flatMap(application => application.apiKey ?? [])].filter(s => s !== '');
}
