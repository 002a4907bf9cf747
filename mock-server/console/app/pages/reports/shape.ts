/** Readers of files that anybody may have written: each gives a value of its type, or throws where and what is wrong. */

export class ShapeError extends Error {
  constructor(at: string, wanted: string) {
    super(`${at === '' ? 'The file' : at} should be ${wanted}`);
    this.name = 'ShapeError';
  }
}

/** `at`: the place in the file, such as `cases[3].id`. @throws ShapeError */
export type Read<T> = (value: unknown, at: string) => T;

export const text: Read<string> = (value, at) => {
  if (typeof value === 'string') return value;
  throw new ShapeError(at, 'a text');
};

export const number: Read<number> = (value, at) => {
  if (typeof value === 'number') return value;
  throw new ShapeError(at, 'a number');
};

export const flag: Read<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value;
  throw new ShapeError(at, 'true or false');
};

export function oneOf<T extends string>(...known: readonly T[]): Read<T> {
  return (value, at) => {
    const found = known.find(each => each === value);
    if (found !== undefined) return found;
    throw new ShapeError(at, `one of ${known.join(', ')}`);
  };
}

export const orNull =
  <T>(read: Read<T>): Read<T | null> =>
  (value, at) =>
    value === null ? null : read(value, at);

export const maybe =
  <T>(read: Read<T>): Read<T | undefined> =>
  (value, at) =>
    value === undefined ? undefined : read(value, at);

export const list =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) throw new ShapeError(at, 'a list');
    return value.map((each: unknown, index) => read(each, `${at}[${index}]`));
  };

/** Any object, as it is. */
export const members: Read<Readonly<Record<string, unknown>>> = (value, at) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(at, 'an object');
  return Object.fromEntries(Object.entries(value));
};

type Readers = Readonly<Record<string, Read<unknown>>>;
type Made<R extends Readers> = { readonly [K in keyof R]: ReturnType<R[K]> };

/** An object with at least these members; what else it has is left out. */
export const record =
  <R extends Readers>(readers: R): Read<Made<R>> =>
  (value, at) => {
    const found = members(value, at);
    const made = Object.entries(readers).map(([name, read]) => [
      name,
      read(Object.hasOwn(found, name) ? found[name] : undefined, at === '' ? name : `${at}.${name}`),
    ]);
    // Every member was made by the reader of its name.
    return Object.fromEntries(made) as Made<R>;
  };
