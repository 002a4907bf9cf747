// Looks for secrets in whatever a program left or said, in every encoding a secret might slip out in.
import { createHash } from 'node:crypto';
import { constants, gunzipSync, inflateRawSync } from 'node:zlib';

/** A secret that occurs nowhere by chance; a key is given as its bytes. */
export type Canary = { readonly name: string; readonly value: string | Buffer };
/** Something to search: a file, an output, an answer. */
export type Place = { readonly name: string; readonly bytes: Buffer };

type Needle = { readonly encoding: string; readonly text: string; readonly anyCase: boolean };

/** Every find as `<canary> as <encoding> in <place>`; empty when there is none. */
export function findLeaks(canaries: readonly Canary[], places: readonly Place[]): readonly string[] {
  const needles = canaries.map(({ name, value }) => ({ name, needles: needlesOf(value) }));
  const found = new Set<string>();
  for (const place of places)
    for (const view of viewsOf(place.bytes, 2)) {
      const folded = view.text.toLowerCase();
      for (const canary of needles)
        for (const { encoding, text, anyCase } of canary.needles)
          if (anyCase ? folded.includes(text) : view.text.includes(text))
            found.add(`${canary.name} as ${encoding}${view.how} in ${place.name}`);
    }
  return [...found];
}

type View = { readonly text: string; readonly how: string };

/** The bytes as they are, without their line ends, and what is packed in them. */
function* viewsOf(bytes: Buffer, depth: number, how = ''): Generator<View> {
  const text = bytes.toString('latin1');
  yield { text, how };
  const joined = text.replace(/\r?\n|\\n/g, '');
  if (joined.length !== text.length) yield { text: joined, how: `${how}, split over lines` };
  if (depth === 0) return;
  for (const [kind, packed] of packedIn(bytes)) yield* viewsOf(packed, depth - 1, `${how}, in ${kind}`);
}

/** An archive that was cut is read as far as it goes; one with something behind it has no end of its own. */
const torn = { finishFlush: constants.Z_SYNC_FLUSH };

function* packedIn(bytes: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = bytes.indexOf('1f8b08', 0, 'hex'); at >= 0; at = bytes.indexOf('1f8b08', at + 1, 'hex'))
    for (const open of [
      () => gunzipSync(bytes.subarray(at), torn),
      () => inflateRawSync(bytes.subarray(at + 10), torn),
    ])
      yield* attempt('gzip', open);
  for (let at = bytes.indexOf('PK\x03\x04'); at >= 0; at = bytes.indexOf('PK\x03\x04', at + 1))
    yield* attempt('zip', () => {
      const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
      return inflateRawSync(bytes.subarray(start), torn);
    });
}

function* attempt(kind: string, open: () => Buffer): Generator<readonly [string, Buffer]> {
  try {
    yield [kind, open()];
  } catch {
    // those bytes only looked like the beginning of an archive
  }
}

const shortest = 6;

function needlesOf(value: string | Buffer): readonly Needle[] {
  const bytes = Buffer.from(value);
  const needles = [...ofBytes(bytes), ...(typeof value === 'string' ? ofText(value) : [])];
  return needles.filter(({ text }) => text.length >= shortest);
}

const exact = (encoding: string, text: string): Needle => ({ encoding, text, anyCase: false });
const loose = (encoding: string, text: string): Needle => ({ encoding, text: text.toLowerCase(), anyCase: true });
const latin1 = (bytes: Buffer): string => bytes.toString('latin1');
/** Text as the bytes of a file show it. */
const asUtf8 = (text: string): string => latin1(Buffer.from(text));

function* ofBytes(bytes: Buffer): Generator<Needle> {
  yield exact('raw', latin1(bytes));
  yield exact('its first 8', latin1(bytes.subarray(0, 8)));
  yield exact('its last 8', latin1(bytes.subarray(-8)));
  yield loose('hex', bytes.toString('hex'));
  yield* inBase64('base64', bytes);
  for (const algorithm of ['md5', 'sha1', 'sha256']) {
    const digest = createHash(algorithm).update(bytes).digest();
    yield loose(algorithm, digest.toString('hex'));
    yield exact(algorithm, digest.toString('base64').replace(/=+$/, ''));
    yield exact(algorithm, digest.toString('base64url'));
  }
}

/** What is the same however the text around it falls into groups of three; with and without padding, both alphabets. */
function* inBase64(encoding: string, bytes: Buffer): Generator<Needle> {
  for (const shift of [0, 1, 2]) {
    const all = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const text = all.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + bytes.length) * 4) / 3));
    yield exact(encoding, text);
    yield exact(encoding, text.replaceAll('+', '-').replaceAll('/', '_'));
  }
}

function* ofText(text: string): Generator<Needle> {
  const percent = encodeURIComponent(text);
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const all = [...Buffer.from(text)];
  for (const each of [percent, form, mapped(all, code => `%${hex(code, 2)}`)]) {
    yield loose('percent', each);
    yield loose('percent twice', encodeURIComponent(each));
    yield* inBase64('base64 of percent', Buffer.from(each));
  }
  const json = JSON.stringify(text).slice(1, -1);
  for (const each of [json, json.replaceAll('/', '\\/')]) yield exact('JSON', asUtf8(each));
  yield loose(
    'JSON',
    mapped([...text].map(codeOf), code => `\\u${hex(code, 4)}`),
  );
  yield loose('JSON', [...text].map(each => (/\w/.test(each) ? each : `\\u${hex(codeOf(each), 4)}`)).join(''));
  yield* ofHtml(text);
  yield exact('UTF-16LE', latin1(Buffer.from(text, 'utf16le')));
  yield exact('UTF-16BE', latin1(Buffer.from(text, 'utf16le').swap16()));
}

function* ofHtml(text: string): Generator<Needle> {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const named = [...text].map(each => names[each] ?? each).join('');
  for (const each of [named, named.replaceAll("'", '&#39;'), named.replaceAll("'", '&apos;')])
    yield exact('HTML', asUtf8(each));
  for (const entity of [(code: number) => `&#${code};`, (code: number) => `&#x${hex(code, 1)};`]) {
    yield loose('HTML', mapped([...text].map(codeOf), entity));
    yield loose('HTML', [...text].map(each => (/\w/.test(each) ? each : entity(codeOf(each)))).join(''));
  }
}

const codeOf = (letter: string): number => letter.codePointAt(0) ?? 0;
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
const mapped = (codes: readonly number[], write: (code: number) => string): string => codes.map(write).join('');
