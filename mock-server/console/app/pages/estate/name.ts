/** Characters: longer than any real name, short enough for every place that shows it. */
const LONGEST_NAME = 200;
/** Characters of a name in a sentence. */
const LONGEST_SAID = 60;

/** Why a school cannot be called so; undefined where it can. Pure. */
export function nameTrouble(name: string): string | undefined {
  const length = [...name].length;
  if (length <= LONGEST_NAME) return undefined;
  return `A name has at most ${LONGEST_NAME} characters, and this one has ${length}: shorten it.`;
}

/** A name as sentences say it: a long one is cut. */
export function said(name: string): string {
  const letters = [...name];
  return letters.length <= LONGEST_SAID ? name : `${letters.slice(0, LONGEST_SAID - 1).join('')}…`;
}
