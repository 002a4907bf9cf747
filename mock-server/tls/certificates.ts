// Loaded only when TLS is asked for. The imports are static because a CommonJS package imported dynamically would lose
// its names in the bundle; reflect-metadata first, because the others ask for it while they load.
import 'reflect-metadata';
import { createPrivateKey, randomBytes, type webcrypto as Types, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { NAME_CONSTRAINTS, nameConstraints } from './constraints.js';
import { refuseStrangers } from './names.js';

/** A private key (PKCS#8) and its certificate, both PEM. */
export type KeyAndCertificate = { readonly key: string; readonly certificate: string };

/** From when to when a certificate is good, epoch milliseconds. */
export type Validity = { readonly from: number; readonly to: number };

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
const TEN_YEARS_MS = 3652 * DAY_MS;
/** The longest that clients of all makes accept (CA/Browser Forum, ballot SC31). */
const LEAF_MS = 397 * DAY_MS;
const SERVER_ONLY = new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]);

/**
 * A CA of its own for one user: P-256, ten years, no CA below it, for servers only, and for the few hosts that it may
 * ever name. Its own name tells two of them apart and says nothing of the user or the machine: it is shown to every
 * client and copied into images.
 * @param validity for tests of a CA that comes to its end
 */
export async function makeAuthority(validity = ofAuthority()): Promise<KeyAndCertificate> {
  const keys = await newKeys();
  const mark = randomBytes(4).toString('hex');
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=sims-id-harness development CA ${mark}, O=sims-id-harness (this machine only)`,
    notBefore: new Date(validity.from),
    notAfter: new Date(validity.to),
    signingAlgorithm: SIGNATURE,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      SERVER_ONLY,
      new Extension(NAME_CONSTRAINTS, true, nameConstraints()),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pems(keys.privateKey, certificate);
}

/**
 * A server's certificate for these hosts.
 * @throws HarnessError for a host that is neither this machine nor the vendor's.
 */
export async function issueLeaf(
  authority: KeyAndCertificate,
  hosts: readonly string[],
  validity?: Validity,
): Promise<KeyAndCertificate> {
  refuseStrangers(hosts);
  const issuer = new X509Certificate(authority.certificate);
  const { from, to } = validity ?? usualValidity(issuer);
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=sims-id-harness',
    issuer: issuer.subjectName,
    notBefore: new Date(from),
    notAfter: new Date(to),
    signingAlgorithm: SIGNATURE,
    publicKey: keys.publicKey,
    signingKey: await signingKey(authority),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      SERVER_ONLY,
      new SubjectAlternativeNameExtension(hosts.map(value => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return pems(keys.privateKey, certificate);
}

/** Whether a CA is bound to exactly the hosts that are imitated today. */
export function isBoundToOurNames(certificate: string): boolean {
  const found = new X509Certificate(certificate).getExtension(NAME_CONSTRAINTS);
  return found?.critical === true && Buffer.from(found.value).equals(Buffer.from(nameConstraints()));
}

function ofAuthority(): Validity {
  return { from: Date.now() - DAY_MS, to: Date.now() + TEN_YEARS_MS };
}

/** A day back, for clocks that differ; never beyond the CA's own end. */
function usualValidity(issuer: X509Certificate): Validity {
  const from = Date.now() - DAY_MS;
  return { from, to: Math.min(from + LEAF_MS, issuer.notAfter.getTime()) };
}

function newKeys(): Promise<Types.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
}

function signingKey({ key }: KeyAndCertificate): Promise<Types.CryptoKey> {
  const pkcs8 = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, CURVE, false, ['sign']);
}

/** Positive, and never seen before (RFC 5280 section 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

async function pems(privateKey: Types.CryptoKey, certificate: X509Certificate): Promise<KeyAndCertificate> {
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', privateKey);
  return {
    key: `${PemConverter.encode(pkcs8, PemConverter.PrivateKeyTag)}\n`,
    certificate: `${certificate.toString('pem')}\n`,
  };
}
