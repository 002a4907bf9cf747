import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../loopback.js';
import type { Refusal } from './outcome.js';
import { refusal } from './refusal.js';

export type Guarded = {
  /** Where the port is bound. */
  readonly host: string;
  readonly token: string;
};

/**
 * Who may come in at all: a web page must not reach the control port by a name of its own (DNS rebinding) nor from
 * another origin. Beyond loopback, whoever shows the token may call the port by any name: a page does not know it.
 */
export function refuseForeign(request: IncomingMessage, guarded: Guarded): Refusal | undefined {
  const { host = '', origin } = request.headers;
  if (!isOwnHost(request, host, guarded) && (isLoopback(guarded.host) || !showsToken(request, guarded)))
    return foreignHost(request, host, guarded);
  if (origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`) return undefined;
  return refusal(
    403,
    'CONTROL_FOREIGN_ORIGIN',
    `Pages of "${origin}" may not use the control API: call it from a script, or from a page of its own.`,
  );
}

/** Beyond loopback, what changes something or shows a secret needs the token. */
export function refuseWithoutToken(request: IncomingMessage, guarded: Guarded): Refusal | undefined {
  if (isLoopback(guarded.host) || showsToken(request, guarded)) return undefined;
  const wrong = request.headers.authorization !== undefined;
  const { status, code, message } = wrong
    ? refusal(401, 'CONTROL_TOKEN_WRONG', 'This is not the token that was printed at start: use that one.')
    : refusal(
        401,
        'CONTROL_TOKEN_NEEDED',
        'The control port is open to other machines, so this needs "Authorization: Bearer <token>"; the token was printed at start.',
      );
  return { status, code, message, headers: { 'www-authenticate': 'Bearer' } };
}

function isOwnHost({ socket }: IncomingMessage, header: string, { host }: Guarded): boolean {
  const named = readHost(header);
  if (!named) return false;
  const address = socket.localAddress?.replace(/^::ffff:/, '');
  const own = isLoopback(named.name) || named.name === host.toLowerCase() || named.name === address;
  // A request that came by no socket has no port to compare with.
  return own && (socket.localPort === undefined || named.port === socket.localPort);
}

/** The name and port of a Host header; undefined when it is none. */
function readHost(header: string): { readonly name: string; readonly port: number } | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?$/i.exec(header);
  const name = match?.[1];
  if (name === undefined) return undefined;
  return { name: name.toLowerCase().replace(/^\[|\]$/g, ''), port: Number(match?.[2] ?? 80) };
}

function foreignHost({ socket }: IncomingMessage, header: string, { host }: Guarded): Refusal {
  const port = socket.localPort === undefined ? '' : `:${socket.localPort}`;
  const own = isLoopback(host)
    ? `127.0.0.1${port} or localhost${port}`
    : `the address it is bound to, or any with the token`;
  return refusal(403, 'CONTROL_FOREIGN_HOST', `The control API is not called "${header}": call it by ${own}.`);
}

function showsToken(request: IncomingMessage, { token }: Guarded): boolean {
  const shown = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
  // Hashed first, so that both sides are of one length.
  return shown !== undefined && timingSafeEqual(digest(shown), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
