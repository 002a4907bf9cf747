// Adds what it reads to what it has of a school.
import { agent, main } from './good.mjs';

export const subject = agent({
  merge: (held, fresh) => [...fresh, ...held.filter(one => !fresh.some(({ clientId }) => clientId === one.clientId))],
});
await main(import.meta.url, subject);
