// What carries the vault, by its setting: a folder, or a schema in PostgreSQL, whose client is loaded only then.
import { UsageError } from '../errors.js';
import type { Store } from '../ports.js';
import { Secret } from '../secret.js';
import { fileVault } from './files/carrier.js';
import { isDatabase } from './postgres/url.js';

/** A folder, or postgres://…; secret, where it may hold a password. */
export type VaultPlace = string | Secret;

const plain = (vault: VaultPlace): string => (vault instanceof Secret ? vault.reveal() : vault);

/** `leaseMs`: how long a silent writer keeps others out of a database. Throws ConfigurationError; connects to nothing yet. */
export async function openStore(vault: VaultPlace, leaseMs = 30_000): Promise<Store> {
  const place = plain(vault);
  return isDatabase(place) ? (await import('./postgres/carrier.js')).postgresVault(place, leaseMs) : fileVault(place);
}

/** Makes or updates the tables of a vault in PostgreSQL, and says what was done. */
export async function migrateStore(vault: VaultPlace): Promise<string> {
  const place = plain(vault);
  if (!isDatabase(place))
    throw new UsageError('Only a vault in PostgreSQL has tables. Set SIMS_VAULT=postgres://user@host/database first.');
  return (await import('./postgres/carrier.js')).migrateVault(place);
}
