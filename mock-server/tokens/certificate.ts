// Loaded only when a key is made. The imports are static because a CommonJS package imported dynamically would lose
// its names in the bundle; reflect-metadata first, because the other asks for it while it loads.
import 'reflect-metadata';
import { type KeyObject, webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** A certificate for an RSA key, signed by that key, that lasts ten years; DER. It is published, so it names nobody. */
export async function selfSigned(privateKey: KeyObject, publicKey: KeyObject): Promise<Buffer> {
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Token Signing',
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 3650 * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys: {
      privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
      publicKey: await webcrypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify']),
    },
  });
  return Buffer.from(certificate.rawData);
}
