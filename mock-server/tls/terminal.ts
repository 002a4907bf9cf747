import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Identity } from './identity.js';

/** Told, in one sentence, of a client that TLS kept out. */
export type Told = (what: string) => void;

const HANDSHAKE_MS = 10_000;

/**
 * Takes TLS off connections and hands on what is inside, HTTP/1.1 only. It listens nowhere itself: connections are
 * given to it by `emit('connection', socket)`.
 */
export function createTerminal(identity: Identity, told: Told, next: (socket: TLSSocket) => void): Server {
  const server = createServer({
    key: identity.key,
    cert: identity.certificate,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: HANDSHAKE_MS,
  });
  server.on('secureConnection', socket => {
    socket.on('error', () => socket.destroy());
    next(socket);
  });
  server.on('tlsClientError', (error, socket) => {
    const what = reason(error);
    if (what !== undefined) told(what);
    socket.destroy();
  });
  return server;
}

const TRUST = 'sims-harness trust tells how';

/** Undefined for what says nothing: somebody who hung up, or a port scanner. */
function reason(error: NodeJS.ErrnoException): string | undefined {
  const code = error.code ?? '';
  if (/ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE)$/.test(code))
    return `a client does not trust the development CA: ${TRUST}`;
  if (/ALERT_CERTIFICATE_(EXPIRED|REVOKED)$/.test(code))
    return 'a client takes the certificate for expired: check its clock, then start the harness again';
  if (/NO_APPLICATION_PROTOCOL|NO_SUITABLE|UNSUPPORTED_PROTOCOL|NO_SHARED|WRONG_VERSION|VERSION_TOO/.test(code))
    return `a client and this TLS have nothing in common (${code}): it must speak TLS 1.2 or 1.3, and HTTP/1.1`;
  if (code.startsWith('ERR_SSL')) return `a TLS handshake failed (${code})`;
  return undefined;
}

/** Whether a connection has TLS inside it already. */
export function isEncrypted(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket;
}
