// A key in a file only its owner can touch: the provider `file:`, and what a first sync makes.
import { randomBytes } from 'node:crypto';
import { link, lstat, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreUnreadable, systemCode } from '../errors.js';
import { assertPrivateTarget, makeFolder } from './files/durable.js';
import { keyFromText, keyLost, type MasterKey } from './keys.js';

/**
 * Opens the key that `setting` names. Throws StoreUnreadable when it is missing, open to others, or not a key. `open` is the part of
 * the mode refused.
 */
export async function readKeyFile(path: string, setting: string, open?: number): Promise<MasterKey> {
  return keyFromText(await readPrivate(path, setting, open), `The key file ${path}`);
}

async function readPrivate(path: string, setting: string, open?: number): Promise<Buffer> {
  try {
    await assertPrivateTarget(path, open);
    return await readFile(path);
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof StoreUnreadable || code === undefined) throw error;
    const make = `${keyLost} Only where there is no vault yet: openssl rand -base64 32 > '${path}' && chmod 600 '${path}'`;
    const what = `The key file ${path} cannot be read (${code}). Give the right one (${setting}=file:<path>).`;
    throw new StoreUnreadable('no_key', code === 'ENOENT' ? `${what} ${make}` : what, { cause: error });
  }
}

/** Makes a key where none is; true when this call made it. Two first syncs at once end with one key. */
export async function makeKeyFile(path: string): Promise<boolean> {
  // Where a key is mounted, its folder may be nobody's to write.
  if (await lstat(path).then(Boolean, () => false)) return false;
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await makeFolder(dirname(path));
    await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
    await link(draft, path);
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    throw new StoreUnreadable(
      'no_key',
      `A key could not be made at ${path} (${systemCode(cause)}). Give one that is there.`,
      { cause },
    );
  } finally {
    await rm(draft, { force: true }).catch(() => undefined); // what failed first is what is told
  }
}
