import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A key pair with its certificate, as text: what is kept on disk between starts. */
export type StoredKey = {
  /** PKCS#8 in PEM. */
  readonly privateKey: string;
  /** DER of the self-signed certificate, ordinary Base64 (DISC-09). */
  readonly certificate: string;
};

/** A key ready to sign and to be published. */
export type SigningKey = {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** base64url of the certificate's SHA-1: both `kid` and `x5t` (JWT-01). */
  readonly thumbprint: string;
  readonly certificate: string;
  /** RSA modulus and exponent, base64url (DISC-08). */
  readonly n: string;
  readonly e: string;
};

export function thumbprintOf(certificate: string): string {
  return createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('base64url');
}

/** A fresh RSA key of 2048 bits (JWT-07) with a self-signed certificate. */
export async function generateKey(): Promise<StoredKey> {
  const [{ selfSigned }, pair] = await Promise.all([
    import('./certificate.js'),
    promisify(generateKeyPair)('rsa', { modulusLength: 2048 }),
  ]);
  const certificate = await selfSigned(pair.privateKey, pair.publicKey);
  return {
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: certificate.toString('base64'),
  };
}
