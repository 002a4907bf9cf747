// Asks again and again, and never gives up.
import { agent, main } from './good.mjs';

export const subject = agent({
  tries: 40,
  isWorthAnotherTry: answer => answer?.status >= 500,
  backoff: n => (n < 3 ? 5 * n : 10),
});
await main(import.meta.url, subject);
