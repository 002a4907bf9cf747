// Failures named for what the caller can do about them. Each knows its exit code and a stable code for logs.

/** An expected failure. `message` ends with what to do; it never carries a secret or text from upstream. */
export class AgentError extends Error {
  readonly exit: number;
  readonly code: string;
  constructor(exit: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exit = exit;
    this.code = code;
    this.name = new.target.name;
  }
}

/** The command line is wrong (64). */
export class UsageError extends AgentError {
  constructor(message: string) {
    super(64, 'usage', message);
  }
}

/** A setting is missing, wrong or unsafe (78). */
export class ConfigurationError extends AgentError {
  constructor(message: string, options?: ErrorOptions) {
    super(78, 'configuration', message, options);
  }
}

/** The service is down, ill, or asks us to come back later (6). */
export class TryLater extends AgentError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(6, code, message, options);
  }
}

/** The STS or RAP refuses the vendor credential; trying again does not help (5). */
export class CredentialsRefused extends AgentError {
  constructor(code: string, message: string) {
    super(5, code, message);
  }
}

/** Another agent works on this vault, or took it over (11). */
export class LockNotHeld extends AgentError {
  constructor(code: string, message: string) {
    super(11, code, message);
  }
}

/** Key or vault cannot be read, trusted or written (12). */
export class StoreUnreadable extends AgentError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(12, code, message, options);
  }
}

/** The `code` of a Node system error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
