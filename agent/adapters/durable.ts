// Files that are either there in full or not at all, also after a power cut: temp, fsync, rename, fsync of the folder.
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreUnreadable, systemCode } from '../errors.js';

/** Writes the pieces to a temporary file beside `path` and renames it into place. 0600. */
export async function writeDurably(path: string, pieces: Iterable<string | Buffer>): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      for (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new StoreUnreadable(
      'write_failed',
      `The vault could not be written (${code}). Check space and rights of its folder.`,
      { cause },
    );
  }
}

/** A rename is durable only once its folder is. Windows cannot open folders; there the journal of the file system stands in. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
