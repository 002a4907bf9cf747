// What no single site can show: client ids and secrets that more than one of them claims.
import type { Evidence } from './evidence.js';
import type { Rules } from './policy.js';
import { type Snapshot, servedClients } from './snapshot.js';

/** Who shows each key. Nearly every key has one owner, so a set is only made for the second. */
class Claims {
  readonly #owners = new Map<string, string | Set<string>>();

  add(key: string, organisation: string): void {
    const owner = this.#owners.get(key);
    if (owner === undefined) this.#owners.set(key, organisation);
    else if (typeof owner !== 'string') owner.add(organisation);
    else if (owner !== organisation) this.#owners.set(key, new Set([owner, organisation]));
  }

  sharedBy(atLeast: number): ReadonlySet<string> {
    const isShared = (owners: string | Set<string>) => typeof owners !== 'string' && owners.size >= atLeast;
    return new Set([...this.#owners].filter(([, owners]) => isShared(owners)).map(([key]) => key));
  }
}

/**
 * Where the answers of different sites contradict each other: client ids in two organisations (G8), secrets under many (G7). A site not
 * read this cycle still claims the clients it is served with.
 */
export function findDisputes(previous: Snapshot, evidence: Evidence, { guards: { sameSecretSites } }: Rules) {
  const clients = new Claims();
  const secrets = new Claims();
  for (const [organisation, answer] of evidence.clients) {
    if (answer.kind !== 'read') continue;
    for (const { client, valueFp } of answer.rows) {
      clients.add(client, organisation);
      if (valueFp !== null) secrets.add(valueFp, organisation);
    }
  }
  for (const site of previous.sites) {
    if (evidence.clients.get(site.organisation)?.kind === 'read') continue;
    for (const { client } of servedClients(site)) clients.add(client, site.organisation);
  }
  const sameSecret = sameSecretSites === 'off' ? new Set<string>() : secrets.sharedBy(sameSecretSites);
  return { twoTenants: clients.sharedBy(2), sameSecret };
}
