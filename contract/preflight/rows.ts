import type { Held } from '../../mock-server/index.js';
import { dumpRows } from './dump-rows.js';

const bare = (id: string) => id.toLowerCase().replace(/[{}-]/g, '');

/** What is wrong with all rows of a dump alike, which is how it prints and not what is stored. `truth` is not empty. */
export function rowsFault(store: readonly Held[], truth: readonly Held[]): string | undefined {
  const schools = new Set(truth.map(({ organisationId }) => organisationId.toLowerCase()));
  const clients = new Set(truth.map(({ clientId }) => clientId.toLowerCase()));
  const none = store.length > 0 && !store.some(({ organisationId }) => schools.has(organisationId.toLowerCase()));
  if (none && store.some(({ organisationId }) => clients.has(organisationId.toLowerCase())))
    return '--dump: organisationId and clientId have changed places: print each under its own name.';
  const bareSchools = new Set([...schools].map(bare));
  if (none && store.some(({ organisationId }) => bareSchools.has(bare(organisationId))))
    return '--dump: organisationId is written in another form: print it as the list of schools has it, with hyphens and without braces.';
  if (store.length > 1 && new Set(store.map(({ secretFingerprint }) => secretFingerprint)).size === 1)
    return '--dump: every row has the same secretFingerprint, and no two schools have the same secret: make it anew for each row.';
  return undefined;
}

/** What looks more like a fault of the dump than of the agent. `whole`: the sync before it said that it was. */
export function rowsNote(store: readonly Held[], truth: readonly Held[], whole: boolean): string | undefined {
  if (store.length === 0)
    return whole ? '--dump: the dump is empty ([]) after a whole sync. Does it read SIMS_STATE_DIR?' : undefined;
  const right = new Set(truth.map(({ secretFingerprint }) => secretFingerprint));
  if (store.some(({ secretFingerprint }) => right.has(secretFingerprint.toLowerCase()))) return undefined;
  return `--dump: none of its ${store.length} fingerprints is right. Look at the dump before you look at the agent: HMAC-SHA-256 of the secret as it came, under SIMS_PROBE_KEY as bytes.`;
}

/** Before anything was synced, and in a new and empty folder, nothing can be stored. */
export function earlyFault(stdout: string): string | undefined {
  const { length } = dumpRows(stdout);
  if (length === 0) return undefined;
  return `The store is not below SIMS_STATE_DIR: before the first sync, with that folder empty, the dump printed ${length} ${length === 1 ? 'row' : 'rows'}. Keep the store in that folder, or in a database or schema named after it: rounds are played side by side.`;
}
