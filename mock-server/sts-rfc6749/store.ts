import { type Context, Provider } from 'oidc-provider/lib/provider.js';
import type { Harness } from '../harness.js';
import { metadataOf, registered } from './clients.js';
import { revoke } from './issued.js';
import { type Passing, passingOf } from './passage.js';

/** What stands for a JWT when the engine is asked about one: it refuses to look at a structured token (`introduced`). */
export const PRESENTED = 'the-token-that-was-presented';

/** The engine's view of what is stored. Clients are in the world and tokens in the request, so nothing is kept here. */
export function storeOf(harness: Harness) {
  return (model: string) => ({
    find: async (id: string) => {
      const passing = current();
      if (!passing) return undefined;
      if (model === 'Client') return clientFor(harness, passing, id);
      return model === 'ClientCredentials' && id === PRESENTED ? storedFor(passing) : undefined;
    },
    upsert: async () => undefined,
    destroy: async () => {
      const passing = current();
      if (!passing?.presented) return;
      revoke(harness, passing.presented);
      passing.finding = 'revoked: no longer active here; RAP checks tokens by itself and takes it until it ends';
    },
  });
}

/** The request that is being served, where the engine hands over nothing to tell it by. */
export function current(): Passing | undefined {
  const context: Context | undefined = Provider.ctx;
  return context && passingOf(context);
}

function clientFor(harness: Harness, passing: Passing, id: string) {
  const owner = registered(harness, passing.asked, id);
  if (!owner) return undefined;
  passing.clientId = owner.client.clientId;
  return metadataOf(owner);
}

const AN_HOUR = 3600;

/**
 * A token in force as the engine would have stored it. Whether it is in force was judged by the world's clock; the
 * times here are the machine's, so that the engine, which can look at no other, has nothing to object.
 */
function storedFor({ presented }: Passing) {
  if (!presented) return undefined;
  const { jti, client_id, aud, scope } = presented;
  const now = Math.floor(Date.now() / 1000);
  return { kind: 'ClientCredentials', jti, clientId: client_id, aud, scope, iat: now, exp: now + AN_HOUR };
}
