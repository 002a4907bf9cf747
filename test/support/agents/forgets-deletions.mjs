// Adds and replaces, and never takes anything away.
import { agent } from './honest.mjs';

const key = row => `${row.organisationId} ${row.clientId}`;

await agent({
  merge: (held, fresh) => {
    const there = new Set(fresh.map(key));
    return [...held.filter(row => !there.has(key(row))), ...fresh];
  },
});
