import { closeSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A file with as much of its bytes as is looked at. */
export type Kept = { readonly name: string; readonly bytes: Buffer };

/** Bytes of one file, and of all together, that are searched: more than an agent keeps of the schools of a case. */
const MOST_OF_ONE = 32 * 1024 * 1024;
const MOST_OF_ALL = 128 * 1024 * 1024;

/** Every file below a folder, its names with `/`; links are not followed, and what cannot be read is left out. */
export function filesBelow(folder: string): { readonly files: readonly Kept[]; readonly isCut: boolean } {
  const files: Kept[] = [];
  let left = MOST_OF_ALL;
  let isCut = false;
  for (const path of pathsBelow(folder)) {
    const { bytes, size } = beginning(path, Math.min(left, MOST_OF_ONE));
    left -= bytes.length;
    isCut ||= size > bytes.length;
    files.push({ name: relative(folder, path).split(sep).join('/'), bytes });
  }
  return { files, isCut };
}

function* pathsBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* pathsBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function beginning(path: string, most: number): { readonly bytes: Buffer; readonly size: number } {
  try {
    const { size } = lstatSync(path);
    const bytes = Buffer.alloc(Math.min(size, most));
    const file = openSync(path, 'r');
    try {
      return { bytes: bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0)), size };
    } finally {
      closeSync(file);
    }
  } catch {
    // Gone meanwhile, or somebody else's.
    return { bytes: Buffer.alloc(0), size: 0 };
  }
}
