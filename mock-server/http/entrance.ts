import type { IncomingMessage } from 'node:http';
import type { Environment } from '../world/index.js';
import { DEFAULT_WORLD, worldInPath } from '../worlds.js';

/** What is noted of a request before routing changes or drops it. */
export type Arrival = {
  readonly startedAt: number;
  readonly world: string;
  /** As the path's prefix says; a vendor's host in the Host header may say otherwise. */
  readonly environment: Environment;
  /** As sent, world prefix included, without the scheme and host that a request to a proxy begins with. */
  readonly url: string;
  readonly path: string;
  readonly query: string;
  readonly contentType: string | undefined;
};

/** Kept on the request itself: a WeakMap of every request gives the garbage collector a table to walk each time. */
const ARRIVAL = Symbol('arrival');
type Noted = IncomingMessage & { [ARRIVAL]?: Arrival };

const MAIN = { id: DEFAULT_WORLD, environment: 'live' } as const;
/** Some clients escape a tilde, which says the same (RFC 3986, section 6.2.2.2). */
const PREFIX = /^\/(?:~|%7e)([^/]+)(?=\/|$)/i;

/**
 * Notes a request and returns the address it is routed by: without the world's prefix and without trailing slashes,
 * which the real services ignore (STS-05, RAP-03). The content type is taken off the request, because the router would
 * judge it by rules of its own while the real service has others (STS-13, STS-14).
 */
export function entrance(request: Noted): string {
  const url = originForm(request.url ?? '/');
  const mark = url.indexOf('?');
  const sent = mark === -1 ? url : url.slice(0, mark);
  const prefix = sent.startsWith('/~') || sent.startsWith('/%') ? PREFIX.exec(sent) : null;
  const path = withoutTrailingSlashes(prefix ? sent.slice(prefix[0].length) : sent);
  const { id, environment } = prefix ? worldInPath(prefix[1] ?? '') : MAIN;
  request[ARRIVAL] = {
    startedAt: performance.now(),
    world: id,
    environment,
    url,
    path,
    query: mark === -1 ? '' : url.slice(mark + 1),
    contentType: request.method === 'GET' ? undefined : takeContentType(request),
  };
  return path;
}

/** A server takes the address in full, too (RFC 9112, section 3.2.2); the Host header says the same. */
function originForm(url: string): string {
  if (url.startsWith('/')) return url;
  const prefix = /^https?:\/\/[^/?#]*/i.exec(url);
  if (!prefix) return url;
  const rest = url.slice(prefix[0].length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** Only where a body may follow: a request's headers are not even parsed until somebody looks at them. */
function takeContentType({ headers }: IncomingMessage): string | undefined {
  const type = headers['content-type'];
  if (type !== undefined) delete headers['content-type'];
  return type;
}

function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path.charCodeAt(end - 1) === 0x2f) end -= 1;
  return end === 0 ? '/' : path.slice(0, end);
}

/** What was noted at the entrance; a request that never passed it gets what can still be seen. */
export function arrivalOf(request: Noted): Arrival {
  const noted = request[ARRIVAL];
  if (noted) return noted;
  entrance(request);
  return arrivalOf(request);
}
