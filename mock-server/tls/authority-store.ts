import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.js';
import { dataFolder, makeFolder } from '../key-store.js';
import { isBoundToOurNames, type KeyAndCertificate, makeAuthority } from './certificates.js';

/** The CA, and the file with its certificate alone: what clients are told to trust. */
export type Authority = KeyAndCertificate & { readonly caFile: string };

/** Where a user's own CA is kept. */
export function authorityFolder(env: NodeJS.ProcessEnv): string {
  return join(dataFolder(env), 'tls');
}

const AGAIN = 'Run: sims-harness trust --renew (and trust the new one wherever the old one was trusted)';

/**
 * The development CA of a folder, made there when there is none. Key and certificate are one file, so that nobody ever
 * meets the one without the other.
 * @throws HarnessError when it is damaged, lost, over, open to others or for other hosts: whatever trusts it would break or
 * be in danger, so a person decides to replace it.
 */
export async function openAuthority(folder: string): Promise<Authority> {
  const file = fileIn(folder);
  // Looked for first: whoever makes a CA at this moment writes this file last.
  const wasTrusted = await isThere(caFileIn(folder));
  const kept = await read(file);
  if (kept !== undefined) return published(folder, checked(file, kept));
  if (wasTrusted) throw broken(file, 'is gone, and its certificate is still there for others to trust');
  return published(folder, await keepFirst(folder, file));
}

/**
 * The development CA of a folder as it is, for whoever only wants to look: undefined where none was made yet, and nothing is
 * written. @throws HarnessError as openAuthority does.
 */
export async function readAuthority(folder: string): Promise<Authority | undefined> {
  const [file, caFile] = [fileIn(folder), caFileIn(folder)];
  const kept = await read(file);
  if (kept !== undefined) return { ...checked(file, kept), caFile };
  if (await isThere(caFile)) throw broken(file, 'is gone, and its certificate is still there for others to trust');
  return undefined;
}

/** A new CA in place of whatever was there. A harness that is running keeps the old one until it is started again. */
export async function renewAuthority(folder: string): Promise<Authority> {
  const made = await makeAuthority();
  await written(folder, async () => {
    await makeFolder(folder);
    await replace(fileIn(folder), bundle(made), 0o600);
  });
  return published(folder, made);
}

function fileIn(folder: string): string {
  return join(folder, 'authority.pem');
}

function caFileIn(folder: string): string {
  return join(folder, 'ca.pem');
}

/** What cannot be looked at is left to whoever reads or writes it. */
async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Undefined when there is none yet. */
async function read(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    await refuseOpen(file);
    return text;
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new HarnessError(
      'HARNESS_CA_FOLDER',
      `The development CA ${file} cannot be read (${code}). Check who may open it, or set XDG_DATA_HOME to another folder.`,
      { cause: error },
    );
  }
}

/** A key that others could read may have been read: closing the file now would not mend that. */
async function refuseOpen(file: string): Promise<void> {
  if (process.platform === 'win32' || ((await stat(file)).mode & 0o077) === 0) return;
  throw new HarnessError(
    'HARNESS_CA_OPEN',
    `The key of the development CA ${file} can be read by others on this machine, so it may be known. ${AGAIN}.`,
  );
}

function checked(file: string, text: string): KeyAndCertificate {
  const pair = pairIn(text);
  if (!pair) throw broken(file, 'is damaged');
  if (Date.parse(new X509Certificate(pair.certificate).validTo) - Date.now() < LEAST_LEFT_MS)
    throw broken(file, 'has come to its end');
  if (!isBoundToOurNames(pair.certificate)) throw broken(file, 'was made for other hosts');
  return pair;
}

/** Less would leave no certificate worth starting with. */
const LEAST_LEFT_MS = 86_400_000;

function broken(file: string, what: string): HarnessError {
  return new HarnessError('HARNESS_CA_BROKEN', `The development CA ${file} ${what}. ${AGAIN}.`);
}

/** Undefined for what is no key with the certificate that belongs to it. */
function pairIn(text: string): KeyAndCertificate | undefined {
  const [, key, certificate] = BUNDLE.exec(text) ?? [];
  if (key === undefined || certificate === undefined) return undefined;
  try {
    const { ca, checkPrivateKey } = new X509Certificate(certificate);
    const belongs = checkPrivateKey.call(new X509Certificate(certificate), createPrivateKey(key));
    return ca && belongs ? { key, certificate } : undefined;
  } catch {
    return undefined;
  }
}

const BUNDLE =
  /^(-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n)(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n)$/;

function bundle({ key, certificate }: KeyAndCertificate): string {
  return key + certificate;
}

/** By link, which fails where a file is already: of two harnesses starting at once, both use what the first one made. */
async function keepFirst(folder: string, file: string): Promise<KeyAndCertificate> {
  const made = await makeAuthority();
  return written(folder, async () => {
    await makeFolder(folder);
    const draft = draftOf(file);
    await writeFile(draft, bundle(made), { mode: 0o600, flag: 'wx' });
    try {
      await link(draft, file);
      return made;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST' && !NO_LINKS.includes(code ?? '')) throw error;
      // Where the file system knows no links, the last of two wins, and both read what is there then.
      if (code !== 'EEXIST') await rename(draft, file);
      return checked(file, (await read(file)) ?? '');
    } finally {
      await rm(draft, { force: true });
    }
  });
}

const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** The certificate alone, for everybody to read; written again wherever it is missing or another. */
async function published(folder: string, pair: KeyAndCertificate): Promise<Authority> {
  const caFile = caFileIn(folder);
  const there = await readFile(caFile, 'utf8').catch(() => undefined);
  if (there !== pair.certificate) await written(folder, () => replace(caFile, pair.certificate, 0o644));
  return { ...pair, caFile };
}

async function replace(file: string, text: string, mode: number): Promise<void> {
  const draft = draftOf(file);
  await writeFile(draft, text, { mode, flag: 'wx' });
  // What a umask took away is given back: the certificate is for everybody.
  await chmod(draft, mode);
  await rename(draft, file);
}

let drafts = 0;

/** A name of its own for every write: two worlds of one process may write at once. */
function draftOf(file: string): string {
  drafts += 1;
  return `${file}.${process.pid}.${drafts}`;
}

async function written<T>(folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new HarnessError(
      'HARNESS_CA_FOLDER',
      `The development CA cannot be kept in ${folder} (${why}). Set XDG_DATA_HOME to a folder that can be written to.`,
      { cause: error },
    );
  }
}
