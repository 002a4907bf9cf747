import { type Answer, json } from '../answer.js';
import type { Harness } from '../harness.js';
import type { KeyRing } from '../tokens/index.js';

/**
 * The key in use and every earlier one, members in this order (DISC-08, JWT-18). IdentityServer4 adds `alg`; where it
 * stands among the others no source says, so it comes last (ALT-06).
 */
export function jwks(keys: KeyRing) {
  return async (harness: Harness): Promise<Answer> => {
    const alg = harness.switches()['sts.profile'] === 'is4' && { alg: 'RS256' };
    const numbers = Array.from({ length: harness.world().signingKey }, (_, index) => index + 1);
    const published = await Promise.all(
      numbers.map(async number => {
        const { thumbprint, n, e, certificate } = await keys.key(number);
        return { kty: 'RSA', use: 'sig', kid: thumbprint, x5t: thumbprint, e, n, x5c: [certificate], ...alg };
      }),
    );
    return json(200, { keys: published });
  };
}
