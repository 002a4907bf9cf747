import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { shellQuoted } from './shell-quote.js';
import { UsageError } from './usage-error.js';
import { whyNot } from './why-not.js';

/**
 * Writes variables as `NAME='value'`, which shells and dotenv read alike. Owner only. `name` is how the file was asked
 * for.
 */
export function writeEnvFile(
  { name, file }: { readonly name: string; readonly file: string },
  variables: Readonly<Record<string, string>>,
): void {
  const lines = Object.entries(variables).map(([variable, value]) => `${variable}=${shellQuoted(value)}`);
  try {
    replace(targetOf(file), `${lines.join('\n')}\n`);
  } catch (error) {
    throw new UsageError(`${name} ${file} cannot be written: ${whyNot(error)}.`);
  }
}

/** Through a link to what it means, so that the link stays. */
function targetOf(file: string): string {
  const there = statSync(file, { throwIfNoEntry: false });
  if (!there) return file;
  if (!there.isFile()) throw new Error('it is there and is no ordinary file. Name another');
  return realpathSync(file);
}

/** By rename: whoever reads it meanwhile sees the old or the new one whole, and the old one's mode does not stay. */
function replace(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
