// Reads a school's credentials once, and never again.
import { agent, main } from './good.mjs';

export const subject = agent({ toRead: (wanted, held) => wanted.filter(([key]) => !held.has(key)) });
await main(import.meta.url, subject);
