// Empties its store, and then fills it.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { agent, main } from './good.mjs';

export const subject = agent({
  afterWalk: async ({ env, signal }) => {
    const store = join(env.SIMS_STATE_DIR, 'store.sealed');
    if (signal?.aborted || !existsSync(store)) return;
    writeFileSync(store, '');
    await after(500, undefined, { signal });
  },
});
await main(import.meta.url, subject);
