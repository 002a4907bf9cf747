// `current`: one MACed line that says which generation counts. The only door for readers.
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors.js';
import { writeDurably } from './durable.js';
import { sameText, tampered } from './generation-file.js';
import type { MasterKey } from './keys.js';
import { lp } from './lp.js';
import { assertPrivate } from './modes.js';
import { mac } from './seal.js';

export type Pointer = { readonly generation: number; readonly file: string; readonly sha256: string };

const pathOf = (vault: string): string => join(vault, 'current');

const macOf = ({ generation, file, sha256 }: Pointer, master: MasterKey): string =>
  mac(master.pointer, lp('current', String(generation), file, sha256)).toString('base64url');

export const hasPointer = (vault: string): Promise<boolean> =>
  access(pathOf(vault)).then(
    () => true,
    error => systemCode(error) !== 'ENOENT',
  );

/** Null when there is none: the vault is new. */
export async function readPointer(vault: string, master: MasterKey): Promise<Pointer | null> {
  try {
    await assertPrivate(pathOf(vault));
    return verify(await readFile(pathOf(vault), 'utf8'), master);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function verify(line: string, master: MasterKey): Pointer {
  const pointer = parse(line);
  if (!pointer || !sameText(pointer.mac, macOf(pointer, master)))
    throw tampered('the pointer to the current generation was changed, or the key is another one');
  return pointer;
}

function parse(line: string): (Pointer & { readonly mac: unknown }) | null {
  try {
    const pointer = JSON.parse(line);
    return typeof pointer?.file === 'string' && typeof pointer?.sha256 === 'string' ? pointer : null;
  } catch {
    return null;
  }
}

/** The flip: from here on the new generation counts. */
export async function writePointer(vault: string, pointer: Pointer, master: MasterKey): Promise<void> {
  await writeDurably(pathOf(vault), [`${JSON.stringify({ ...pointer, mac: macOf(pointer, master) })}\n`]);
}
