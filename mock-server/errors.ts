/**
 * An operator's mistake: something to correct, not a bug of ours. The message ends with what to do about it.
 * `code` is stable and starts with `HARNESS_`.
 */
export class HarnessError extends Error {
  readonly code: string;

  constructor(code: `HARNESS_${string}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HarnessError';
    this.code = code;
  }
}
