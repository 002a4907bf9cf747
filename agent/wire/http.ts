// One connection pool to one host. Redirects are not followed, cookies not kept, sizes and times bounded (T7).
import type { Dispatcher } from 'undici';
import type { WebProxy } from '../config/proxy.js';
import type { Manners } from '../core/manners.js';
import { systemCode } from '../errors.js';
import { type HttpAnswer, NoAnswer } from './answer.js';

export type HttpRequest = Pick<Dispatcher.DispatchOptions, 'method' | 'path'> & {
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly maxBytes: number;
};

export type Http = { send(request: HttpRequest): Promise<HttpAnswer>; close(): Promise<void> };

/** How a host is reached: a PEM trusted besides the public ones, and a proxy that leads there. */
export type Route = { readonly ca: string | undefined; readonly proxy: WebProxy | undefined };

/** undici is loaded here, on first use: reads never need it. */
export async function openHttp(origin: string, connections: number, manners: Manners, route: Route): Promise<Http> {
  const { Pool, ProxyAgent } = await import('./pool.js');
  const tls = route.ca === undefined ? {} : { secureContext: await trusting(route.ca) };
  const { connectTimeoutMs: timeout, headersTimeoutMs: headersTimeout, bodyTimeoutMs: bodyTimeout } = manners;
  const limits = { connections, pipelining: 1, allowH2: false, headersTimeout, bodyTimeout };
  const { proxy } = route;
  const pool = proxy
    ? new ProxyAgent({ ...limits, uri: proxy.url.href, proxyTls: { timeout, ...tls }, requestTls: { timeout, ...tls } })
    : new Pool(origin, { ...limits, connect: { timeout, ...tls } });
  const send = ({ maxBytes, ...request }: HttpRequest): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const fail = (error: NoAnswer) => reject(proxy ? (ofProxy(error) ?? error) : error);
      pool.dispatch({ origin, ...request }, collector(maxBytes, manners.bodyTimeoutMs, resolve, fail));
    });
  return { send, close: () => pool.destroy() };
}

/** Made once: the public certificates are many, and a connection would read them all again. */
async function trusting(ca: string) {
  const { createSecureContext, rootCertificates } = await import('node:tls');
  return createSecureContext({ ca: [...rootCertificates, ca] });
}

/** Behind a tunnel the service's host is only the proxy's to find, so these failures are the proxy's. */
function ofProxy(error: NoAnswer): NoAnswer | undefined {
  const { code, cause } = error;
  const said = cause instanceof Error ? cause.message : '';
  if (/^Proxy response \(407\)/.test(said)) return new NoAnswer('proxy_login', { cause });
  if (/^Proxy response /.test(said)) return new NoAnswer('proxy_refused', { cause });
  const unreached = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|E\w+UNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(code);
  return unreached ? new NoAnswer('proxy_unreachable', { cause }) : undefined;
}

/** Gathers one answer. `dispatch` with a handler costs about half of `request` with its stream, 20,000 times a run. */
function collector(
  maxBytes: number,
  bodyTimeoutMs: number,
  resolve: (answer: HttpAnswer) => void,
  reject: (error: NoAnswer) => void,
): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let size = 0;
  let startedAt = 0;
  let status = 0;
  let headers: Record<string, string | string[] | undefined> = {};
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return {
    onRequestStart: () => {},
    onResponseStart: (_controller, statusCode, received) => {
      status = statusCode;
      headers = received;
      startedAt = performance.now();
    },
    onResponseData: (controller, chunk) => {
      size += chunk.length;
      if (size > maxBytes) controller.abort(new NoAnswer('too_large'));
      // undici bounds the gap between two chunks; a body that drips is bounded here.
      else if (performance.now() - startedAt > bodyTimeoutMs) controller.abort(new NoAnswer('too_slow'));
      else chunks.push(chunk);
    },
    onResponseEnd: () =>
      resolve({
        status,
        contentType: header('content-type') ?? '',
        retryAfter: header('retry-after'),
        date: header('date'),
        body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks),
      }),
    onResponseError: (_controller, error) =>
      reject(error instanceof NoAnswer ? error : new NoAnswer(systemCode(error) ?? 'socket', { cause: error })),
  };
}
