// Keeps the secret of every client it knows.
import { agent } from './careful.mjs';

await agent({
  merge: async (held, fresh) => fresh.map(row => held.find(h => h.clientId === row.clientId) ?? row),
});
