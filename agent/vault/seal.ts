// The cryptography of the vault. One sealed field is nonce(12) ‖ ciphertext ‖ tag(16), AES-256-GCM (NIST SP 800-38D), in base64.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
// Without it Node 20 accepts a tag of 4 bytes (V1).
const options = { authTagLength: tagBytes };

// Drawn in bulk: one call per nonce would cost as much as the encryption. No part is ever used twice.
let drawn = Buffer.alloc(0);

function freshNonce(): Buffer {
  if (drawn.length < nonceBytes) drawn = randomBytes(nonceBytes * 256);
  const nonce = drawn.subarray(0, nonceBytes);
  drawn = drawn.subarray(nonceBytes);
  return nonce;
}

/** Seals bytes; `place` is authenticated too, so the result opens nowhere else. Base64. */
export function seal(key: KeyObject, place: Buffer, plain: string | Buffer): string {
  const nonce = freshNonce();
  const cipher = createCipheriv(algorithm, key, nonce, options).setAAD(place);
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64');
}

/** Opens what `seal` made at the same place; null when anything at all was changed. */
export function unseal(key: KeyObject, place: Buffer, sealed: string): Buffer | null {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < nonceBytes + tagBytes) return null;
  const tagAt = bytes.length - tagBytes;
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), options).setAAD(place);
  decipher.setAuthTag(bytes.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, tagAt)), decipher.final()]);
  } catch {
    return null;
  }
}

/** HMAC-SHA-256. */
export const mac = (key: KeyObject, ...parts: readonly (string | Buffer)[]): Buffer => {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

/** Takes over 32 raw bytes and wipes the buffer they came in. */
export function keyFrom(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** HKDF-SHA-256 (RFC 5869) of a key for one named purpose. */
export const derive = (key: KeyObject, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', purpose, 32));

/** Compares a MAC that was read with the one it should be, in constant time. */
export const sameText = (given: unknown, expected: string): boolean =>
  typeof given === 'string' &&
  given.length === expected.length &&
  timingSafeEqual(Buffer.from(given), Buffer.from(expected));

/**
 * Joins parts so that no two different lists give the same bytes: each part is its UTF-8 length in four bytes, then the text.
 * With separators "a|b","c" would pass for "a","b|c".
 */
export function lp(...parts: readonly string[]): Buffer {
  let size = 0;
  for (const part of parts) size += 4 + Buffer.byteLength(part);
  const out = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) {
    const length = out.write(part, at + 4);
    out.writeUInt32BE(length, at);
    at += 4 + length;
  }
  return out;
}
