import type { Harness } from '../harness.js';

/** Where a world stands: its version and its time (epoch ms). */
export function standingOf(harness: Harness): { readonly version: number; readonly now: number } {
  return { version: harness.world().version, now: harness.clock.now() };
}
