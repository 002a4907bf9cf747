import type { ServerResponse } from 'node:http';
import type { Answer } from '../answer.js';

/** How much of an answer reaches the client before the connection breaks (INFRA-07). */
export type Cut = { readonly form: 'content-length' | 'chunked'; readonly keep: number };

/** How many bytes the body of an answer has. */
export function sizeOf({ body }: Answer): number {
  return body === null ? 0 : Buffer.byteLength(body);
}

/**
 * Sends an answer with nothing of ours in it: the vendor's headers, a length, and a date. A body of text goes out
 * as text: Node then joins it to the head and writes once, where a Buffer takes two pieces. `date` is given where the
 * world's clock is not the true one: a service's Date and its tokens and `Retry-After` come from one clock.
 */
export function send(response: ServerResponse, answer: Answer, size: number, date?: string): void {
  begin(response, answer, size, date);
  response.end(answer.body ?? '');
}

/** Sends the beginning of an answer, then tears the connection down. */
export function sendCut(response: ServerResponse, answer: Answer, { form, keep }: Cut, date?: string): void {
  const body = Buffer.from(answer.body ?? '');
  // Never all of it: a body that is whole is not cut.
  const part = body.subarray(0, Math.min(Math.floor(body.length * keep), Math.max(0, body.length - 1)));
  begin(response, answer, form === 'chunked' ? undefined : body.length, date);
  response.write(part, () => response.destroy());
}

/** Ends the connection without an answer: by a reset, or under TLS, which has none, by hanging up. */
export function cutOff({ socket }: ServerResponse): void {
  if (socket && 'encrypted' in socket) socket.destroy();
  else socket?.resetAndDestroy();
}

function begin(response: ServerResponse, answer: Answer, length: number | undefined, date?: string): void {
  // On HTTP/1.1 a connection stays open unless somebody says close; IIS does not spell it out either.
  if (response.shouldKeepAlive) response.removeHeader('Connection');
  const headers: string[] = [];
  for (const [name, value] of answer.headers) headers.push(name, value);
  if (length !== undefined && answer.status !== 204) headers.push('Content-Length', String(length));
  if (date !== undefined) {
    response.sendDate = false;
    headers.push('Date', date);
  }
  if (answer.reason === undefined) response.writeHead(answer.status, headers);
  else response.writeHead(answer.status, answer.reason, headers);
}
