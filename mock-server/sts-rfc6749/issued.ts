import { issuerOf } from '../environment.js';
import type { Harness, Kept } from '../harness.js';
import { isUnreadable } from '../tokens/index.js';
import type { IssuedClaims, Passing } from './passage.js';

/** Tokens that were revoked before they ended, by their `jti`, with the second at which they would have ended. */
const REVOKED: Kept<Map<string, number>> = { make: () => new Map() };
const MOST_REVOKED = 10_000;

/** The time of this world, in whole seconds: what tokens are dated by and judged by. */
export function secondsOf(harness: Harness): number {
  return Math.floor(harness.clock.now() / 1000);
}

/** Ends a token for introspection (RFC 7009 section 2). Those that have ended anyway make room; then the oldest. */
export function revoke(harness: Harness, { jti, exp }: IssuedClaims): void {
  const revoked = harness.kept(REVOKED);
  if (revoked.size >= MOST_REVOKED) {
    const now = secondsOf(harness);
    for (const [id, endsAt] of revoked) if (endsAt <= now) revoked.delete(id);
  }
  if (revoked.size >= MOST_REVOKED) revoked.delete(revoked.keys().next().value ?? '');
  revoked.set(jti, exp);
}

/** Reads what introspection or revocation was asked about, and notes it, or why it is no token in force. */
export async function present(harness: Harness, passing: Passing, token: string): Promise<void> {
  const issuer = issuerOf(harness, passing.asked);
  const read = await harness.tokens.read(token, issuer, harness.world().signingKey);
  if (isUnreadable(read)) passing.finding = read.unreadable;
  else if (!('jti' in read)) passing.finding = 'the token has no jti: another kind of token server issued it';
  else {
    const claims = read as IssuedClaims;
    const ended = endedBecause(harness, claims);
    if (ended === undefined) passing.presented = claims;
    else passing.finding = ended;
  }
}

/** RFC 7519 section 4.1.4: on `exp` a token has ended. */
function endedBecause(harness: Harness, { exp, jti }: IssuedClaims): string | undefined {
  if (secondsOf(harness) >= exp) return 'the token has expired';
  return harness.kept(REVOKED).has(jti) ? 'the token was revoked' : undefined;
}
