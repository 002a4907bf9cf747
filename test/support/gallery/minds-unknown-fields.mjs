// Takes a row with a member that it does not know for none.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  credentialIn: row =>
    Object.keys(row).every(name => ['ClientId', 'Secret', 'Description'].includes(name))
      ? HOOKS.credentialIn(row)
      : undefined,
});
await main(import.meta.url, subject);
