import { lstat } from 'node:fs/promises';
import { StoreUnreadable } from '../errors.js';

/** Refuses a file or folder that group or world can touch. Windows has other means; nothing is checked there. */
export async function assertPrivate(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await lstat(path);
  if ((mode & 0o077) === 0) return;
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  throw new StoreUnreadable('mode_open', `${path} is open to others (mode ${shown}). Run: chmod go-rwx '${path}'`);
}
