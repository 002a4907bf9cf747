// Asks for each school twice.
import { agent, main } from './good.mjs';

export const subject = agent({ toRead: wanted => [...wanted, ...wanted] });
await main(import.meta.url, subject);
