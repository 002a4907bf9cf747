import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Identity } from './identity.js';
import { NAMES } from './names.js';

/** Told, in one sentence, of a client that TLS kept out. */
export type Told = (what: string) => void;

/**
 * Takes TLS off connections and hands on what is inside, HTTP/1.1 only. It listens nowhere itself: what it returns is
 * given connections that began with a handshake.
 * @param patienceMs how long a handshake may take
 */
export function createTerminator(
  identity: Identity,
  told: Told,
  patienceMs: number,
  next: (socket: TLSSocket) => void,
): (socket: Socket) => void {
  const server = createServer({
    key: identity.key,
    cert: identity.certificate,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: patienceMs,
  });
  const { key, certificate: cert } = identity.byName;
  for (const name of NAMES) server.addContext(name, { key, cert });
  server.on('secureConnection', socket => {
    tellOfSilence(socket, told);
    next(socket);
  });
  server.on('tlsClientError', (error, socket) => {
    const what = reason(error);
    if (what !== undefined) told(what);
    socket.destroy();
  });
  return socket => {
    // HTTP servers let a client hang up and go on answering it; in the middle of a handshake that would be for ever.
    socket.allowHalfOpen = false;
    server.emit('connection', socket);
  };
}

/** With TLS 1.2 clients on Node check the certificate last: they end the handshake well, and then hang up. */
function tellOfSilence(socket: TLSSocket, told: Told): void {
  let hungUp = false;
  const end = () => {
    hungUp = true;
  };
  socket.once('end', end);
  socket.on('error', end);
  socket.once('close', () => {
    if (hungUp && socket.bytesRead === 0) told(HUNG_UP);
  });
}

const DISTRUST = 'do not trust the development CA: sims-harness trust tells how';

const HUNG_UP = `a client hung up at the handshake, as those do that ${DISTRUST}`;

/** Undefined for a client that was given up: it said nothing for too long. */
function reason(error: NodeJS.ErrnoException): string | undefined {
  const code = error.code ?? '';
  if (/ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE)$/.test(code))
    return `there are clients that ${DISTRUST}`;
  if (/ALERT_CERTIFICATE_(EXPIRED|REVOKED)$/.test(code))
    return 'a client takes the certificate for expired: check its clock, then start the harness again';
  if (/NO_APPLICATION_PROTOCOL|NO_SUITABLE|UNSUPPORTED_PROTOCOL|NO_SHARED|WRONG_VERSION|VERSION_TOO/.test(code))
    return `a client and this TLS have nothing in common (${code}): it must speak TLS 1.2 or 1.3, and HTTP/1.1`;
  // Node's own client tells the server nothing when it dislikes a certificate.
  if (code === 'ECONNRESET') return HUNG_UP;
  if (code.startsWith('ERR_SSL')) return `a TLS handshake failed (${code})`;
  return undefined;
}

/** Whether a connection has TLS inside it already. */
export function isEncrypted(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket;
}
