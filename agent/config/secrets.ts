// What must not leak, and how it could before the first request: the vendor secret, the files it stands in, an unsafe process.
import { X509Certificate } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { ConfigurationError, systemCode } from '../errors.js';
import { Secret } from '../secret.js';
import { howToClose } from '../vault/files/durable.js';
import type { KeySource } from '../vault/key-source.js';
import { type Environment, settings } from './settings.js';

/** The vendor secret, by variable or file. Throws ConfigurationError. */
export function clientSecretIn(env: Environment): Secret {
  const { SIMS_CLIENT_SECRET: plain, SIMS_CLIENT_SECRET_FILE: file } = env;
  if (plain && file)
    throw new ConfigurationError(
      'SIMS_CLIENT_SECRET and SIMS_CLIENT_SECRET_FILE are both set. Drop SIMS_CLIENT_SECRET, if the file is right.',
    );
  const text = plain || (file && secretIn(file, env['CREDENTIALS_DIRECTORY']));
  if (!text)
    throw new ConfigurationError(
      'The vendor secret is not set. Set SIMS_CLIENT_SECRET, or SIMS_CLIENT_SECRET_FILE to a file that holds it.',
    );
  if (/[\r\n]/.test(text))
    throw new ConfigurationError(
      `The vendor secret holds a line end. Take it out of ${plain ? 'SIMS_CLIENT_SECRET' : 'the file of SIMS_CLIENT_SECRET_FILE'}; a file with Windows line ends leaves one on every line.`,
    );
  return new Secret(text);
}

/** One newline at the end is the editor's, and so is a byte order mark; everything else is the secret's. */
function secretIn(file: string, credentials: string | undefined): string {
  const text = readText(file, 'SIMS_CLIENT_SECRET_FILE');
  // systemd grants a service's user its credential by an ACL, which shows as a group bit.
  const open = credentials && dirname(resolve(file)) === resolve(credentials) ? 0o007 : 0o077;
  const found = statSync(file);
  if (process.platform !== 'win32' && found.mode & open) {
    const target = realpathSync(file);
    throw new ConfigurationError(`SIMS_CLIENT_SECRET_FILE: ${target} is open to others. ${howToClose(target, found)}`);
  }
  return text.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
}

/** PEM, one certificate or several; refused here rather than as a riddle of the first connection. */
export function certificatesIn(file: string): string {
  const text = readText(file, settings.caFile.env);
  try {
    new X509Certificate(text);
    return text;
  } catch (cause) {
    throw new ConfigurationError(
      `SIMS_CA_FILE: ${file} holds no certificate in PEM form. Give the CA's own certificate, "-----BEGIN CERTIFICATE-----" and so on.`,
      { cause },
    );
  }
}

export function readText(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(
      `${setting}: ${file} cannot be read (${systemCode(cause)}). Check the path and its rights.`,
      { cause },
    );
  }
}

/** Options of Node that write the environment, the memory or the traffic of a process to a file or to stderr (S6). */
const tellsAll =
  /--(report-on-signal|report-on-fatalerror|report-uncaught-exception|heapsnapshot-signal|heapsnapshot-near-heap-limit|heap-prof|tls-keylog|trace-tls)(?![a-z-])/;

/** Refuses to start where secrets could be seen (S5). Throws ConfigurationError. */
export function refuseUnsafe(env: Environment): void {
  // Node takes underscores for dashes.
  const options = `${env['NODE_OPTIONS'] ?? ''} ${process.execArgv.join(' ')}`.replaceAll('_', '-');
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    throw new ConfigurationError(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off. Unset it; trust a private CA by SIMS_CA_FILE.',
    );
  if (env['NODE_DEBUG']) throw new ConfigurationError('NODE_DEBUG prints requests with their credentials. Unset it.');
  if (/--inspect/.test(options))
    throw new ConfigurationError('A debugger can read every secret. Start without --inspect.');
  const [tells] = tellsAll.exec(options) ?? [];
  if (tells)
    throw new ConfigurationError(
      `${tells} writes down what this process holds, secrets and all. Take it out of NODE_OPTIONS, or off the command line.`,
    );
}

/** A key beside what it locks is none. */
export function refuseInside(stateDir: string, { file }: KeySource): void {
  const inside = file === undefined ? '..' : relative(stateDir, file);
  if (!inside.startsWith('..') && !isAbsolute(inside))
    throw new ConfigurationError(
      `The key ${file} lies inside the state folder, beside what it locks. Keep it elsewhere (SIMS_AGENT_KEY=file:<path>).`,
    );
}
