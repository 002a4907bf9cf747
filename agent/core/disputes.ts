// What is not believed: client ids and secrets that more than one site claims, and a client that comes with two secrets.
import type { Context } from './decision.js';
import type { ClientRow, Evidence } from './evidence.js';
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
 * Where the answers of different sites contradict each other: client ids in two organisations (G8), secrets under many (G7). A site claims
 * the clients it is served with, whatever it shows now: answers that were swapped would contradict nothing else. A client that really
 * moved is gone from its old site after this cycle, and believed in the new one by the next.
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
  for (const site of previous.sites)
    for (const { client } of servedClients(site)) clients.add(client, site.organisation);
  const sameSecret = sameSecretSites === 'off' ? new Set<string>() : secrets.sharedBy(sameSecretSites);
  return { twoTenants: clients.sharedBy(2), sameSecret };
}

/** Why the rows of a client are not believed: two different secrets (W37), or another school has it, too (W36). */
export function disputeOf(
  client: string,
  rows: readonly ClientRow[],
  { twoTenants, rules }: Context,
): 'W37' | 'G8' | null {
  if (new Set(rows.flatMap(({ fp }) => fp ?? [])).size > 1) return 'W37';
  return rules.sharedClients === 'hold' && twoTenants.has(client) ? 'G8' : null;
}
