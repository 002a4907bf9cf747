import { createHash, createHmac } from 'node:crypto';

type Way = { readonly tells: string; readonly of: (probeKey: string, secret: string) => readonly string[] };

const bytesOf = (probeKey: string) => Buffer.from(probeKey, 'hex');
const hmac = (key: string | Buffer, text: string | Buffer, algorithm = 'sha256') =>
  createHmac(algorithm, key).update(text);
const sha256 = (...parts: readonly (string | Buffer)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** What people make of a fingerprint when they get it wrong, each with the mend. */
const WAYS: readonly Way[] = [
  { tells: 'it is the secret itself, which must not leave the agent', of: (_, secret) => [secret] },
  {
    tells: 'SIMS_PROBE_KEY was used as text: it is hex, so turn it into its 32 bytes first',
    of: (key, secret) => [hmac(key, secret).digest('hex'), hmac(key.toUpperCase(), secret).digest('hex')],
  },
  { tells: 'it is a plain SHA-256 of the secret, without the key', of: (_, secret) => [sha256(secret)] },
  {
    tells: 'it is in base64: write it in hex',
    of: (key, secret) =>
      [bytesOf(key), key].flatMap(k => [hmac(k, secret).digest('base64'), hmac(k, secret).digest('base64url')]),
  },
  {
    tells: 'the key and the secret have changed places',
    of: (key, secret) => [hmac(secret, key).digest('hex'), hmac(secret, bytesOf(key)).digest('hex')],
  },
  {
    tells: 'it is a SHA-256 of key and secret one after the other, and no HMAC',
    of: (key, secret) => [
      sha256(bytesOf(key), secret),
      sha256(key, secret),
      sha256(secret, bytesOf(key)),
      sha256(secret, key),
    ],
  },
  {
    tells: 'the secret was turned into bytes as UTF-16: use UTF-8',
    of: (key, secret) => [hmac(bytesOf(key), Buffer.from(secret, 'utf16le')).digest('hex')],
  },
  {
    tells: 'a line end was added to the secret',
    of: (key, secret) => ['\n', '\r\n'].map(end => hmac(bytesOf(key), secret + end).digest('hex')),
  },
  {
    tells: 'it was made with another hash: use SHA-256',
    of: (key, secret) =>
      ['sha1', 'sha512', 'md5', 'sha384'].map(other => hmac(bytesOf(key), secret, other).digest('hex')),
  },
];

/**
 * How fingerprints were made that should have been HMAC-SHA-256 of the secret (UTF-8) under SIMS_PROBE_KEY (bytes), in hex:
 * undefined where one of them is right, or none is of any way we know.
 */
export function wrongWay(
  fingerprints: readonly string[],
  secrets: readonly string[],
  probeKey: string,
): string | undefined {
  const seen = new Set(fingerprints.flatMap(each => [each, each.toLowerCase()]));
  if (secrets.some(secret => seen.has(hmac(bytesOf(probeKey), secret).digest('hex')))) return undefined;
  return WAYS.find(({ of }) => secrets.some(secret => of(probeKey, secret).some(each => seen.has(each))))?.tells;
}
