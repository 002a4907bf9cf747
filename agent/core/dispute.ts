// Where the answers of different sites contradict each other: one client id in two organisations (G8), one secret under many (G7).
import type { ClientRow, Evidence } from './evidence.js';
import type { Rules } from './policy.js';
import { type Snapshot, servedClients } from './snapshot.js';

export type Disputes = {
  /** Client ids that more than one organisation shows. */
  readonly twoTenants: ReadonlySet<string>;
  /** `valueFp` of secrets shown by so many organisations that it looks like masking. */
  readonly sameSecret: ReadonlySet<string>;
};

/** Who shows each key. Nearly every key has one owner, so a set is only made for the second. */
type Claims = { readonly first: Map<string, string>; readonly shared: Map<string, Set<string>> };

function claim({ first, shared }: Claims, key: string, organisation: string): void {
  const owner = first.get(key);
  if (owner === undefined) first.set(key, organisation);
  else if (owner !== organisation) shared.set(key, (shared.get(key) ?? new Set([owner])).add(organisation));
}

const keysSharedBy = ({ shared }: Claims, atLeast: number): ReadonlySet<string> =>
  new Set([...shared].filter(([, owners]) => owners.size >= atLeast).map(([key]) => key));

/** A site not read this cycle still claims the clients it is served with. */
export function findDisputes(previous: Snapshot, evidence: Evidence, rules: Rules): Disputes {
  const clients: Claims = { first: new Map(), shared: new Map() };
  const secrets: Claims = { first: new Map(), shared: new Map() };
  const readRow = (organisation: string) => (row: ClientRow) => {
    claim(clients, row.client, organisation);
    if (row.valueFp !== null) claim(secrets, row.valueFp, organisation);
  };
  for (const [organisation, answer] of evidence.clients) {
    if (answer.kind === 'read') answer.rows.forEach(readRow(organisation));
  }
  for (const site of previous.sites) {
    if (evidence.clients.get(site.organisation)?.kind === 'read') continue;
    for (const client of servedClients(site)) claim(clients, client.client, site.organisation);
  }
  const limit = rules.guards.sameSecretSites;
  return {
    twoTenants: keysSharedBy(clients, 2),
    sameSecret: limit === 'off' ? new Set() : keysSharedBy(secrets, limit),
  };
}
