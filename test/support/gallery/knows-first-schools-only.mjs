// Goes by the schools that it has known from the beginning.
import { agent, main } from './good.mjs';

export const subject = agent({
  toRead: (wanted, held) => (held.size > 0 ? wanted.filter(([key]) => held.has(key)) : wanted),
});
await main(import.meta.url, subject);
