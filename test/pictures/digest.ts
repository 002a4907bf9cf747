import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const FOLDER = join(ROOT, 'docs', 'pictures');
export const INDEX = join(FOLDER, 'index.json');

/** A picture as docs/pictures/index.json lists it. */
export type Entry = {
  readonly file: string;
  readonly alt: string;
  readonly evidence: boolean;
  /** Of everything it shows, when it was made. */
  readonly digest: string;
};

/** One digest of all these files, and of all in these folders, by name and content; what is missing counts as that. */
export function digestOf(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const source of [...sources].sort())
    for (const file of filesIn(source)) hash.update(`${file}\0${textOf(file)}\0`);
  return hash.digest('hex').slice(0, 16);
}

function filesIn(source: string): string[] {
  const found = statSync(join(ROOT, source), { throwIfNoEntry: false });
  if (!found?.isDirectory()) return [source];
  return readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' })
    .map(name => `${source}/${name.replaceAll('\\', '/')}`)
    .filter(path => statSync(join(ROOT, path)).isFile())
    .sort();
}

function textOf(file: string): string {
  const path = join(ROOT, file);
  return statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : 'missing';
}

export function readIndex(): readonly Entry[] {
  if (!statSync(INDEX, { throwIfNoEntry: false })) return [];
  return (JSON.parse(readFileSync(INDEX, 'utf8')) as { pictures: readonly Entry[] }).pictures;
}
