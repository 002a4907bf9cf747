// Reads the list three times in a run.
import { agent, askRap, main } from './good.mjs';

export const subject = agent({
  afterWalk: async run => {
    for (let n = 0; n < 2; n++) await askRap(run, run.hooks.listUrl(run.env));
  },
});
await main(import.meta.url, subject);
