// Keeps a secret for as long as it knows the client.
import { agent } from './honest.mjs';

const key = row => `${row.organisationId} ${row.clientId}`;

await agent({
  merge: (held, fresh) => {
    const known = new Map(held.map(row => [key(row), row]));
    return fresh.map(row => known.get(key(row)) ?? row);
  },
});
