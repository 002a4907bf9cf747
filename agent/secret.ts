import { inspect } from 'node:util';

const mask = '[Secret]';

/**
 * A value that must not be seen. Every way of printing or serialising it gives a mask; `structuredClone` gives `{}`. Only
 * `reveal()` gives the text, and a test lists its callers (S1).
 */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return mask;
  }
  toJSON(): string {
    return mask;
  }
  [Symbol.toPrimitive](): string {
    return mask;
  }
  [inspect.custom](): string {
    return mask;
  }
}
