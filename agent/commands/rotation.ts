// `key rotate`: the current generation once more, sealed under another key (V5). No network. Until the pointer moves nothing is done;
// from then on all is: the old key opens the vault, or the new one does.

import type { StoreConfig } from '../config/configuration.js';
import { StoreUnreadable, UsageError } from '../errors.js';
import type { Store } from '../ports.js';
import { systemClock } from '../system-clock.js';
import { readCurrent } from '../vault/current.js';
import { makeKeyFile } from '../vault/key-file.js';
import type { KeySource } from '../vault/key-source.js';
import type { MasterKey } from '../vault/keys.js';
import { newRun, openSession } from '../vault/session.js';
import { openStore } from '../vault/store.js';
import { type Answer, lines } from './describe.js';
import { json } from './vault-commands.js';

/** A key file that is not there yet is made. Throws LockNotHeld or StoreUnreadable; then the old key is still the one. */
export async function rotateKey(
  config: StoreConfig,
  next: KeySource,
  tell: (line: string) => void,
  asJson: boolean,
): Promise<Answer> {
  const store = await openStore(config.vault);
  try {
    if ((await store.current()) === null)
      throw new UsageError(`There is no vault in ${store.name} yet. Give its first sync the new key: SIMS_AGENT_KEY.`);
    const old = await config.key.open();
    if (next.file && (await makeKeyFile(next.file)))
      tell(`A new vault key was made: ${next.file} (owner-only). Back it up.\n`);
    const key = await next.open();
    if (key.id === old.id) throw new UsageError('The new key is the one in use. Name another by --new-key.');
    const isDone = await wasDone(store, old, key);
    if (isDone) await dropOlder(store);
    const generation = isDone ? null : await reseal(store, old, key, tell);
    return { exit: 0, text: asJson ? json({ generation, key: next.name }) : lines(said(generation, next.name)) };
  } finally {
    await store.close();
  }
}

const said = (generation: number | null, name: string): readonly string[] => [
  generation === null
    ? 'The vault is sealed under the new key already, and older generations are deleted.'
    : `Generation ${generation} is sealed under the new key, and older ones are deleted.`,
  `Now set SIMS_AGENT_KEY to ${name} wherever this vault is read or synced, and unset SIMS_AGENT_NEW_KEY: the old key opens nothing here any more.`,
  'Keep the old key as long as a backup needs it. If it may be stolen, have every secret it could open re-issued as well.',
];

/** An earlier rotation may have been interrupted after its last step. */
async function wasDone(store: Store, old: MasterKey, key: MasterKey): Promise<boolean> {
  try {
    await readCurrent(store, async () => old);
    return false;
  } catch (error) {
    if (!(error instanceof StoreUnreadable) || error.code !== 'wrong_key') throw error;
    if ((await readCurrent(store, async () => key).catch(() => null)) !== null) return true;
    throw error;
  }
}

/** What an interrupted rotation left, the old key still opens. */
async function dropOlder(store: Store): Promise<void> {
  const tenure = await store.take(newRun());
  await tenure.dropOlder().finally(tenure.release);
}

async function reseal(store: Store, old: MasterKey, key: MasterKey, tell: (line: string) => void): Promise<number> {
  const session = await openSession(store, old, null, systemClock, key);
  try {
    const generation = await session.commit({ ...session.previous, operations: [], approved: null }, []);
    tell(`${await session.ended(0, null)}\n`);
    return generation;
  } finally {
    await session.close();
  }
}
