import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Doorway } from '../doorway.js';
import { onFirstByte, PATIENCE_MS } from './first-byte.js';
import type { Identity } from './identity.js';
import { createTerminator, isEncrypted, type Told } from './terminator.js';

/**
 * TLS and plain HTTP on one port: the first byte tells which. Plain requests reach the routes as what they are, so the
 * service itself says what it says to them (STS-11).
 * @param patienceMs how long a client may say nothing, and how long it may take over the handshake; shorter in tests
 */
export function createDoorway(identity: Identity, told: Told, patienceMs: number = PATIENCE_MS): Doorway {
  const open = new Set<Socket>();
  let closing = false;
  // At the end it is we who hang up.
  const tell: Told = what => !closing && told(what);
  return {
    server: handler => {
      const server = createServer(handler);
      const http = readerOf(server);
      const terminator = createTerminator(identity, tell, patienceMs, http);
      server.on('connection', (socket: Socket) => {
        // From the proxy, which has taken TLS off already.
        if (isEncrypted(socket)) return http(socket);
        open.add(socket);
        socket.once('close', () => open.delete(socket));
        onFirstByte(socket, patienceMs, isTls => {
          if (isTls) terminator(socket);
          else http(socket);
        });
      });
      return server;
    },
    close: () => {
      closing = true;
      for (const socket of open) socket.destroy();
    },
  };
}

/** Takes from a server what reads HTTP off its connections, so that somebody else decides which it gets. */
function readerOf(server: Server): (socket: Socket) => void {
  const [read] = server.listeners('connection');
  if (!read) throw new Error('this version of Node reads connections in some other way');
  server.removeAllListeners('connection');
  return socket => Reflect.apply(read, server, [socket]);
}
