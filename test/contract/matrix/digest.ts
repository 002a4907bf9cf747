import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What verdicts are made of: the judges, what they are shown, and who is judged. */
const SOURCES = ['contract', 'test/support/gallery', 'examples/agent/python'];
/** How verdicts are told changes none. */
const WORDS = /^contract\/(?:report\/|clauses|index)|\.md$|\.pyc$/;

/** One digest of every source the matrix is made from. */
export function sourcesDigest(): string {
  const files = SOURCES.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
  const hash = createHash('sha256');
  for (const file of files.filter(each => !WORDS.test(each)).sort()) {
    hash.update(`${file}\n`).update(readFileSync(join(ROOT, file), 'utf8').replaceAll('\r\n', '\n'));
  }
  return `sha256 ${hash.digest('hex').slice(0, 16)}`;
}
