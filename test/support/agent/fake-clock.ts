import type { Clock } from '../../../agent/ports.js';

export type FakeClock = Clock & { at: number };

/** Time that passes only when somebody waits for it, from `epoch` on. `at` is how much has passed. */
export function fakeClock(epoch = Date.UTC(2026, 0, 1)): FakeClock {
  const clock: FakeClock = {
    at: 0,
    now: () => epoch + clock.at,
    monotonic: () => clock.at,
    sleep: async ms => {
      clock.at += ms;
    },
  };
  return clock;
}
