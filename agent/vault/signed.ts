// Small records with a MAC, one JSON line each, and the first of them: the pointer to the current generation.
import { createHash, type KeyObject } from 'node:crypto';
import { StoreUnreadable } from '../errors.js';
import type { GenerationName } from '../ports.js';
import type { MasterKey } from './keys.js';
import { lp, mac, sameText } from './seal.js';

export const tampered = (what: string): StoreUnreadable =>
  new StoreUnreadable(
    'tampered',
    `The vault cannot be trusted: ${what}. Nothing was read from it. Move the vault aside and sync into an empty one.`,
  );

const macOf = (purpose: string, record: object, key: KeyObject): string =>
  mac(key, lp(purpose, JSON.stringify(record))).toString('base64url');

/** A record as a line, with its MAC. */
export const signed = (purpose: string, record: object, key: KeyObject): string =>
  `${JSON.stringify({ ...record, mac: macOf(purpose, record, key) })}\n`;

/** The record of a line, or null when it is not one that was written with this key for this purpose. */
export function verified<Shape>(line: string, purpose: string, key: KeyObject): Shape | null {
  try {
    const { mac: given, ...record } = JSON.parse(line);
    return sameText(given, macOf(purpose, record, key)) ? record : null;
  } catch {
    return null;
  }
}

/** Which generation counts, and the SHA-256 of its bytes. The only door for readers. */
export type Pointer = GenerationName & { readonly sha256: string };

export function readPointer(line: string, master: MasterKey): Pointer {
  const pointer = verified<Pointer>(line, 'current', master.pointer);
  if (pointer) return pointer;
  throw new StoreUnreadable(
    'wrong_key',
    'Check SIMS_AGENT_KEY: the vault cannot be trusted with this key. If the key is right, the pointer to the current generation was changed: move the vault aside and sync into an empty one.',
  );
}

export const signPointer = (pointer: Pointer, master: MasterKey): string => signed('current', pointer, master.pointer);

/** Whether these are the bytes a pointer names. */
export const isNamed = (bytes: Buffer, { sha256 }: Pointer): boolean =>
  createHash('sha256').update(bytes).digest('hex') === sha256;
