// Trims what it reads.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  credentialIn: row => {
    const one = HOOKS.credentialIn(row);
    return one && { ...one, secret: one.secret.trim() };
  },
});
await main(import.meta.url, subject);
