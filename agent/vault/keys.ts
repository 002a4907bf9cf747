// The key hierarchy: one key from outside, and three it wraps. See docs of the vault format in `generation-file.ts`.
import { type KeyObject, randomBytes } from 'node:crypto';
import { StoreUnreadable } from '../errors.js';
import { derive, keyFrom, lp, seal, unseal } from './seal.js';

/** The key-encrypting key, from a provider, with what HKDF makes of it. It never touches a secret itself. */
export type MasterKey = { readonly key: KeyObject; readonly id: string; readonly pointer: KeyObject };

/** Fingerprint and approval keys live as long as the vault: derived ones would change with the master key (V3). */
export type VaultKeys = {
  /** Fresh for every generation (V4). */ readonly data: KeyObject;
  /** Row and seal MACs, by HKDF from `data`. */ readonly row: KeyObject;
  readonly seal: KeyObject;
  readonly fingerprint: KeyObject;
  readonly audit: KeyObject;
};

/** The wrapped keys as a header carries them, base64. */
export type WrappedKeys = { readonly dek: string; readonly fpk: string; readonly auk: string };

/** A new key opens no vault that is there. */
export const keyLost = 'If the key is lost, restore it, or move the vault aside and sync into an empty one.';

/** The key a provider gave as text, which is wiped; `where` begins the message. Throws StoreUnreadable. */
export function keyFromText(given: Buffer, where: string): MasterKey {
  const bytes = keyBytes(given.toString('latin1').trim());
  given.fill(0);
  if (bytes) return masterKey(bytes);
  throw new StoreUnreadable('bad_key', `${where} does not hold 32 bytes as base64 or hex. ${keyLost}`);
}

/** The 32 bytes that a text stands for, as hex or base64 of either alphabet; null when it is neither. */
export function keyBytes(text: string): Buffer | null {
  const isHex = /^[0-9a-f]{64}$/i.test(text);
  return isHex || /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, isHex ? 'hex' : 'base64') : null;
}

export function masterKey(bytes: Buffer): MasterKey {
  const key = keyFrom(bytes);
  return {
    key,
    id: derive(key, 'kek-id').subarray(0, 8).toString('hex'),
    pointer: keyFrom(derive(key, 'pointer')),
  };
}

const place = (purpose: keyof WrappedKeys, master: MasterKey, application: string): Buffer =>
  lp(purpose, master.id, application);

function fromData(data: KeyObject, rest: Pick<VaultKeys, 'fingerprint' | 'audit'>): VaultKeys {
  return { data, row: keyFrom(derive(data, 'row')), seal: keyFrom(derive(data, 'seal')), ...rest };
}

/** Keys for the next generation: a new data key; the vault's own for life, or new ones for a new vault. */
export function nextKeys(lasting: Pick<VaultKeys, 'fingerprint' | 'audit'> | null): VaultKeys {
  return fromData(
    keyFrom(randomBytes(32)),
    lasting ?? { fingerprint: keyFrom(randomBytes(32)), audit: keyFrom(randomBytes(32)) },
  );
}

export function wrapKeys(keys: VaultKeys, master: MasterKey, application: string): WrappedKeys {
  const wrap = (purpose: keyof WrappedKeys, key: KeyObject) =>
    seal(master.key, place(purpose, master, application), key.export());
  return { dek: wrap('dek', keys.data), fpk: wrap('fpk', keys.fingerprint), auk: wrap('auk', keys.audit) };
}

/** Null when the master key is another one, or a wrapped key was replaced. */
export function unwrapKeys(wrapped: WrappedKeys, master: MasterKey, application: string): VaultKeys | null {
  const unwrap = (purpose: keyof WrappedKeys) => {
    const bytes = unseal(master.key, place(purpose, master, application), wrapped[purpose]);
    return bytes && keyFrom(bytes);
  };
  const [data, fingerprint, audit] = [unwrap('dek'), unwrap('fpk'), unwrap('auk')];
  return data && fingerprint && audit && fromData(data, { fingerprint, audit });
}
