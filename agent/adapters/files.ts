// Files that are private, and either there in full or not at all, also after a power cut.
import { chmod, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreUnreadable, systemCode } from '../errors.js';

/** What is read, or `fallback` where there is no such file. */
export const ifThere = <Found, Fallback>(reading: Promise<Found>, fallback: Fallback): Promise<Found | Fallback> =>
  reading.catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return fallback;
    throw error;
  });

/** Refuses a file or folder that group or world (`open`) can touch. Windows has other means; nothing is checked there. */
export async function assertPrivate(path: string, open = 0o077): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await lstat(path);
  if ((mode & open) === 0) return;
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  throw new StoreUnreadable('mode_open', `${path} is open to others (mode ${shown}). Run: chmod go-rwx '${path}'`);
}

/** Makes a folder for the owner only, and what is missing above it, one by one: Node's own recursive mkdir may try for ever. */
export async function makeFolder(path: string): Promise<void> {
  const refusal = await mkdir(path, { mode: 0o700 }).catch((error: unknown) => error);
  if (refusal === undefined) return chmod(path, 0o700); // the umask may have cut the mode
  if (systemCode(refusal) === 'EEXIST') return;
  const above = await lstat(dirname(path)).catch(systemCode);
  if (systemCode(refusal) !== 'ENOENT' || above !== 'ENOENT') throw refusal;
  await makeFolder(dirname(path));
  await makeFolder(path);
}

/** Refuses a path where something else than a folder is in the way; one that is missing may be made. */
export async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch(systemCode);
  if (found === 'ENOENT' || (typeof found === 'object' && found.isDirectory())) return;
  const why = typeof found === 'object' || found === 'ENOTDIR' ? 'a file is in the way' : found;
  throw new StoreUnreadable('no_folder', `${path} is no folder that can be read (${why}). Check SIMS_STATE_DIR.`);
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
