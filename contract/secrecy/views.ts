// What there is to read in some bytes.
import { constants, gunzipSync, inflateRawSync } from 'node:zlib';

export type View = {
  readonly bytes: Buffer;
  /** How one comes to it, to follow a sentence: `, in gzip`. */
  readonly how: string;
};

/** The bytes as they are, without their line ends, without their zeros, and what is packed in them, in two layers. */
export function* viewsOf(bytes: Buffer, depth = 2, how = ''): Generator<View> {
  yield { bytes, how };
  const joined = withoutBreaks(bytes);
  if (joined.length !== bytes.length) yield { bytes: joined, how: `${how}, split over lines` };
  const narrow = withoutZeros(bytes);
  if (narrow) yield { bytes: narrow, how: `${how}, in UTF-16` };
  if (depth === 0) return;
  for (const [kind, packed] of packedIn(bytes)) yield* viewsOf(packed, depth - 1, `${how}, in ${kind}`);
}

const [NEWLINE, RETURN, BACKSLASH, LETTER_N] = [10, 13, 92, 110];

/** Without line ends, and without those that JSON writes as `\n`. */
function withoutBreaks(bytes: Buffer): Buffer {
  if (!bytes.includes(NEWLINE) && !bytes.includes('\\n')) return bytes;
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (byte === NEWLINE || (byte === RETURN && next === NEWLINE)) continue;
    if (byte === BACKSLASH && next === LETTER_N) at += 1;
    else out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** Text in UTF-16, as some shells and databases write it, has a zero in every second place. */
function withoutZeros(bytes: Buffer): Buffer | undefined {
  let zeros = 0;
  for (const byte of bytes) if (byte === 0) zeros += 1;
  return zeros * 4 > bytes.length ? (bytes.filter(byte => byte !== 0) as Buffer) : undefined;
}

/** An archive that was cut is read as far as it goes; one with something behind it has no end of its own. */
const TORN = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 };

function* packedIn(bytes: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = bytes.indexOf('1f8b08', 0, 'hex'); at >= 0; at = bytes.indexOf('1f8b08', at + 1, 'hex'))
    for (const open of [
      () => gunzipSync(bytes.subarray(at), TORN),
      () => inflateRawSync(bytes.subarray(at + 10), TORN),
    ])
      yield* attempt('gzip', open);
  for (let at = bytes.indexOf('PK\x03\x04'); at >= 0; at = bytes.indexOf('PK\x03\x04', at + 1))
    yield* attempt('zip', () => {
      const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
      return inflateRawSync(bytes.subarray(start), TORN);
    });
}

function* attempt(kind: string, open: () => Buffer): Generator<readonly [string, Buffer]> {
  try {
    yield [kind, open()];
  } catch {
    // Those bytes only looked like the beginning of an archive.
  }
}
