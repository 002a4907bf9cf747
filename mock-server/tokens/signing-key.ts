import { createHash, generateKeyPair, type KeyObject, webcrypto } from 'node:crypto';
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

/** A fresh RSA key of 2048 bits (JWT-07) with a self-signed certificate that lasts ten years. */
export async function generateKey(): Promise<StoredKey> {
  const [{ X509CertificateGenerator }, pair] = await Promise.all([
    import('reflect-metadata').then(() => import('@peculiar/x509')),
    promisify(generateKeyPair)('rsa', { modulusLength: 2048 }),
  ]);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=sims-id-harness token signing',
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 3650 * 86_400_000),
    signingAlgorithm: algorithm,
    keys: {
      privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
      publicKey: await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
    },
  });
  return {
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: Buffer.from(certificate.rawData).toString('base64'),
  };
}
