// Never asks again once a connection has broken.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agent, End, main } from './good.mjs';

const markOf = ({ SIMS_STATE_DIR }) => join(SIMS_STATE_DIR, 'given-up');

export const subject = agent({
  onStart: ({ env }) => {
    if (existsSync(markOf(env))) throw new End(6, 'the service cannot be relied on');
  },
  onBroken: async (_error, _request, { env, signal }) => {
    if (!signal?.aborted) writeFileSync(markOf(env), '');
  },
});
await main(import.meta.url, subject);
