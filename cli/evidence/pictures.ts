import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../version.js';

/** A picture of docs/pictures that explains what the tool is. It is of no run in particular. */
export type Picture = { readonly file: string; readonly alt: string; readonly bytes: Buffer };

type Listed = { readonly file: string; readonly alt: string; readonly evidence: boolean };

/** Those that are meant for evidence; none where the package came without them. */
export function readPictures(): readonly Picture[] {
  const folder = join(packageRoot(), 'docs', 'pictures');
  try {
    const listed = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { pictures: readonly Listed[] };
    return listed.pictures
      .filter(({ evidence }) => evidence)
      .map(({ file, alt }) => ({ file, alt, bytes: readFileSync(join(folder, file)) }));
  } catch {
    return [];
  }
}

const TYPES: Readonly<Record<string, string>> = { webp: 'image/webp', png: 'image/png', svg: 'image/svg+xml' };

/** The picture as an address that needs no file and no network. */
export function dataUri({ file, bytes }: Picture): string {
  return `data:${TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'image/png'};base64,${bytes.toString('base64')}`;
}
