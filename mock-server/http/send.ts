import type { ServerResponse } from 'node:http';
import type { Answer } from '../answer.js';

/** How much of an answer reaches the client before the connection breaks (INFRA-07). */
export type Cut = { readonly form: 'content-length' | 'chunked'; readonly keep: number };

/** The body as the bytes that go out. */
export function bytesOf({ body }: Answer): Buffer {
  if (body === null) return EMPTY;
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

const EMPTY = Buffer.alloc(0);

/** Sends an answer with nothing of ours in it: the vendor's headers, a length, and Node's date. */
export function send(response: ServerResponse, answer: Answer, body: Buffer): void {
  begin(response, answer, body.length);
  response.end(body);
}

/** Sends the beginning of an answer, then tears the connection down. */
export function sendCut(response: ServerResponse, answer: Answer, body: Buffer, { form, keep }: Cut): void {
  // Never all of it: a body that is whole is not cut.
  const part = body.subarray(0, Math.min(Math.floor(body.length * keep), Math.max(0, body.length - 1)));
  begin(response, answer, form === 'chunked' ? undefined : body.length);
  response.write(part, () => response.destroy());
}

function begin(response: ServerResponse, answer: Answer, length: number | undefined): void {
  // On HTTP/1.1 a connection stays open unless somebody says close; IIS does not spell it out either.
  if (response.shouldKeepAlive) response.removeHeader('Connection');
  const headers = answer.headers.flat();
  if (length !== undefined && answer.status !== 204) headers.push('Content-Length', String(length));
  if (answer.reason === undefined) response.writeHead(answer.status, headers);
  else response.writeHead(answer.status, answer.reason, headers);
}
