// Reading the vault: pointer, file, seal, then everything from memory. No HTTP client is in the import graph of this file.
import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreUnreadable, systemCode } from '../errors.js';
import { assertPrivate, ifThere } from './files.js';
import { type Generation, readGenerationFile, verifyGenerationFile } from './generation-file.js';
import type { MasterKey } from './keys.js';
import { type Pointer, pointerPath, readPointer, tampered } from './signed.js';

const attempts = 3;

export const generationsFolder = (vault: string): string => join(vault, 'generations');

/**
 * The current generation, verified whole; null when nothing was ever committed. A writer may clean up between pointer and
 * file: then the pointer is read again. An older file is never a fallback (V7).
 */
export async function readVault(vault: string, master: MasterKey, notBefore = 0): Promise<Generation | null> {
  for (let attempt = 1; ; attempt++) {
    const pointer = await readPointer(vault, master);
    if (!pointer) return neverCommitted(vault);
    if (pointer.generation < notBefore) throw tampered('its generation went back');
    const bytes = await readBytes(vault, pointer);
    const generation = bytes && readGenerationFile(bytes, master);
    if (generation && generation.header.generation !== pointer.generation)
      throw tampered('the file holds another generation');
    if (generation) return generation;
    if (attempt === attempts)
      throw new StoreUnreadable(
        'file_missing',
        `The vault file ${pointer.file} is missing. Restore the vault folder, or move it aside and sync anew.`,
      );
  }
}

/** Whether a file just written is on disk as it was meant, and opens with this key. */
export async function readsBack(vault: string, pointer: Pointer, master: MasterKey): Promise<boolean> {
  const bytes = await readBytes(vault, pointer);
  return bytes !== null && verifyGenerationFile(bytes, master).header.generation === pointer.generation;
}

/** The bytes a pointer names, as private and as exact as it says; null when the file is gone. */
async function readBytes(vault: string, pointer: Pointer): Promise<Buffer | null> {
  const path = join(generationsFolder(vault), pointer.file);
  try {
    for (const each of [vault, generationsFolder(vault), path]) await assertPrivate(each);
    const bytes = await readFile(path);
    if (createHash('sha256').update(bytes).digest('hex') === pointer.sha256) return bytes;
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null;
    if (systemCode(cause) !== 'EACCES') throw cause;
    throw new StoreUnreadable('no_access', `${path} may not be read by this user. Run as the user who syncs.`, {
      cause,
    });
  }
  throw tampered('the file is not the one the pointer names');
}

/** Whether nothing was ever committed here; needs no key. */
export async function isNew(vault: string): Promise<boolean> {
  // A pointer that is there but may not be looked at is no new vault: reading it says why.
  const unseen = await access(pointerPath(vault)).catch(systemCode);
  return unseen === 'ENOENT' && (await neverCommitted(vault)) === null;
}

/** Without a pointer only an unfinished first sync may have left a file; anything later means the pointer was taken away. */
async function neverCommitted(vault: string): Promise<null> {
  const files = await ifThere(readdir(generationsFolder(vault)), []);
  const later = files.some(file => /^gen-0*[1-9]\d*-/.test(file) && !/^gen-0*1-/.test(file));
  if (later) throw tampered('the pointer to the current generation is gone');
  return null;
}
