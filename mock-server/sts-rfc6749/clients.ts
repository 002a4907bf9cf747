import { timingSafeEqual } from 'node:crypto';
import type { Asked } from '../asked.js';
import { environmentFault } from '../environment.js';
import type { Harness } from '../harness.js';
import { acceptedSecrets, isEnabled } from '../view/index.js';
import { type ClientOwner, ownerOf } from '../world/index.js';

/**
 * Whose client this is, looked up anew for every request. One that is suspended, disabled, pending, removed or of the
 * other environment is as good as unknown, from the moment it is so (RFC 6749 section 5.2; HOST-10).
 */
export function registered(harness: Harness, asked: Asked, clientId: string): ClientOwner | undefined {
  const owner = ownerOf(harness.world(), clientId);
  if (!owner || !isEnabled(owner)) return undefined;
  return environmentFault(harness, asked, owner) === undefined ? owner : undefined;
}

/** What the engine is told of a client. It asks for one secret and may have none: the world's are compared elsewhere. */
export function metadataOf({ client }: ClientOwner): Record<string, unknown> {
  return {
    client_id: client.clientId,
    client_secret: 'compared-with-the-world',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    // The engine takes the body for a client of Basic, and Basic for a client of the body.
    token_endpoint_auth_method: 'client_secret_basic',
  };
}

/** Any secret in force at the world's own time opens the client: there may be several (sts.secretOverlap, sts.rapSkew). */
export function isAccepted(harness: Harness, clientId: string, shown: string): boolean {
  const owner = ownerOf(harness.world(), clientId);
  if (!owner) return false;
  const accepted = acceptedSecrets(owner, harness.switches(), harness.clock.now());
  return accepted.filter(({ value }) => sameText(value, shown)).length > 0;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')];
  return left.length === right.length && timingSafeEqual(left, right);
}
