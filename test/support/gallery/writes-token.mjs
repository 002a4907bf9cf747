// Keeps its token in a file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agent, main } from './good.mjs';

export const subject = agent({
  onToken: (token, run) => {
    if (!run.signal?.aborted) writeFileSync(join(run.env.SIMS_STATE_DIR, 'token.txt'), token, { mode: 0o600 });
  },
});
await main(import.meta.url, subject);
