// The forms in which a secret may slip out.
import { createHash } from 'node:crypto';

/** A secret that occurs nowhere by chance; a key is given as its bytes. */
export type Canary = {
  readonly name: string;
  readonly value: string | Buffer;
  /** Only the whole of it opens anything, as with a token: its ends and its hashes are harmless. */
  readonly wholeOnly?: boolean;
};

export type Encoding = string;
export const CLEAR: Encoding = 'raw';

/** Bytes that give a secret away. */
export type Needle = {
  readonly encoding: Encoding;
  readonly shows: 'whole' | 'part' | 'hash';
  readonly bytes: Buffer;
  /** Written in any letter case; `bytes` are lower case then. */
  readonly anyCase: boolean;
};

/** A needle shorter than this turns up by chance. */
const SHORTEST = 6;

/** Every needle of a secret, the plainest first. */
export function needlesOf({ value, wholeOnly = false }: Canary): readonly Needle[] {
  const bytes = Buffer.from(value);
  const whole = [...wholeOf(bytes), ...(typeof value === 'string' ? ofText(value) : [])];
  const all = wholeOnly ? whole : [...whole, ...partsOf(bytes), ...hashesOf(bytes)];
  return all.filter(needle => needle.bytes.length >= SHORTEST);
}

type Shows = Needle['shows'];
const exact = (encoding: Encoding, bytes: Buffer | string, shows: Shows = 'whole'): Needle => ({
  encoding,
  shows,
  bytes: Buffer.from(bytes),
  anyCase: false,
});
const loose = (encoding: Encoding, text: string, shows: Shows = 'whole'): Needle => ({
  encoding,
  shows,
  bytes: lowered(Buffer.from(text)),
  anyCase: true,
});

/** The letters of ASCII in lower case, every other byte as it is: what text of any encoding can bear. */
export function lowered(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  for (let at = 0; at < bytes.length; at++) out[at] = LOWER[bytes[at] ?? 0] ?? 0;
  return out;
}

const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

function* wholeOf(bytes: Buffer): Generator<Needle> {
  yield exact(CLEAR, bytes);
  yield loose('hex', bytes.toString('hex'));
  yield* inBase64('base64', bytes);
}

function* partsOf(bytes: Buffer): Generator<Needle> {
  yield exact('its first 8', bytes.subarray(0, 8), 'part');
  yield exact('its last 8', bytes.subarray(-8), 'part');
}

function* hashesOf(bytes: Buffer): Generator<Needle> {
  for (const algorithm of ['md5', 'sha1', 'sha256']) {
    const digest = createHash(algorithm).update(bytes).digest();
    yield loose(algorithm, digest.toString('hex'), 'hash');
    yield exact(algorithm, digest.toString('base64').replace(/=+$/, ''), 'hash');
    yield exact(algorithm, digest.toString('base64url'), 'hash');
    yield exact(algorithm, digest, 'hash');
  }
}

/** What is the same however the text around it falls into groups of three; with and without padding, both alphabets. */
function* inBase64(encoding: Encoding, bytes: Buffer): Generator<Needle> {
  for (const shift of [0, 1, 2]) {
    const all = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const text = all.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + bytes.length) * 4) / 3));
    yield exact(encoding, text);
    yield exact(encoding, text.replaceAll('+', '-').replaceAll('/', '_'));
  }
}

function* ofText(text: string): Generator<Needle> {
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const bytewise = [...Buffer.from(text)].map(byte => `%${hex(byte, 2)}`).join('');
  for (const each of [encodeURIComponent(text), form, bytewise]) {
    yield loose('percent', each);
    yield loose('percent twice', encodeURIComponent(each));
    yield* inBase64('base64 of percent', Buffer.from(each));
  }
  const json = JSON.stringify(text).slice(1, -1);
  for (const each of [json, json.replaceAll('/', '\\/')]) yield exact('JSON', each);
  const escaped = (code: number) => `\\u${hex(code, 4)}`;
  yield loose('JSON', lettersOf(text, escaped));
  yield loose('JSON', signsOf(text, escaped));
  yield* ofHtml(text);
  yield exact('UTF-16LE', Buffer.from(text, 'utf16le'));
  yield exact('UTF-16BE', Buffer.from(text, 'utf16le').swap16());
}

function* ofHtml(text: string): Generator<Needle> {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const named = [...text].map(each => names[each] ?? each).join('');
  for (const each of [named, named.replaceAll("'", '&#39;'), named.replaceAll("'", '&apos;')])
    yield exact('HTML', each);
  for (const entity of [(code: number) => `&#${code};`, (code: number) => `&#x${hex(code, 1)};`]) {
    yield loose('HTML', lettersOf(text, entity));
    yield loose('HTML', signsOf(text, entity));
  }
}

type Write = (code: number) => string;
const codeOf = (letter: string): number => letter.codePointAt(0) ?? 0;
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
const lettersOf = (text: string, write: Write): string => [...text].map(each => write(codeOf(each))).join('');
/** Letters and digits as they are, all else written another way. */
const signsOf = (text: string, write: Write): string =>
  [...text].map(each => (/\w/.test(each) ? each : write(codeOf(each)))).join('');
