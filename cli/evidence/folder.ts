import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../usage-error.js';
import { whyNot } from '../why-not.js';
import { FILE_NAMES, SUMMARY_FILE } from './files.js';
import { EVIDENCE_FORMAT } from './summary.js';

/** Before anything is played: a pack that could not be written in the end would cost the whole run. @throws UsageError */
export function checkFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw new UsageError(`--out ${folder} is a file: name a folder.`);
  if (found && readdirSync(folder).length > 0 && !isOurs(folder))
    throw new UsageError(
      `--out ${folder} holds other things than an evidence pack, and nothing of it was touched: name an empty or a new folder.`,
    );
  attempt(folder, () => accessSync(found ? folder : nearest(folder), constants.W_OK));
}

/** Writes the pack. Of one that was there before, what is not written anew is taken away; other files stay. @throws UsageError */
export function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  checkFolder(folder);
  attempt(folder, () => {
    mkdirSync(folder, { recursive: true });
    for (const name of FILE_NAMES) if (!files.has(name)) rmSync(join(folder, name), { force: true });
    // The first tells whose the folder is, should the disk be full before the last.
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
  });
}

function isOurs(folder: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, SUMMARY_FILE), 'utf8'));
    return typeof value === 'object' && value !== null && 'format' in value && value.format === EVIDENCE_FORMAT;
  } catch {
    return false;
  }
}

/** The nearest folder above that is there. */
function nearest(path: string): string {
  const above = dirname(resolve(path));
  return statSync(above, { throwIfNoEntry: false }) ? above : nearest(above);
}

function attempt(folder: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new UsageError(`--out ${folder} cannot be written: ${whyNot(error)}.`);
  }
}
