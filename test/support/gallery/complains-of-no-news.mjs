// Ends with 0 only when there was nothing before: a copy like the last one looks like trouble to it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  onStart: run => {
    run.hasRun = existsSync(join(run.env.SIMS_STATE_DIR, 'store.sealed'));
  },
  exitCode: (facts, run) => HOOKS.exitCode(facts, run) || (run.hasRun ? 2 : 0),
});
await main(import.meta.url, subject);
