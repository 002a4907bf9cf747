import type { Socket } from 'node:net';

const TLS_HANDSHAKE = 0x16;

/** How long a client may say nothing after it has connected, or take over what comes before its first request. */
export const PATIENCE_MS = 10_000;

/**
 * Waits for the first byte on a fresh connection, which tells TLS from plain HTTP, and puts it back. Until then a
 * connection costs a socket and nothing else; one that stays silent is ended.
 */
export function onFirstByte(socket: Socket, silenceMs: number, next: (isTls: boolean) => void): void {
  const giveUp = () => socket.destroy();
  socket.setTimeout(silenceMs, giveUp);
  socket.on('error', giveUp);
  socket.once('readable', () => {
    const first: Buffer | null = socket.read(1);
    // Null at the end of a connection that never said anything.
    if (first === null) {
      giveUp();
      return;
    }
    socket.unshift(first);
    socket.setTimeout(0);
    socket.off('timeout', giveUp);
    next(first[0] === TLS_HANDSHAKE);
  });
}
