import { createHmac, randomBytes } from 'node:crypto';

/** Stands for a secret where the secret must not appear: equal secrets look equal, and nothing leads back. */
export type Fingerprint = (secret: string) => string;

const MOST_REMEMBERED = 5_000;
/** Longer than any token of ours. Whoever sends megabytes in a token's place would have them kept. */
const LONGEST_REMEMBERED = 4_096;

/**
 * Fingerprints under a random key of this run, so that they cannot be looked up in a table of guesses. The same token
 * comes thousands of times in a sweep, so the last few thousand answers are remembered.
 */
export function createFingerprint(key: Buffer = randomBytes(32)): Fingerprint {
  const remembered = new Map<string, string>();
  return secret => {
    const known = remembered.get(secret);
    if (known !== undefined) return known;
    const made = `#${createHmac('sha256', key).update(secret, 'utf8').digest('hex').slice(0, 12)}`;
    if (secret.length > LONGEST_REMEMBERED) return made;
    if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(ofItsOwn(secret), made);
    return made;
  };
}

/** A slice would keep alive all of the form that it was cut from. */
function ofItsOwn(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
