import { type IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { OIDCProviderError } from 'oidc-provider/lib/helpers/errors.js';
import type { Asked } from '../asked.js';
import { authorizationHeader } from '../iis.js';
import type { Claims } from '../tokens/index.js';

/** What is learnt of one request while the engine answers it; the journal's note is made from it. */
export type Passing = {
  readonly asked: Asked;
  /** The token that introspection or revocation was asked about, once its signature was found good. */
  presented?: IssuedClaims;
  /** What there is to say of it: why it is not in force, or what became of it. */
  finding?: string;
  clientId?: string;
  /** The secret as the engine read it. */
  secret?: string;
  refusal?: OIDCProviderError;
  /** An error that is no refusal: the engine's fault or ours. */
  fault?: Error;
};

/** A token of this server: what RAP reads of it, and what the RFCs add. */
export type IssuedClaims = Claims & { readonly jti: string; readonly iat: number };

/** The headers that the engine has a use for; it never learns of the rest. */
const PASSED_ON = ['accept', 'origin'];

/**
 * A request as the engine takes it, with neither socket nor connection behind it. `url` is the path that it routes by;
 * what stands before that in `originalUrl` is how it knows the addresses that it tells (RFC 8414).
 */
export class EngineRequest extends Readable {
  readonly method: string;
  readonly url: string;
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly socket: { readonly encrypted: boolean };
  readonly httpVersionMajor = 1;
  readonly httpVersionMinor = 1;
  readonly passing: Passing;

  constructor(passing: Passing, at: { readonly path: string; readonly base: string }, body: Buffer) {
    super({ read: () => {} });
    const base = new URL(at.base);
    this.passing = passing;
    this.method = passing.asked.method;
    this.url = at.path;
    this.originalUrl = `${base.pathname.replace(/\/$/, '')}${at.path}`;
    this.socket = { encrypted: base.protocol === 'https:' };
    this.headers = headersOf(passing.asked, base.host, body.length);
    if (body.length > 0) this.push(body);
    this.push(null);
  }
}

function headersOf(asked: Asked, host: string, length: number): Record<string, string> {
  const authorization = authorizationHeader(asked.rawHeaders);
  const headers: Record<string, string> = { host, 'content-length': String(length) };
  for (let i = 0; i + 1 < asked.rawHeaders.length; i += 2) {
    const name = asked.rawHeaders[i]?.toLowerCase() ?? '';
    if (PASSED_ON.includes(name)) headers[name] = asked.rawHeaders[i + 1] ?? '';
  }
  if (authorization !== undefined) headers['authorization'] = authorization;
  if (asked.contentType !== undefined) headers['content-type'] = asked.contentType;
  return headers;
}

/** What is known so far of the request that the engine is serving. */
export function passingOf({ req }: { readonly req: IncomingMessage }): Passing {
  return (req as unknown as EngineRequest).passing;
}

/** An answer as the engine gives it, kept instead of sent. */
export class EngineResponse extends ServerResponse {
  text = '';

  override end(chunk?: unknown): this {
    if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) this.text = chunk.toString();
    return this;
  }

  /** The length is counted by whoever sends the answer. */
  headerList(): [name: string, value: string][] {
    return this.getHeaderNames()
      .filter(name => name !== 'content-length')
      .map(name => [name, String(this.getHeader(name))]);
  }
}

/** The same object in the shapes that Node's own types ask for. */
export function asNode(request: EngineRequest): IncomingMessage {
  return request as unknown as IncomingMessage;
}
