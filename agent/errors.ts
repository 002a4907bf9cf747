// Failures named for what the caller can do about them. Each knows its exit code and a stable code for logs.

/** An expected failure. `message` ends with what to do; it never carries a secret or text from upstream. */
export abstract class AgentError extends Error {
  abstract readonly exit: number;
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** The command line is wrong. */
export class UsageError extends AgentError {
  readonly exit = 64;
  constructor(message: string) {
    super('usage', message);
  }
}

/** A setting is missing, wrong or unsafe. */
export class ConfigurationError extends AgentError {
  readonly exit = 78;
  constructor(message: string, options?: ErrorOptions) {
    super('configuration', message, options);
  }
}

/** The service is down, ill, or asks us to come back later. */
export class TryLater extends AgentError {
  readonly exit = 6;
}

/** The STS or RAP refuses the vendor credential; trying again does not help. */
export class CredentialsRefused extends AgentError {
  readonly exit = 5;
}

/** Somebody ended the run by a signal; the exit code is the signal's. */
export class Interrupted extends AgentError {
  readonly exit = 143;
  constructor() {
    super('interrupted', 'Interrupted.');
  }
}

/** Another agent works on this vault, or took it over. */
export class LockNotHeld extends AgentError {
  readonly exit = 11;
}

/** Key or vault cannot be read, trusted or written. */
export class StoreUnreadable extends AgentError {
  readonly exit = 12;
}

/** The `code` of a Node system error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
