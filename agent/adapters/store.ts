// What carries the vault, by its setting.
import type { Store } from '../ports.js';
import { fileVault } from './file-vault.js';

/** A folder. */
export async function openStore(vault: string): Promise<Store> {
  return fileVault(vault);
}
