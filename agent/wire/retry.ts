// Trying again, within reason: bounded attempts, full jitter, and a budget so that a broken service is not made worse.
import type { Manners } from '../core/manners.js';
import type { Clock } from '../ports.js';

/** Whether an outcome is worth another attempt. `once` is for a 200 nobody can read. */
export type Again = 'no' | 'once' | 'yes';

export type Retries = {
  count(): number;
  /** How many there were, by the code that made them. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Runs `attempt` until its outcome needs no retry, attempts are used up, or the run's budget is. */
  run<Outcome extends { readonly again: Again; readonly code?: string }>(
    attempt: () => Promise<Outcome>,
  ): Promise<Outcome>;
};

export function makeRetries(manners: Manners, clock: Clock): Retries {
  let requests = 0;
  let retries = 0;
  const reasons = new Map<string, number>();
  const affordable = () => retries < (requests * manners.retryBudgetPercent) / 100 + manners.retryBudgetFloor;
  return {
    count: () => retries,
    reasons,
    run: async attempt => {
      for (let tried = 1; ; tried++) {
        requests += 1;
        const outcome = await attempt();
        const limit = outcome.again === 'once' ? Math.min(2, manners.attempts) : manners.attempts;
        if (outcome.again === 'no' || tried >= limit || !affordable()) return outcome;
        retries += 1;
        const reason = outcome.code ?? 'unreadable';
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        // Full jitter. A pause the service asked for comes on top, at the host.
        await clock.sleep(Math.random() * Math.min(manners.retryCapMs, manners.retryBaseMs * 2 ** tried));
      }
    },
  };
}

export const isTemporary = (status: number): boolean => [408, 429, 500, 502, 503, 504].includes(status);
