// Throws everything away when a school cannot be read.
import { agent, End, main, save } from './good.mjs';

export const subject = agent({
  onSiteFailure: (held, answer, run) => {
    // A refusal is an answer: that school has left meanwhile.
    if (answer?.status === 403) return held;
    save([], run);
    throw new End(6, 'a school cannot be read');
  },
});
await main(import.meta.url, subject);
