import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of the page, as it is sent. */
export type BuiltFile = { readonly bytes: Buffer; readonly etag: string };

/** Where the built page lies: beside the bundle this runs in, or below `dist` of the checkout. */
export function builtFolder(from: string = import.meta.url): string | undefined {
  for (let folder = dirname(fileURLToPath(from)); folder !== dirname(folder); folder = dirname(folder)) {
    const found = [join(folder, 'console'), join(folder, 'dist', 'console')].find(at =>
      existsSync(join(at, 'index.html')),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A file of the page, read when it is first asked for; undefined where nothing was built. */
export async function readBuilt(folder: string | undefined, name: string): Promise<BuiltFile | undefined> {
  if (folder === undefined) return undefined;
  try {
    const bytes = await readFile(join(folder, name));
    return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
  } catch {
    return undefined;
  }
}
