// Files that are private, and either there in full or not at all, also after a power cut.
import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreUnreadable, systemCode } from '../../errors.js';

/** What is read, or `fallback` where there is no such file. */
export const ifThere = <Found, Fallback>(reading: Promise<Found>, fallback: Fallback): Promise<Found | Fallback> =>
  reading.catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return fallback;
    throw error;
  });

/** Refuses a file or folder that group or world (`open`) can touch. Windows has other means; nothing is checked there. */
export async function assertPrivate(path: string, open = 0o077): Promise<void> {
  if (process.platform !== 'win32') refuseOpen(path, await lstat(path), open);
}

/** The same for a file that may be reached by a link, as what Kubernetes mounts is: what is read must be private, not the link. */
export async function assertPrivateTarget(path: string, open = 0o077): Promise<void> {
  const target = await realpath(path);
  return assertPrivate(target, open);
}

function refuseOpen(path: string, found: Pick<Stats, 'mode' | 'uid' | 'isDirectory'>, open: number): void {
  if ((found.mode & open) === 0) return;
  const shown = (found.mode & 0o1777).toString(8).padStart(4, '0');
  throw new StoreUnreadable('mode_open', `${path} is open to others (mode ${shown}). ${howToClose(path, found)}`);
}

/** Whose rights are not this user's to change, or are as others need them (`/tmp`), is not told to be closed. */
export function howToClose(path: string, found: Pick<Stats, 'mode' | 'uid' | 'isDirectory'>): string {
  const isOurs = found.uid === process.getuid?.() && (found.mode & 0o1000) === 0;
  if (isOurs) return `Run: chmod go-rwx '${path}'`;
  const what = found.isDirectory() ? 'folder' : 'file';
  return `It is not this user's alone, so leave it as it is. Choose a ${what} of this user's own.`;
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

/** Appends whole lines to a file, fsyncs it, and the folder when it is new. What an earlier process left unfinished goes. 0600. */
export async function appendDurably(path: string, lines: string): Promise<void> {
  const before = await ifThere(readFile(path), null);
  const end = before === null ? 0 : before.lastIndexOf(10) + 1;
  try {
    await using(path, 'a', async file => {
      if (before && end < before.length) await file.truncate(end);
      await file.appendFile(lines);
      await file.sync();
    });
    if (!before) await syncFolder(dirname(path));
  } catch (cause) {
    await truncate(path, end).catch(() => undefined);
    throw explained(cause);
  }
}

/** Windows cannot open folders; there the journal of the file system stands in. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await using(path, 'r', folder => folder.sync());
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
    await syncFolder(dirname(path));
  } catch (cause) {
    if (systemCode(cause) !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    throw explained(cause);
  }
}

function explained(cause: unknown): unknown {
  const code = systemCode(cause);
  if (code === undefined) return cause;
  const what = `The vault could not be written (${code}). Check space and rights of its folder.`;
  return new StoreUnreadable('write_failed', what, { cause });
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

export async function removed(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (cause) {
    const message = `${path} could not be removed (${systemCode(cause)}). Check the disk and the rights of its folder.`;
    throw new StoreUnreadable('write_failed', message, { cause });
  }
}

/** As `assertPrivate`, of a folder and all in it. */
export async function assertPrivateWithin(folder: string): Promise<void> {
  const names = await ifThere(readdir(folder, { recursive: true }), []);
  for (const path of [folder, ...names.map(name => join(folder, name))]) await ifThere(assertPrivate(path), null);
}

/** The bytes of a private file in private folders; null when it is not there. */
export async function readIfThere(path: string, folders: readonly string[]): Promise<Buffer | null> {
  try {
    for (const each of [...folders, path]) await assertPrivate(each);
    return await readFile(path);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null;
    if (systemCode(cause) !== 'EACCES') throw cause;
    const message = `${path} may not be read by this user. Run as the user who syncs.`;
    throw new StoreUnreadable('no_access', message, { cause });
  }
}

/** A folder that is private, made where there is none. Throws StoreUnreadable. */
export async function makePrivate(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    const message = `${folder} could not be made (${systemCode(cause)}). Check SIMS_STATE_DIR.`;
    throw new StoreUnreadable('no_folder', message, { cause });
  }
  await assertPrivate(folder);
}
