import { createPrivateKey, createPublicKey } from 'node:crypto';
import { type SigningKey, type StoredKey, thumbprintOf } from './signing-key.js';

/** The signing keys of one run, by number: a key is made or read the first time its number is asked for. */
export type KeyRing = {
  /** The key of this number; 1 is the first one used. */
  key(number: number): Promise<SigningKey>;
  /** A key asked for before, found by its thumbprint. */
  byThumbprint(thumbprint: string): { readonly number: number; readonly key: SigningKey } | undefined;
};

/** Where keys come from: a folder on disk, or nowhere but memory. */
export type KeySource = (number: number) => Promise<StoredKey>;

function readyKey(stored: StoredKey): SigningKey {
  const privateKey = createPrivateKey(stored.privateKey);
  const publicKey = createPublicKey(privateKey);
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return { privateKey, publicKey, thumbprint: thumbprintOf(stored.certificate), certificate: stored.certificate, n, e };
}

export function createKeyRing(source: KeySource): KeyRing {
  const keys = new Map<number, Promise<SigningKey>>();
  const known = new Map<string, { number: number; key: SigningKey }>();
  return {
    key: number => {
      let key = keys.get(number);
      if (!key) {
        key = source(number).then(stored => {
          const ready = readyKey(stored);
          known.set(ready.thumbprint, { number, key: ready });
          return ready;
        });
        keys.set(number, key);
      }
      return key;
    },
    byThumbprint: thumbprint => known.get(thumbprint),
  };
}
