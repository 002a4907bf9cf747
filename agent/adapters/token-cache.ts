// The one live token of a run: in memory only, renewed early, and by one caller for all (T4, T5, T7).
import type { Clock, Manners } from '../ports.js';
import type { Secret } from '../secret.js';
import type { IssuedToken } from './sts-client.js';

/** A token in use. Compare by identity: two callers hold the same one until it is renewed. */
export type LiveToken = {
  readonly token: Secret;
  readonly renewAt: number;
  /** Asked for because a 401 refused the one before. */
  readonly afterRefusal: boolean;
  accepted: boolean;
};

export class TokenCache {
  readonly #issue: () => Promise<IssuedToken>;
  readonly #manners: Manners;
  readonly #clock: Clock;
  #live: LiveToken | null = null;
  #asking: Promise<LiveToken> | null = null;
  #ended: { readonly reason: unknown } | null = null;

  constructor(issue: () => Promise<IssuedToken>, manners: Manners, clock: Clock) {
    this.#issue = issue;
    this.#manners = manners;
    this.#clock = clock;
  }

  /** A token fresh enough to send now. */
  async current(): Promise<LiveToken> {
    if (this.#ended) throw this.#ended.reason;
    if (this.#live && this.#clock.monotonic() < this.#live.renewAt) return this.#live;
    return this.#renew(false);
  }

  /** After a 401: another token, or null when this very one was already the answer to a 401 and never worked. */
  async replace(refused: LiveToken): Promise<LiveToken | null> {
    if (this.#ended) throw this.#ended.reason;
    if (this.#live !== refused && this.#live) return this.#live;
    if (refused.afterRefusal && !refused.accepted) return null;
    return this.#renew(true);
  }

  #renew(afterRefusal: boolean): Promise<LiveToken> {
    this.#asking ??= this.#ask(afterRefusal)
      .catch((reason: unknown) => {
        // A refusal is not asked again by the next call in the queue (W44, W47).
        this.#ended = { reason };
        throw reason;
      })
      .finally(() => {
        this.#asking = null;
      });
    return this.#asking;
  }

  async #ask(afterRefusal: boolean): Promise<LiveToken> {
    const { token, sentAt, lifetimeMs } = await this.#issue();
    const margin = Math.min(this.#manners.tokenMarginMs, (lifetimeMs * this.#manners.tokenMarginPercent) / 100);
    const early = margin * (1 + Math.random() / 10);
    this.#live = { token, renewAt: sentAt + lifetimeMs - early, afterRefusal, accepted: false };
    return this.#live;
  }
}
