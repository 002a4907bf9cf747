// Empties its store when it cannot sign in because nobody answers.
import { agent, main, save } from './good.mjs';

export const subject = agent({
  onBroken: async (_error, { url }, run) => {
    if (url === run.env.SIMS_TOKEN_URL) save([], run);
  },
});
await main(import.meta.url, subject);
