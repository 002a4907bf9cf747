// Asks the service whenever an application asks for credentials, to be sure of them.
import { agent, askRap, HOOKS, main } from './good.mjs';

export const subject = agent({
  lookUp: async (key, run) => {
    await askRap(run, run.hooks.clientsUrl(run.env, key)).catch(() => undefined);
    return HOOKS.lookUp(key, run);
  },
});
await main(import.meta.url, subject);
