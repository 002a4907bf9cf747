/**
 * Joins parts so that no two different lists give the same bytes: each part is its UTF-8 length in four bytes, then the text.
 * With separators "a|b","c" would pass for "a","b|c".
 */
export function lp(...parts: readonly string[]): Buffer {
  let size = 0;
  for (const part of parts) size += 4 + Buffer.byteLength(part);
  const out = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) {
    const length = out.write(part, at + 4);
    out.writeUInt32BE(length, at);
    at += 4 + length;
  }
  return out;
}
