// Keeps its first copy for ever, and takes from it what it cannot read.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agent, HOOKS, keyFrom, main } from './good.mjs';

export const subject = agent({
  write: (file, bytes) => {
    if (!existsSync(`${file}.first`)) HOOKS.write(`${file}.first`, bytes);
    HOOKS.write(file, bytes);
  },
  onSiteFailure: (held, _answer, { env }, key) => {
    const first = join(env.SIMS_STATE_DIR, 'store.sealed.first');
    if (held.length > 0 || !existsSync(first)) return held;
    return JSON.parse(HOOKS.open(readFileSync(first), keyFrom(env))).filter(row => row.key === key);
  },
});
await main(import.meta.url, subject);
