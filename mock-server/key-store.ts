import { createPrivateKey } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { generateKey, type KeySource, type StoredKey } from './tokens/index.js';

/** The user's own folder for this program's data; XDG where it is set. */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'sims-id-harness');
  const wished = env['XDG_DATA_HOME'];
  // The XDG rules have a path that is not absolute ignored: it would mean another folder in every working directory.
  return join(wished && isAbsolute(wished) ? wished : join(homedir(), '.local', 'share'), 'sims-id-harness');
}

/**
 * Signing keys kept in a folder, readable by their owner only: making one takes longer than the rest of the start.
 * They sign nothing but this mock's tokens. A folder that cannot be written to costs time, never the start.
 */
export function keysIn(folder: string): KeySource {
  return async number => {
    const file = join(folder, `token-signing-${number}.json`);
    const kept = await readStored(file);
    if (kept) return kept;
    const made = await generateKey();
    await keep(folder, file, made).catch(() => undefined);
    return made;
  };
}

/** Undefined for what is not there or is no key: then another is made in its place. */
async function readStored(file: string): Promise<StoredKey | undefined> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Partial<StoredKey>;
    if (!value.privateKey || !value.certificate) return undefined;
    createPrivateKey(value.privateKey);
    return { privateKey: value.privateKey, certificate: value.certificate };
  } catch {
    return undefined;
  }
}

/**
 * A folder for its owner only, and those above it. Not `recursive`: where a folder can never be made, such as below
 * /proc, Node would try for ever and never end. Whoever else makes one of them meanwhile is welcome.
 */
export async function makeFolder(folder: string): Promise<void> {
  const code = await failureToMake(folder);
  if (isThere(code)) return;
  if (code !== 'ENOENT' || dirname(folder) === folder) throw new Error(`${folder} cannot be made: ${code}`);
  await makeFolder(dirname(folder));
  const again = await failureToMake(folder);
  if (!isThere(again)) throw new Error(`${folder} cannot be made: ${again}`);
}

function isThere(code: string | undefined): boolean {
  return code === undefined || code === 'EEXIST';
}

async function failureToMake(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** By rename, so that two harnesses starting at once never read half a file. */
async function keep(folder: string, file: string, key: StoredKey): Promise<void> {
  await makeFolder(folder);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(key), { mode: 0o600 });
  await rename(draft, file);
}
