// Reads the first school of the list once, and never again.
import { agent, main } from './good.mjs';

export const subject = agent({ toRead: (wanted, held) => wanted.filter(([key], n) => n > 0 || !held.has(key)) });
await main(import.meta.url, subject);
