/** Where something stands in a scenario file: the keys and list places that lead to it. */
export type Path = readonly (string | number)[];

/** Something wrong with a scenario file, as a sentence that says what to do. */
export type Problem = {
  readonly path: Path;
  /** Whether the key or the value at the path is at fault. */
  readonly at: 'key' | 'value';
  readonly message: string;
};

export const wrongKey = (path: Path, message: string): Problem => ({ path, at: 'key', message });
export const wrongValue = (path: Path, message: string): Problem => ({ path, at: 'value', message });

/** `a, b or c`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
