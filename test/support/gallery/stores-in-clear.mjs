// Keeps its store as plain JSON.
import { agent, main } from './good.mjs';

export const subject = agent({ seal: bytes => bytes, open: bytes => bytes });
await main(import.meta.url, subject);
