import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer } from '../answer.js';
import { httpSys } from '../front/index.js';
import type { Desk } from './desk.js';
import { sizeOf } from './send.js';

const TLS_HANDSHAKE = 0x16;

/** Whoever has been refused already: what still comes on such a connection is the rest of the same mistake. */
const refused = new WeakSet<Socket>();

/**
 * Answers somebody who does not speak HTTP, or stopped in the middle of it, and closes. None of it belongs to a world,
 * so the terminal is told.
 */
export function refuseUnspoken({ onTurnedAway }: Desk, error: Error, socket: Socket): void {
  const code = 'code' in error ? String(error.code) : error.name;
  // The client has gone: nobody is there to be refused, and clients may leave.
  if (GONE.has(code)) socket.destroy();
  if (GONE.has(code) || refused.has(socket)) return;
  refused.add(socket);
  onTurnedAway(isTls(error) ? 'somebody spoke TLS to a plain port: use http:// here' : told(code));
  const answer = REFUSALS[code] ?? MALFORMED;
  // An answer on its way belongs to a request that was good: the refusal of the next one waits for it.
  const pending: unknown = Reflect.get(socket, '_httpMessage');
  if (code !== TOO_SLOW && pending instanceof ServerResponse && pending.req.complete)
    pending.once('finish', () => end(socket, answer));
  else end(socket, answer);
}

/** CONNECT, which is for proxies; no address of these services takes it. */
export function refuseTunnel({ onTurnedAway }: Desk, socket: Socket): void {
  // Node has let go of the connection: whatever else goes wrong with it would be nobody's, and end the process.
  socket.on('error', () => socket.destroy());
  onTurnedAway('somebody took this port for a proxy (CONNECT): the address of --intercept is one');
  end(socket, badRequest('Invalid Verb', 'The request verb is invalid.'));
  socket.resume();
}

const GONE = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);
const TOO_SLOW = 'ERR_HTTP_REQUEST_TIMEOUT';

function told(code: string): string {
  if (code === TOO_SLOW) return 'somebody began a request and did not finish it in time: the connection was ended';
  if (code === 'HPE_INVALID_EOF_STATE') return 'somebody hung up in the middle of a request';
  if (code === 'HPE_HEADER_OVERFLOW') return 'somebody sent a head of more than 16 KB: refused unread';
  return `somebody sent what is no HTTP request (${code})`;
}

function isTls(error: Error): boolean {
  return 'rawPacket' in error && Buffer.isBuffer(error.rawPacket) && error.rawPacket[0] === TLS_HANDSHAKE;
}

function badRequest(what: string, text: string): Answer {
  return httpSys(400, 'Bad Request', `Bad Request - ${what}`, text);
}

const MALFORMED = httpSys(400, 'Bad Request', 'Bad Request', 'The request is badly formed.');

/** RFC 9112, section 3.2. */
export const NO_HOST: Answer = {
  ...badRequest('Invalid Hostname', 'The request hostname is invalid.'),
  note: { why: 'HTTP/1.1 demands one Host header, and one only' },
};

/** By the parser's code for what is wrong; anything else is badly formed. */
const REFUSALS: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: badRequest('Request Too Long', 'The size of the request headers is too long.'),
  HPE_INVALID_METHOD: badRequest('Invalid Verb', 'The request verb is invalid.'),
  HPE_INVALID_HEADER_TOKEN: badRequest('Invalid Header', 'The request has an invalid header name.'),
  [TOO_SLOW]: httpSys(408, 'Request Timeout', 'Request Timeout', 'The request was not finished in time.'),
};

const REASONS: Readonly<Record<number, string>> = { 400: 'Bad Request', 408: 'Request Timeout' };

/** Written by hand: where there is no request, there is no response to write it for us. */
function end(socket: Socket, answer: Answer): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const headers = [...answer.headers, ['Connection', 'close'], ['Content-Length', String(sizeOf(answer))]];
  const lines = [
    `HTTP/1.1 ${answer.status} ${REASONS[answer.status] ?? ''}`,
    ...headers.map(h => h.join(': ')),
    '',
    '',
  ];
  socket.end(lines.join('\r\n') + String(answer.body ?? ''));
  linger(socket);
}

/** Long enough for the answer to arrive. */
const LINGER_MS = 2000;

/** What still comes is taken and dropped: a connection closed upon unread bytes is reset, and its answer lost with it. */
function linger(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}
