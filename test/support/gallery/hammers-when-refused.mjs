// Goes on asking when its credentials are refused.
import { agent, main } from './good.mjs';

export const subject = agent({ refusalTries: 50 });
await main(import.meta.url, subject);
