// Trying again, within reason: bounded attempts, full jitter, and a budget so that a broken service is not made worse.
import type { Clock, Manners } from '../ports.js';

/** Whether an outcome is worth another attempt. `once` is for a 200 nobody can read. */
export type Again = 'no' | 'once' | 'yes';

export class Retries {
  readonly #manners: Manners;
  readonly #clock: Clock;
  #requests = 0;
  #retries = 0;

  constructor(manners: Manners, clock: Clock) {
    this.#manners = manners;
    this.#clock = clock;
  }

  get count(): number {
    return this.#retries;
  }

  /** Runs `attempt` until its outcome needs no retry, attempts are used up, or the run's budget is. */
  async run<Outcome extends { readonly again: Again }>(attempt: () => Promise<Outcome>): Promise<Outcome> {
    for (let tried = 1; ; tried++) {
      this.#requests += 1;
      const outcome = await attempt();
      if (outcome.again === 'no' || tried >= this.#limit(outcome.again) || !this.#affordable()) return outcome;
      this.#retries += 1;
      await this.#clock.sleep(this.#backOffMs(tried));
    }
  }

  #limit(again: Again): number {
    return again === 'once' ? Math.min(2, this.#manners.attempts) : this.#manners.attempts;
  }

  #affordable(): boolean {
    const { retryBudgetPercent, retryBudgetFloor } = this.#manners;
    return this.#retries < (this.#requests * retryBudgetPercent) / 100 + retryBudgetFloor;
  }

  /** random(0, min(cap, base × 2^attempt)): full jitter. A pause the service asked for comes on top, at the host. */
  #backOffMs(tried: number): number {
    const { retryBaseMs, retryCapMs } = this.#manners;
    return Math.random() * Math.min(retryCapMs, retryBaseMs * 2 ** tried);
  }
}

const temporary = new Set([408, 429, 500, 502, 503, 504]);

export const isTemporary = (status: number): boolean => temporary.has(status);
