import 'reflect-metadata';
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';
import { describe, expect, test } from 'vitest';
import { openAuthority, renewAuthority } from '../../mock-server/tls/authority-store.js';
import { makeAuthority } from '../../mock-server/tls/certificates.js';
import { tempFolder } from '../support/command.js';

const DAY_MS = 86_400_000;
const mode = (file: string) => statSync(file).mode & 0o777;
const onPosix = test.skipIf(process.platform === 'win32');

/** A folder that holds a CA already, as this text. */
function folderWith(text: string, fileMode = 0o600): { folder: string; file: string } {
  const folder = tempFolder();
  const file = join(folder, 'authority.pem');
  writeFileSync(file, text, { mode: fileMode });
  return { folder, file };
}

describe('the CA of a user', () => {
  test('When it is opened again, then it is the one that was made first', async () => {
    const folder = join(tempFolder(), 'data', 'tls');
    const made = await openAuthority(folder);
    expect(await openAuthority(folder)).toEqual(made);
    expect(readdirSync(folder).sort()).toEqual(['authority.pem', 'ca.pem']);
  });

  onPosix('When it is made, then its key is for its owner only and its certificate for everybody', async () => {
    const folder = join(tempFolder(), 'tls');
    const { caFile } = await openAuthority(folder);
    expect([folder, join(folder, 'authority.pem'), caFile].map(mode)).toEqual([0o700, 0o600, 0o644]);
    expect(readFileSync(caFile, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n$/);
  });

  test('When many begin at once where not even the folder is, then they all use one', async () => {
    const folder = join(tempFolder(), 'data', 'sims-id-harness', 'tls');
    const all = await Promise.all(Array.from({ length: 12 }, () => openAuthority(folder)));
    expect(new Set(all.map(({ certificate }) => certificate)).size).toBe(1);
    expect(readFileSync(join(folder, 'ca.pem'), 'utf8')).toBe(all[0]?.certificate);
    expect(readdirSync(folder).sort()).toEqual(['authority.pem', 'ca.pem']);
  });

  test.each([
    ['is gone', (file: string) => rmSync(file)],
    ['is of another CA', (file: string) => writeFileSync(file, 'something else')],
  ])('When the file to trust %s, then it is written anew', async (_what, spoil) => {
    const folder = tempFolder();
    const { caFile, certificate } = await openAuthority(folder);
    spoil(caFile);
    await openAuthority(folder);
    expect(readFileSync(caFile, 'utf8')).toBe(certificate);
  });

  test('When it is lost and its certificate is still trusted, then that is said, with the mend, and nothing is changed', async () => {
    const folder = tempFolder();
    const { caFile, certificate } = await openAuthority(folder);
    rmSync(join(folder, 'authority.pem'));
    await expect(openAuthority(folder)).rejects.toMatchObject({
      code: 'HARNESS_CA_BROKEN',
      message: expect.stringMatching(/authority\.pem is gone, .* Run: sims-harness trust --renew/),
    });
    expect([readdirSync(folder), readFileSync(caFile, 'utf8')]).toEqual([['ca.pem'], certificate]);
    expect((await renewAuthority(folder)).certificate).not.toBe(certificate);
  });

  test('When it is renewed, then it is another one, also in the file to trust', async () => {
    const folder = tempFolder();
    const before = await openAuthority(folder);
    const renewed = await renewAuthority(folder);
    expect(renewed.certificate).not.toBe(before.certificate);
    expect(readFileSync(renewed.caFile, 'utf8')).toBe(renewed.certificate);
    expect(await openAuthority(folder)).toEqual(renewed);
  });
});

const good = await makeAuthority();
const other = await makeAuthority();
const whole = good.key + good.certificate;

/** A CA as other tools make them: bound to no names. */
async function unbound(): Promise<string> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const keys = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=any',
    notAfter: new Date(Date.now() + 365 * DAY_MS),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    keys,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  return `${key.export({ type: 'pkcs8', format: 'pem' })}${certificate.toString('pem')}\n`;
}

describe('a CA that cannot be used', () => {
  test.each([
    ['is empty', ''],
    ['is cut', whole.slice(0, -60)],
    ['holds no key', good.certificate],
    ["holds another CA's key", other.key + good.certificate],
    ['holds a key that is none', whole.replace(/MIG\w{10}/, 'AAAAAAAAAAAAA')],
  ])('When its file %s, then that is said, with the mend, and nothing is changed', async (_what, text) => {
    const { folder, file } = folderWith(text);
    await expect(openAuthority(folder)).rejects.toMatchObject({
      code: 'HARNESS_CA_BROKEN',
      message: expect.stringMatching(/is damaged\. Run: sims-harness trust --renew/),
    });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(['authority.pem']);
  });

  test('When it is bound to no names or to others, then it is not used: its key could do more than ours', async () => {
    const { folder } = folderWith(await unbound());
    await expect(openAuthority(folder)).rejects.toThrow(/was made for other hosts\. Run: sims-harness trust --renew/);
  });

  test('When it has come to its end, then that is said, with the mend', async () => {
    const { key, certificate } = await makeAuthority({ from: Date.now() - 9 * DAY_MS, to: Date.now() + DAY_MS / 2 });
    const { folder } = folderWith(key + certificate);
    await expect(openAuthority(folder)).rejects.toThrow(/has come to its end\. Run: sims-harness trust --renew/);
  });

  onPosix('When others may read its key, then it is refused: it may be known', async () => {
    const { folder, file } = folderWith(whole);
    chmodSync(file, 0o640);
    await expect(openAuthority(folder)).rejects.toMatchObject({
      code: 'HARNESS_CA_OPEN',
      message: expect.stringMatching(/can be read by others .* trust --renew/s),
    });
    const { certificate } = await renewAuthority(folder);
    expect(mode(file)).toBe(0o600);
    expect(new X509Certificate(certificate).ca).toBe(true);
  });

  test('When the folder cannot be made, then that is said, with the mend', async () => {
    const file = join(tempFolder(), 'a-file');
    writeFileSync(file, '');
    await expect(openAuthority(join(file, 'tls'))).rejects.toMatchObject({
      code: 'HARNESS_CA_FOLDER',
      message: expect.stringMatching(/set XDG_DATA_HOME to .*folder/i),
    });
  });

  test('When its file is a folder, then that is said', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'authority.pem'));
    await expect(openAuthority(folder)).rejects.toMatchObject({ code: 'HARNESS_CA_FOLDER' });
  });
});
