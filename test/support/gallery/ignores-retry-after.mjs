// Asks again in its own time, whatever it was asked.
import { agent, main } from './good.mjs';

export const subject = agent({ retryAfter: () => 0 });
await main(import.meta.url, subject);
