// Tries six times, each time after the same pause.
import { agent, main } from './good.mjs';

export const subject = agent({ tries: 6, isWorthAnotherTry: answer => answer?.status >= 500, backoff: () => 20 });
await main(import.meta.url, subject);
