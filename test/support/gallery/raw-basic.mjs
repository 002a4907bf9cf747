// Joins id and secret in Basic as they are.
import { agent, basic, main } from './good.mjs';

export const subject = agent({ credentials: basic(text => text) });
await main(import.meta.url, subject);
