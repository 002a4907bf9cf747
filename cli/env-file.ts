import {
  accessSync,
  constants,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
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
    const target = targetOf(file);
    refuseOthers(target);
    replace(target, `${[OURS, ...lines].join('\n')}\n`);
  } catch (error) {
    throw new UsageError(`${name} ${file} cannot be written: ${whyNot(error)}.`);
  }
}

/** Finds out before anything is started what would keep the file from being written. @throws UsageError */
export function checkEnvFile({ name, file }: { readonly name: string; readonly file: string }): void {
  try {
    const target = targetOf(file);
    refuseOthers(target);
    accessSync(dirname(target), constants.W_OK);
  } catch (error) {
    throw new UsageError(`${name} ${file} cannot be written: ${whyNot(error)}.`);
  }
}

/** The first line of every file of ours: what does not begin with it is somebody's own and stays as it is. */
const OURS = '# Written by sims-harness for a mock: written anew at each start.';

function refuseOthers(file: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (!there || there.size === 0 || readFileSync(file, 'utf8').startsWith(OURS)) return;
  throw new Error('it holds something else, which would be lost. Name another file');
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
