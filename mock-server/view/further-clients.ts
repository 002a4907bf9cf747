import type { Switches } from '../switches/index.js';
import { type Installation, mintSiteClient, type SiteClient, type World } from '../world/index.js';

/**
 * The world as both services know it: under `rap.clientsPerSite` 2 or more, every school that has a credential has
 * further ones beside it (RAP-21, RAP-23). They are credentials like any other: the token server takes them, and what
 * masks secrets knows theirs. Nothing of them is kept: the same world and number give the same ones.
 */
export function withFurtherClients(world: World, switches: Switches): World {
  const perSite = switches['rap.clientsPerSite'];
  return perSite < 2 ? world : furnished(world, perSite);
}

type Numbered<T> = { readonly perSite: number; readonly made: T };
const worlds = new WeakMap<World, Numbered<World>>();
/** A change replaces only the arrays it touches: a renamed school costs no new table of 20,000 credentials. */
const lists = new WeakMap<readonly Installation[], Numbered<readonly Installation[]>>();

function furnished(world: World, perSite: number): World {
  const known = worlds.get(world);
  if (known?.perSite === perSite) return known.made;
  const made = { ...world, installations: listFor(world, perSite) };
  worlds.set(world, { perSite, made });
  // Seen once more through the same switch, it stays as it is.
  worlds.set(made, { perSite, made });
  return made;
}

function listFor({ seed, installations }: World, perSite: number): readonly Installation[] {
  const known = lists.get(installations);
  if (known?.perSite === perSite) return known.made;
  const made = installations.map(i => withFurther(seed, i, perSite));
  lists.set(installations, { perSite, made });
  return made;
}

/** One object per installation, so that answers prepared for it stay good while other schools change. */
const grown = new WeakMap<Installation, Numbered<Installation>>();

function withFurther(seed: number, installation: Installation, perSite: number): Installation {
  const known = grown.get(installation);
  if (known?.perSite === perSite) return known.made;
  const further = anchors(installation).flatMap(anchor => companions(seed, anchor, perSite - 1));
  const ids = new Set(installation.clients.map(client => client.clientId));
  // A world written down under this switch holds them already.
  const missing = further.filter(client => !ids.has(client.clientId));
  const clients = [...installation.clients, ...missing];
  const made = missing.length === 0 ? installation : { ...installation, clients };
  grown.set(installation, { perSite, made });
  return made;
}

/** Further credentials go with the school's first one: they are renewed and end with it (LIFE-18, LIFE-24). */
function anchors({ clients }: Installation): SiteClient[] {
  const first = clients.find(client => client.state !== 'removed');
  return clients.filter(client => client === first || client.state === 'removed');
}

const KINDS = ['oneroster', 'simsprimary'] as const;

function companions(seed: number, anchor: SiteClient, count: number): SiteClient[] {
  const issuedAt = anchor.secrets[0]?.issuedAt ?? anchor.changedAt;
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[(KINDS.indexOf(anchor.kind) + index + 1) % KINDS.length] ?? anchor.kind;
    const client = mintSiteClient(kind, issuedAt, [seed, 'further', anchor.clientId, index]);
    return anchor.state === 'removed' ? { ...client, state: 'removed' as const, changedAt: anchor.changedAt } : client;
  });
}
