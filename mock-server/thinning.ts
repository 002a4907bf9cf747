/** So many of a kind are told one by one: what a person does by hand is never left out. */
const FIRST = 5;
const WITHIN_MS = 1000;
/** Kinds that are counted at a time; further ones are told as they come. */
const MOST_KINDS = 100;

/**
 * Tells messages on, but of a flood of equal ones only the first few, and once the second is over how many more there
 * were.
 */
export function createThinning(tell: (message: string) => void): (message: string) => void {
  const counts = new Map<string, number>();
  const settle = (message: string) => {
    const more = (counts.get(message) ?? 0) - FIRST;
    counts.delete(message);
    if (more > 0) tell(`${message} (and ${more} more like this within a second)`);
  };
  return message => {
    const count = (counts.get(message) ?? 0) + 1;
    if (count > 1 || counts.size < MOST_KINDS) counts.set(message, count);
    // A program that has nothing else to do need not stay for it.
    if (count === 1 && counts.has(message)) setTimeout(settle, WITHIN_MS, message).unref();
    if (count <= FIRST) tell(message);
  };
}
