/** The text of a file that a person wrote, without a byte order mark; undefined for UTF-16, as some editors and shells on Windows write it. */
export function textIn(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Without a mark the zeros tell: both YAML and JSON begin with a letter of ASCII.
  if (isUtf16 || first === 0 || second === 0) return undefined;
  return new TextDecoder().decode(bytes);
}
