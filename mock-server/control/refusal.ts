import type { HarnessError } from '../errors.js';
import type { Refused } from '../world/index.js';
import type { Refusal } from './outcome.js';

/** The one place that makes refusals: codes people may write scripts against, each with a sentence. */
export function refusal(status: number, code: Refusal['code'], message: string): Refusal {
  return { status, code, message };
}

/** Says that the request is at fault, where others say that the world is not in a state for it. */
const REQUEST_AT_FAULT = /^(unknown|bad|empty|nothing|over)-|-needed$/;

/** What the world or the scenario would not do: 422 for what can never be, 409 for what cannot be now. */
export function fromRefused({ refused, message }: Refused): Refusal {
  return refusal(REQUEST_AT_FAULT.test(refused) ? 422 : 409, codeOf(refused), message);
}

const CONFLICTS: ReadonlySet<string> = new Set(['HARNESS_WORLD_TAKEN', 'HARNESS_WORLD_EMPTY']);

/** An operator's mistake found deeper down. */
export function fromHarnessError({ code, message }: HarnessError): Refusal {
  return refusal(CONFLICTS.has(code) ? 409 : 422, codeOf(code.replace(/^HARNESS_/, '')), message);
}

function codeOf(name: string): Refusal['code'] {
  return `CONTROL_${name.replaceAll('-', '_').toUpperCase()}`;
}

/** What the framework refuses before a route is reached, in our words. */
const UNREAD: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: refusal(
    413,
    'CONTROL_TOO_LARGE',
    'This body is larger than this address takes: send less.',
  ),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: refusal(
    415,
    'CONTROL_CONTENT_TYPE',
    'The Content-Type cannot be read: write Content-Type: application/json.',
  ),
  FST_ERR_BAD_URL: refusal(400, 'CONTROL_BAD_URL', 'This address is not well formed: check its percent signs.'),
};

/** Undefined for what is no fault of the caller's. */
export function fromFramework(
  error: Error & { readonly code?: string; readonly statusCode?: number },
): Refusal | undefined {
  const known = UNREAD[error.code ?? ''];
  if (known) return known;
  const status = error.statusCode ?? 500;
  if (status >= 500) return undefined;
  return refusal(status, 'CONTROL_BAD_REQUEST', 'This request cannot be read: check its length and its headers.');
}

export const BUG = refusal(500, 'CONTROL_BUG', 'The harness itself failed; its error output has the details.');
