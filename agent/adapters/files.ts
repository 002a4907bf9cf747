// Files that are private, and either there in full or not at all, also after a power cut.
import { lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreUnreadable, systemCode } from '../errors.js';

/** What is read, or `fallback` where there is no such file. */
export const ifThere = <Found, Fallback>(reading: Promise<Found>, fallback: Fallback): Promise<Found | Fallback> =>
  reading.catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return fallback;
    throw error;
  });

/** Refuses a file or folder that group or world can touch. Windows has other means; nothing is checked there. */
export async function assertPrivate(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await lstat(path);
  if ((mode & 0o077) === 0) return;
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  throw new StoreUnreadable('mode_open', `${path} is open to others (mode ${shown}). Run: chmod go-rwx '${path}'`);
}

/** Writes the pieces to a temporary file beside `path`, fsyncs it, renames it into place, and fsyncs the folder. 0600. */
export async function writeDurably(path: string, pieces: Iterable<string | Buffer>): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await using(temporary, 'w', async file => {
      for (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    });
    await rename(temporary, path);
    // Windows cannot open folders; there the journal of the file system stands in.
    if (process.platform !== 'win32') await using(dirname(path), 'r', folder => folder.sync());
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

type Handle = Awaited<ReturnType<typeof open>>;

async function using(path: string, flags: string, use: (handle: Handle) => Promise<void>): Promise<void> {
  const handle = await open(path, flags, 0o600);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
