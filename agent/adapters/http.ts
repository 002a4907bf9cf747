// One connection pool to one host. Redirects are not followed, cookies not kept, sizes and times bounded (T7).
import type { Dispatcher, Pool } from 'undici';
import type { Manners } from '../ports.js';

export type HttpAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly date: string | undefined;
  readonly body: Buffer;
};

/** No whole answer came: the socket, a time-out, or a body larger than allowed. `code` is undici's or the system's. */
export class NoAnswer extends Error {
  readonly code: string;
  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly maxBytes: number;
};

export type Http = { send(request: HttpRequest): Promise<HttpAnswer>; close(): Promise<void> };

/** `ca` is a PEM trusted besides the public ones. undici is loaded here, on first use: reads never need it. */
export async function openHttp(
  origin: string,
  connections: number,
  manners: Manners,
  ca: string | undefined,
): Promise<Http> {
  const { Pool } = await import('./pool.js');
  const { rootCertificates } = await import('node:tls');
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    headersTimeout: manners.headersTimeoutMs,
    bodyTimeout: manners.bodyTimeoutMs,
    connect: { timeout: manners.connectTimeoutMs, ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }) },
  });
  return { send: request => send(pool, request, manners.bodyTimeoutMs), close: () => pool.destroy() };
}

const send = (pool: Pool, request: HttpRequest, bodyTimeoutMs: number): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const { method, path, headers, body = null } = request;
    pool.dispatch({ method, path, headers, body }, new Collector(request.maxBytes, bodyTimeoutMs, resolve, reject));
  });

/** Gathers one answer. `dispatch` with a handler costs about half of `request` with its stream, 20,000 times a run. */
class Collector implements Dispatcher.DispatchHandler {
  readonly #maxBytes: number;
  readonly #bodyTimeoutMs: number;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (error: NoAnswer) => void;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status = 0;
  #startedAt = 0;
  #headers: Record<string, string | string[] | undefined> = {};

  constructor(
    maxBytes: number,
    bodyTimeoutMs: number,
    resolve: (answer: HttpAnswer) => void,
    reject: (error: NoAnswer) => void,
  ) {
    this.#maxBytes = maxBytes;
    this.#bodyTimeoutMs = bodyTimeoutMs;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onRequestStart(): void {}

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    this.#headers = headers;
    this.#startedAt = performance.now();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes) controller.abort(new NoAnswer('too_large'));
    // undici bounds the gap between two chunks; a body that drips is bounded here.
    else if (performance.now() - this.#startedAt > this.#bodyTimeoutMs) controller.abort(new NoAnswer('too_slow'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#resolve({
      status: this.#status,
      contentType: this.#header('content-type') ?? '',
      retryAfter: this.#header('retry-after'),
      date: this.#header('date'),
      body: this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (error instanceof NoAnswer) this.#reject(error);
    else
      this.#reject(
        new NoAnswer('code' in error && typeof error.code === 'string' ? error.code : 'socket', { cause: error }),
      );
  }

  #header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value[0] : value;
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON of an answer that says it is JSON; undefined when it is not, or is cut, empty, or not UTF-8. */
export function jsonOf({ contentType, body }: HttpAnswer): { readonly value: unknown } | undefined {
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return undefined;
  try {
    return { value: JSON.parse(strictUtf8.decode(body)) };
  } catch {
    return undefined;
  }
}
