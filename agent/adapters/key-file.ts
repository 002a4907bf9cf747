// The `file:` key provider: 32 bytes as base64 or hex in a file only its owner can touch.
import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreUnreadable, systemCode } from '../errors.js';
import { assertPrivate, makeFolder } from './files.js';
import { type MasterKey, masterKey } from './keys.js';

/** Opens the key. Throws StoreUnreadable when it is missing, open to others, or not a key. */
export async function readKeyFile(path: string): Promise<MasterKey> {
  const text = await readPrivate(path);
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (bytes.length !== 32)
    throw new StoreUnreadable('bad_key', `The key file ${path} does not hold 32 bytes as base64 or hex.`);
  return masterKey(bytes);
}

async function readPrivate(path: string): Promise<string> {
  try {
    await assertPrivate(path);
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof StoreUnreadable || code === undefined) throw error;
    const make = `For a new vault, make one: openssl rand -base64 32 > '${path}' && chmod 600 '${path}'`;
    const what = `The key file ${path} cannot be read (${code}). Give the vault's key (SIMS_AGENT_KEY=file:<path>).`;
    throw new StoreUnreadable('no_key', code === 'ENOENT' ? `${what} ${make}` : what, { cause: error });
  }
}

/** Makes a key where none is; true when this call made it. Two first syncs at once end with one key. */
export async function makeKeyFile(path: string): Promise<boolean> {
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
      `A key could not be made at ${path} (${systemCode(cause)}). Give one by SIMS_AGENT_KEY=file:<path>.`,
      { cause },
    );
  } finally {
    await rm(draft, { force: true });
  }
}
