import type { Harness, Kept } from '../harness.js';
import { clientById, isEnabled } from '../view/index.js';
import type { ClientOwner } from '../world/index.js';

/** A client as it was when the token server last looked it up (CA-31). */
type Cached = { readonly owner: ClientOwner; readonly at: number };

const CACHE: Kept<Map<string, Cached>> = { make: () => new Map() };

/**
 * The client of this id as the token server knows it now; none where it is unknown, suspended or its school may not
 * use it (CA-14). With the product's client cache it may be late by so many seconds. Only what was found is cached:
 * a new id is known at once, and what was never enabled stays unknown (CA-31).
 */
export function enabledClient(harness: Harness, id: string): ClientOwner | undefined {
  const seconds = harness.switches()['sts.clientCacheSeconds'];
  if (seconds === 0) return inWorld(harness, id);
  const known = cached(harness, id, seconds);
  if (known) return known.owner;
  const owner = inWorld(harness, id);
  if (owner) harness.kept(CACHE).set(keyOf(harness, id), { owner, at: harness.clock.now() });
  return owner;
}

/** What the cache still says of a client that has changed since, and since when (ms); undefined where it is not late. */
export function staleClient(harness: Harness, id: string): { owner: ClientOwner; lagMs: number } | undefined {
  const seconds = harness.switches()['sts.clientCacheSeconds'];
  const known = seconds === 0 ? undefined : cached(harness, id, seconds);
  if (!known || isSame(known.owner, inWorld(harness, id))) return undefined;
  return { owner: known.owner, lagMs: harness.clock.now() - known.at };
}

/** The switch that makes it late, as the journal notes it. */
export function cacheSwitch(harness: Harness): string {
  return `sts.clientCacheSeconds=${harness.switches()['sts.clientCacheSeconds']}`;
}

function cached(harness: Harness, id: string, seconds: number): Cached | undefined {
  const known = harness.kept(CACHE).get(keyOf(harness, id));
  return known && harness.clock.now() - known.at < seconds * 1000 ? known : undefined;
}

function inWorld(harness: Harness, id: string): ClientOwner | undefined {
  const owner = clientById(harness.world(), id, harness.switches());
  return owner && isEnabled(owner) ? owner : undefined;
}

function keyOf(harness: Harness, id: string): string {
  return harness.switches()['sts.clientIdCase'] === 'ignore' ? id.toLowerCase() : id;
}

/** By what the token server goes by: anything else may change without its being late. */
function isSame(cachedOwner: ClientOwner, owner: ClientOwner | undefined): boolean {
  const [before, now] = [cachedOwner.client, owner?.client];
  return (
    before.clientId === now?.clientId && before.secrets === now.secrets && before.scopes.join() === now.scopes.join()
  );
}
