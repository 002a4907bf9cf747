import { createKeyRing, generateKey, type KeyRing, type StoredKey } from '../../mock-server/tokens/index.js';

/** Two keys for a whole test file: making one takes longer than most tests. */
const made = new Map<number, Promise<StoredKey>>();

/** A ring over keys of this process, none of them kept. */
export function testKeyRing(): KeyRing {
  return createKeyRing(number => {
    const known = made.get(number) ?? generateKey();
    made.set(number, known);
    return known;
  });
}
