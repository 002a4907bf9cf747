/** One behaviour that no public source settles, with the values it may take. */
export type Switch<T> = {
  readonly says: string;
  readonly allowed: string;
  /** Values to compare a misspelt one with, where `allowed` does not spell them all out. */
  readonly near?: readonly string[];
  readonly default: string;
  readonly facts: readonly string[];
  /** The value behind a text, or undefined when the text is none of the allowed ones. */
  readonly read: (text: string) => T | undefined;
};

export function oneOf<const V extends string>(values: readonly V[], says: string, ...facts: string[]): Switch<V> {
  const [first] = values;
  return {
    says,
    allowed: values.join(' | '),
    default: first ?? '',
    facts,
    read: text => values.find(v => v === text),
  };
}

export function seconds(from: number, to: number, byDefault: number, says: string, ...facts: string[]): Switch<number> {
  return {
    says,
    allowed: `whole seconds, ${from} to ${to}`,
    default: String(byDefault),
    facts,
    read: text => (/^\d{1,9}$/.test(text) && Number(text) >= from && Number(text) <= to ? Number(text) : undefined),
  };
}
