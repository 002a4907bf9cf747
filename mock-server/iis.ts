import { type Answer, HTML_TYPE, json } from './answer.js';
import type { Asked } from './asked.js';
import type { Harness } from './harness.js';

/** What both services answer alike, because both run on Web API behind IIS (PROD-02, PROD-04, PROD-05). */

/**
 * Every Authorization header as one, joined with a comma as Katana joins them for both services (CA-12). Node itself
 * would keep the first and drop the rest.
 */
export function authorizationHeader(rawHeaders: readonly string[]): string | undefined {
  let joined: string | undefined;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length !== 'authorization'.length || name.toLowerCase() !== 'authorization') continue;
    const value = rawHeaders[i + 1] ?? '';
    joined = joined === undefined ? value : `${joined},${value}`;
  }
  return joined;
}

/** The first header of this name, which is given in lower case; undefined when there is none. */
export function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const seen = rawHeaders[i] ?? '';
    if (seen.length === name.length && seen.toLowerCase() === name) return rawHeaders[i + 1];
  }
  return undefined;
}

/** STS-06, RAP-45: no route fits. */
export function notFound(asked: Asked): Answer {
  const body =
    'The resource you are looking for has been removed, had its name changed, or is temporarily unavailable.';
  return { status: 404, headers: [HTML_TYPE], body, note: { why: whyUnknown(asked.path) } };
}

/** The path itself is not repeated: people put secrets into paths, too. */
function whyUnknown(path: string): string {
  if (/^\/api\/v1\/partner\//i.test(path))
    return 'no such address here: RAP has two, GetSiteByApplication and Clients, on its own port';
  if (/^\/(connect|\.well-known)\//i.test(path)) return 'no such address here: the token server has its own port';
  return 'no such address';
}

/** STS-12, RAP-07: the verb is repeated as sent. */
export function methodNotAllowed(asked: Asked, allow: string): Answer {
  const Message = `The requested resource does not support http method '${asked.method}'.`;
  return json(405, { Message }, [['Allow', allow]], { why: `this address takes ${allow}, not ${asked.method}` });
}

/** STS-11: plain http where TLS is demanded. For RAP the same is inferred from HOST-11. */
export function tlsGate(harness: Harness, asked: Asked): Answer | undefined {
  if (asked.encrypted || harness.switches()['transport.http'] === 'allow') return undefined;
  return sslRequired(['transport.http=refuse']);
}

/** STS-11: reason phrase and body alike, no content type. `switches`: those that decided it. */
export function sslRequired(switches: readonly string[] = []): Answer {
  const text = 'SSL is required';
  const note = { why: 'plain http, which the real service refuses', switches };
  return { status: 403, reason: text, headers: [], body: text, note };
}
