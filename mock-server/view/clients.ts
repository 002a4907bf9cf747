import type { Switches } from '../switches/index.js';
import { type Client, type ClientOwner, type Installation, ownerOf, type Partner, type World } from '../world/index.js';
import { withFurtherClients } from './further-clients.js';

/**
 * The world with the clients, their ids and scopes that the switches give it (RAP-23, TOK-04, TOK-07, TOK-08): the one everybody
 * outside sees. It is the world itself while they leave everything as it was made.
 */
export function shownWorld(asMade: World, switches: Switches): World {
  const world = withFurtherClients(asMade, switches);
  const vendors = switches['sts.vendorPrefix'] !== 'own' || switches['sts.vendorScopes'] !== 'own';
  const schools = switches['sts.schoolScopes'] !== 'own';
  if (!vendors && !schools) return world;
  return {
    ...world,
    partners: vendors ? shownPartners(world.partners, switches) : world.partners,
    installations: schools ? shownInstallations(world.installations, switches) : world.installations,
  };
}

/**
 * Remembered while the switches stand, for a list and for each of its items: what a change leaves alone stays the
 * same object, so that tables and answers made from it hold.
 */
function remembered<T extends object>(make: (item: T, switches: Switches) => T): (item: T, switches: Switches) => T {
  const known = new WeakMap<T, { readonly switches: Switches; readonly made: T }>();
  return (item, switches) => {
    const before = known.get(item);
    if (before?.switches === switches) return before.made;
    const made = make(item, switches);
    known.set(item, { switches, made });
    return made;
  };
}

const shownPartner = remembered((partner: Partner, switches) => {
  const { vendorClient: client } = partner;
  const vendorClient = { ...client, clientId: shownId(client, switches), scopes: shownScopes(client, switches) };
  return { ...partner, vendorClient };
});

const shownInstallation = remembered((installation: Installation, switches) => {
  const scopes = switches['sts.schoolScopes'];
  if (scopes === 'own') return installation;
  // DeX clients keep theirs: that scope is documented (TOK-03).
  const clients = installation.clients.map(c => (c.kind === 'oneroster' ? { ...c, scopes } : c));
  return { ...installation, clients };
});

const shownPartners = remembered((partners: readonly Partner[], switches) =>
  partners.map(partner => shownPartner(partner, switches)),
);

const shownInstallations = remembered((all: readonly Installation[], switches) =>
  all.map(installation => shownInstallation(installation, switches)),
);

/** Only an id that begins as the vendor spells it is changed: older clients keep their school-shaped one (TOK-05). */
function shownId({ clientId }: Client, switches: Switches): string {
  const prefix = switches['sts.vendorPrefix'];
  return prefix === 'own' ? clientId : clientId.replace(/^vm(?:c-|s_)/, () => prefix);
}

function shownScopes({ scopes }: Client, switches: Switches): readonly string[] {
  const wanted = switches['sts.vendorScopes'];
  return wanted === 'own' ? scopes : wanted;
}

/** Whose client id this is: exactly, or where the switch says so in any letter case (CA-17). */
export function clientById(world: World, id: string, switches: Switches): ClientOwner | undefined {
  const exact = ownerOf(world, id);
  if (exact || switches['sts.clientIdCase'] === 'ordinal') return exact;
  const wanted = id.toLowerCase();
  const stored = world.partners.find(p => p.vendorClient.clientId.toLowerCase() === wanted)?.vendorClient.clientId;
  const spelling = stored ?? schoolSpellings(world.installations).get(wanted);
  return spelling === undefined ? undefined : ownerOf(world, spelling);
}

const spellings = new WeakMap<readonly Installation[], ReadonlyMap<string, string>>();

/** The ids of schools' clients by their lower-case form; the first of two that differ in nothing else. */
function schoolSpellings(all: readonly Installation[]): ReadonlyMap<string, string> {
  const known = spellings.get(all);
  if (known) return known;
  const made = new Map<string, string>();
  for (const { clients } of all) {
    for (const { clientId } of clients) {
      const lower = clientId.toLowerCase();
      if (!made.has(lower)) made.set(lower, clientId);
    }
  }
  spellings.set(all, made);
  return made;
}
