/** A text as one word of a POSIX shell: in single quotes nothing is special but the single quote itself. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
