import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import {
  X509Certificate as Certificate,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { afterAll, describe, expect, test } from 'vitest';
import { issueLeaf, type KeyAndCertificate, makeAuthority } from '../../mock-server/tls/certificates.js';
import { USUAL_NAMES } from '../../mock-server/tls/names.js';
import { tempFolder } from '../support/command.js';
import { handshake } from './arrange.js';

const DAY_MS = 86_400_000;
const authority = await makeAuthority();
const ca = new X509Certificate(authority.certificate);

describe('the development CA', () => {
  test('When it is made, then it is a CA for servers only, may have none below it, and lasts ten years', () => {
    expect([ca.ca, ca.verify(ca.publicKey), ca.checkPrivateKey(createPrivateKey(authority.key))]).toEqual([
      true,
      true,
      true,
    ]);
    const years = (Date.parse(ca.validTo) - Date.now()) / (365.25 * DAY_MS);
    expect(years).toBeGreaterThan(9.9);
    expect(years).toBeLessThan(10.1);
    const { extensions } = new Certificate(authority.certificate);
    expect(extensions.filter(e => e.critical).map(e => e.type)).toEqual(['2.5.29.19', '2.5.29.15', '2.5.29.30']);
    expect(ca.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  test('When it is shown to others, then its name tells it from another one, and nothing of the user or the machine', async () => {
    const other = new X509Certificate((await makeAuthority()).certificate);
    expect(ca.subject).toMatch(
      /^CN=sims-id-harness development CA [0-9a-f]{8}\nO=sims-id-harness \(this machine only\)$/,
    );
    expect(other.subject).not.toBe(ca.subject);
  });
});

describe('a certificate of it', () => {
  test('When it is issued, then it names this machine and the hosts of the vendor, for 397 days at most [HOST-01, HOST-02, HOST-05, HOST-06]', async () => {
    const leaf = new X509Certificate((await issueLeaf(authority, USUAL_NAMES)).certificate);
    expect(leaf.subjectAltName?.split(', ')).toEqual([
      'DNS:localhost',
      'IP Address:127.0.0.1',
      'IP Address:0:0:0:0:0:0:0:1',
      'DNS:sts.sims.co.uk',
      'DNS:rap.sims.co.uk',
      'DNS:simsid-partner-stsserver.azurewebsites.net',
      'DNS:simsid-partner-rapapi.azurewebsites.net',
    ]);
    expect([leaf.ca, leaf.checkIssued(ca), leaf.verify(ca.publicKey)]).toEqual([false, true, true]);
    const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY_MS;
    expect(days).toBeGreaterThan(390);
    expect(days).toBeLessThanOrEqual(397);
  });

  test('When the CA ends before that, then so does the certificate', async () => {
    const short = await makeAuthority({ from: Date.now() - DAY_MS, to: Date.now() + 5 * DAY_MS });
    const leaf = new X509Certificate((await issueLeaf(short, USUAL_NAMES)).certificate);
    expect(leaf.validTo).toBe(new X509Certificate(short.certificate).validTo);
  });

  test.each([
    'example.com',
    'sims.co.uk',
    'evil.sts.sims.co.uk',
    'oneroster.sims.co.uk',
    'simsid-partner-oneroster.azurewebsites.net',
    'sts.sims.co.uk.example.com',
    '*.sims.co.uk',
    '*',
    '10.0.0.1',
    '128.0.0.1',
    '127.0.0.1.example.com',
    '0.0.0.0',
    '::2',
    '::ffff:127.0.0.1',
    'LOCALHOST',
    '',
  ])('When it is wanted for "%s", then it is refused', async host => {
    await expect(issueLeaf(authority, ['localhost', host])).rejects.toMatchObject({
      code: 'HARNESS_TLS_HOST',
      message: expect.stringContaining(`"${host}"`),
    });
  });
});

/** What somebody could make who had stolen the key: none of our code is asked. */
async function stolen(hosts: readonly string[]): Promise<KeyAndCertificate> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const keys = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const pkcs8 = createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' });
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=stolen',
    issuer: new Certificate(authority.certificate).subjectName,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    publicKey: keys.publicKey,
    signingKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, curve, false, ['sign']),
    extensions: [new SubjectAlternativeNameExtension(hosts.map(value => ({ type: 'dns', value })))],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    certificate: certificate.toString('pem'),
  };
}

describe('a stolen key', () => {
  test('When a certificate for another host is made with it, then a client that trusts the CA refuses it', async () => {
    const seen = [];
    for (const host of ['login.microsoftonline.com', 'sts.sims.co.uk']) {
      const { key, certificate } = await stolen([host]);
      const server = createServer({ key, cert: certificate }).listen(0);
      afterAll(() => server.close());
      const { port } = server.address() as { port: number };
      const met = await handshake(`https://127.0.0.1:${port}`, { ca: authority.certificate, servername: host });
      seen.push(typeof met === 'string' ? met : 'trusted');
      if (typeof met !== 'string') met.destroy();
    }
    expect(seen).toEqual(['permitted subtree violation', 'trusted']);
  });

  test('When OpenSSL is asked, then it says the same', async () => {
    const folder = tempFolder();
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const caFile = file('ca.pem', authority.certificate);
    const verify = (pem: string) => execFileSync('openssl', ['verify', '-CAfile', caFile, pem], { stdio: 'pipe' });
    const ours = file('ours.pem', (await issueLeaf(authority, USUAL_NAMES)).certificate);
    expect(String(verify(ours))).toContain('OK');
    const theirs = file('theirs.pem', (await stolen(['example.com'])).certificate);
    expect(() => verify(theirs)).toThrow(/permitted subtree violation/);
  });
});
