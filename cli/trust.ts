import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { developmentCa, didYouMean } from '../mock-server/index.js';
import { type Options, readCommandLine, type Typed } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { helpText } from './help.js';
import { paint, type Terminal, terminalOn } from './terminal.js';
import { namedAs, wayAsText } from './trust-text.js';
import { WAYS, type Way } from './trust-ways.js';
import { UsageError } from './usage-error.js';
import { whyNot } from './why-not.js';

const OPTIONS: Options = {
  print: { kind: 'flag', says: 'The certificate itself, and nothing else: for a pipe.' },
  'java-truststore': { kind: 'text', value: '<file>', says: 'Write a truststore for Java (PKCS#12, no password).' },
  renew: { kind: 'flag', says: 'A new CA in place of the one there is: what trusts the old one must be told.' },
  help: { kind: 'flag', says: 'This text.' },
};

const HELP = helpText({
  usage: `sims-harness trust [${WAYS.map(({ id }) => id).join('|')} …] [options]`,
  says: 'Makes the development CA of this user where there is none, and tells how to trust it, everywhere or there.',
  options: OPTIONS,
  examples: [
    'sims-harness trust node python',
    'sims-harness trust --print > ca.pem',
    'sims-harness trust --java-truststore sims-truststore.p12',
  ],
});

/** `sims-harness trust`: the CA file, and how to trust it. */
export async function trust(argv: readonly string[]): Promise<number> {
  const typed = readCommandLine(argv, OPTIONS);
  const out = terminalOn(process.stdout, process.env);
  if (typed.given['help']) {
    out.line(HELP);
    return EXIT.fine;
  }
  const ways = waysIn(typed);
  const { renew, print, 'java-truststore': store } = typed.given;
  const room = await developmentCa();
  const folder = room.authorityFolder(process.env);
  const { caFile, certificate } = renew === true ? await room.renewAuthority(folder) : await room.openAuthority(folder);
  if (typeof store === 'string') writeTruststore(store, await room.javaTruststore(certificate));
  if (print === true) {
    process.stdout.write(certificate);
    return EXIT.fine;
  }
  const named = typeof store === 'string' ? [`Written: ${store}`] : [];
  for (const line of [...named, ...about(out, caFile, certificate)]) out.line(line);
  if (renew === true) out.line(paint(out, 'yellow', RENEWED));
  if (typeof store !== 'string') tell(out, ways, caFile, certificate);
  return EXIT.fine;
}

const RENEWED = '\nThis is a new CA: start running harnesses again, and trust it wherever the old one was trusted.';

function waysIn({ words, given }: Typed): readonly Way[] {
  const unknown = words.find(word => !WAYS.some(({ id }) => id === word));
  const ids = WAYS.map(({ id }) => id);
  if (unknown !== undefined)
    throw new UsageError(`trust knows no "${unknown}".${didYouMean(unknown, ids)} It knows: ${ids.join(', ')}.`);
  if (given['print'] === true && given['java-truststore'] !== undefined)
    throw new UsageError('Give --print or --java-truststore, not both.');
  return words.length === 0 ? WAYS : WAYS.filter(({ id }) => words.includes(id));
}

function about(out: Terminal, caFile: string, certificate: string): string[] {
  const { name, fingerprint256, validTo } = read(certificate);
  return [
    `The development CA of this user: ${paint(out, 'bold', caFile)}`,
    `  ${name}, good until ${new Date(validTo).toISOString().slice(0, 10)}`,
    `  SHA-256 ${fingerprint256}`,
    '  It is bound to this machine (localhost, 127.0.0.0/8, ::1) and to the hosts of the vendor that are imitated, and can',
    '  vouch for no other. Its key lies beside it, for you alone: never copy that one.',
  ];
}

function read(certificate: string) {
  const { subject, fingerprint256, validTo } = new X509Certificate(certificate);
  return { name: /^CN=(.*)$/m.exec(subject)?.[1] ?? '', fingerprint256, validTo };
}

function tell(out: Terminal, ways: readonly Way[], caFile: string, certificate: string): void {
  const named = namedAs(caFile, read(certificate).name);
  for (const way of ways) {
    const [title = '', ...lines] = wayAsText(way, named);
    out.line();
    out.line(paint(out, 'bold', title));
    for (const line of lines) out.line(line.startsWith('    ') ? paint(out, 'cyan', line) : line);
  }
}

/** What is there already stays, unless it is the very same: it may hold somebody's own certificates. */
function writeTruststore(file: string, bytes: Buffer): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx', mode: 0o644 });
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (taken && isSame(file, bytes)) return;
    const why = taken ? 'something else is there. Delete it or name another file' : whyNot(error);
    throw new UsageError(`--java-truststore ${file} cannot be written: ${why}.`);
  }
}

function isSame(file: string, bytes: Buffer): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}
