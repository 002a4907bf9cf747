// Adds and removes clients, and never changes the secret of one it has.
import { agent, main } from './good.mjs';

export const subject = agent({
  merge: (held, fresh) => fresh.map(one => held.find(({ clientId }) => clientId === one.clientId) ?? one),
});
await main(import.meta.url, subject);
