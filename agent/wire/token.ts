// The one live token of a run: in memory only, renewed early, and by one caller for all (T4, T5, T7).
import type { Manners } from '../core/manners.js';
import type { Clock } from '../ports.js';
import type { Secret } from '../secret.js';

/** Lifetime in ms, counted from the moment the request was sent. The token itself is never parsed. */
export type IssuedToken = { readonly token: Secret; readonly sentAt: number; readonly lifetimeMs: number };

/** A token in use. Compare by identity: two callers hold the same one until it is renewed. */
export type LiveToken = {
  readonly token: Secret;
  readonly renewAt: number;
  readonly expiresAt: number;
  /** Asked for because a 401 refused the one before. */
  readonly afterRefusal: boolean;
  accepted: boolean;
};

export type TokenCache = {
  /** A token fresh enough to send now. */
  current(): Promise<LiveToken>;
  /** After a 401: another token, or null when this very one was already the answer to a 401 and never worked. */
  replace(refused: LiveToken): Promise<LiveToken | null>;
};

export function makeTokenCache(issue: () => Promise<IssuedToken>, manners: Manners, clock: Clock): TokenCache {
  let live: LiveToken | null = null;
  /** The renewal under way. One that was refused stays: the next call in the queue does not ask again (W44, W47). */
  let asking: Promise<LiveToken> | null = null;
  const ask = async (afterRefusal: boolean): Promise<LiveToken> => {
    const { token, sentAt, lifetimeMs } = await issue();
    const margin = Math.min(manners.tokenMarginMs, (lifetimeMs * manners.tokenMarginPercent) / 100);
    const early = margin * (1 + Math.random() / 10);
    const expiresAt = sentAt + lifetimeMs;
    live = { token, renewAt: expiresAt - early, expiresAt, afterRefusal, accepted: false };
    asking = null;
    return live;
  };
  const renew = (afterRefusal: boolean): Promise<LiveToken> => {
    asking ??= ask(afterRefusal);
    return asking;
  };
  return {
    current: async () => (live && !asking && clock.monotonic() < live.renewAt ? live : renew(false)),
    replace: async refused => {
      if (asking) return asking;
      if (live && live !== refused) return live;
      return refused.afterRefusal && !refused.accepted ? null : renew(true);
    },
  };
}
