/**
 * Text of a stranger's, such as the name of a school, that can neither move a cursor nor turn the reading direction of what
 * stands around it: control letters but line end and tab, and direction marks, become U+FFFD.
 */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, letter =>
    letter === '\n' || letter === '\t' ? letter : '\ufffd',
  );
}

/** The same in one line. */
export const inOneLine = (text: string): string => harmless(text.replace(/\s+/g, ' ').trim());
