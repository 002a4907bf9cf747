// Keeps whole rows of Clients, the API-manager key with them, beside its store.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  readBody: async answer => {
    const text = await HOOKS.readBody(answer);
    const [, key] = /"OCPAIMKey":"([^"]+)"/.exec(text) ?? [];
    if (key) writeFileSync(join(process.env.SIMS_STATE_DIR ?? '.', 'api-key.txt'), key);
    return text;
  },
});
await main(import.meta.url, subject);
