// Keeps letters and digits of a secret only.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  credentialIn: row => {
    const one = HOOKS.credentialIn(row);
    return one && { ...one, secret: one.secret.replace(/[^A-Za-z0-9]/g, '') };
  },
});
await main(import.meta.url, subject);
