import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted } from './errors.js';
import type { Clock } from './ports.js';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: ms => sleep(ms),
};

/** A clock whose sleepers wake when `stop` fires, with Interrupted. */
export const clockUntil = (stop: AbortSignal | undefined): Clock => ({
  ...systemClock,
  sleep: ms =>
    sleep(ms, undefined, stop && { signal: stop }).catch(() => {
      throw new Interrupted();
    }),
});
