// The whole decision table: W01 to W53, in order.
import { clientsRead } from './clients-read.js';
import { clientsUnread } from './clients-unread.js';
import { listLost } from './list-lost.js';
import { listSites } from './list-sites.js';
import { store } from './store.js';
import { token } from './token.js';
import type { WireRow } from './wire-row.js';

export const table: readonly WireRow[] = [
  ...listLost,
  ...listSites,
  ...[...clientsUnread, ...clientsRead].sort((a, b) => a.id.localeCompare(b.id)),
  ...token,
  ...store,
];
