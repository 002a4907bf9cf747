import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a request came to. */
export type Outcome = Done | Refusal | Stream;

export type Done = {
  readonly status: number;
  /** Sent as JSON; nothing is sent when it is left out. */
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Why a request was turned down, as a stable code and a sentence that says what to do. */
export type Refusal = {
  readonly status: number;
  readonly code: `CONTROL_${string}`;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** An answer that goes on: whoever made it owns the response from here. */
export type Stream = { readonly stream: (request: IncomingMessage, response: ServerResponse) => void };

export const ok = (value: unknown): Done => ({ status: 200, value });
export const gone: Done = { status: 204 };

/** Tells a refusal from whatever else might have come. */
export function isRefusal(result: unknown): result is Refusal {
  return typeof result === 'object' && result !== null && 'code' in result && 'status' in result;
}
