// When ciphertext may go. Stop serving is not destroy: a wrong removal costs nothing while the sealed secret is kept (E3, G11).
import type { ClientOp } from './operation.js';
import type { Rules } from './policy.js';
import type { Client, Snapshot } from './snapshot.js';

/** The instant a plan is made at, and what may be destroyed then. */
export type Moment = {
  readonly now: number;
  readonly rules: Rules;
  /** Generations with full evidence, the one being planned included. */
  readonly fullGenerations: number;
  /** False when the clock cannot be trusted: then nothing is destroyed (W53). */
  readonly mayPurge: boolean;
};

/** The clock is behind the last generation, or further ahead than any holiday explains (W53). */
export const clockIsOdd = (previous: Snapshot, now: number, rules: Rules): boolean =>
  previous.generation > 0 && (now < previous.createdAt || now - previous.createdAt > rules.clockAheadMs);

/** What is left of a client, and by which operation; null = forgotten. */
export type Retired = { readonly client: Client | null; readonly op: ClientOp };

/** One step of a tombstoned client towards oblivion: kept, then ciphertext purged, then forgotten. */
export function retireClient(client: Client, moment: Moment): Retired {
  const { rules, now } = moment;
  const age = now - client.sinceAt;
  if (client.state === 'active' || !moment.mayPurge) return { client, op: 'keep' };
  if (client.state === 'purged')
    return age >= rules.tombstoneMetadataMs ? { client: null, op: 'forget' } : { client, op: 'keep' };
  const laterFull = moment.fullGenerations - (client.fullAt ?? moment.fullGenerations);
  if (age < rules.tombstoneKeepMs || laterFull < rules.tombstoneGenerations) return { client, op: 'keep' };
  const { previous: _gone, ...kept } = client;
  return { client: { ...kept, state: 'purged' }, op: 'purge' };
}

/** Drops a `previous` secret whose week is over. */
export function retirePrevious(client: Client, moment: Moment): Client {
  if (!client.previous || moment.now < client.previous.untilAt || !moment.mayPurge) return client;
  const { previous: _gone, ...kept } = client;
  return kept;
}
