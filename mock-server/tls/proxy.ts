import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onFirstByte, PATIENCE_MS } from './first-byte.js';
import type { Identity } from './identity.js';
import { type Authority, type OwnAddresses, readAuthority, type ServiceName, type Target, targetOf } from './target.js';
import { createTerminator, type Told } from './terminator.js';

/** One of the two services, as the proxy hands requests to it. */
export type Destination = {
  /** Takes a connection as if it had come to its own port. */
  readonly connection: (socket: Socket) => void;
  /** Answers a request that was sent to the proxy itself. `unprotected`: in plain http to the vendor's own name. */
  readonly request: (unprotected: boolean, ...request: Parameters<RequestListener>) => void;
};

/** What the proxy would not do. */
export type TurnedDown = {
  readonly operation: 'proxy.connect' | 'proxy.request';
  readonly method: string;
  /** Host and port, as they may be shown. */
  readonly target: string;
  readonly why: string;
  readonly bytes: number;
};

export type ProxyParts = {
  readonly identity: Identity;
  readonly destinations: Readonly<Record<ServiceName, Destination>>;
  readonly own: OwnAddresses;
  readonly told: Told;
  /** A host and port without what may be a secret. */
  readonly shown: (place: string) => string;
  readonly turnedDown: (what: TurnedDown) => void;
  /** How long a client may be silent, and how long it may take over the head of a request. Shorter in tests. */
  readonly patienceMs?: number;
};

export type Interceptor = { readonly server: Server; readonly close: () => Promise<void> };

const LARGEST_HEAD = 16 * 1024;

/**
 * The proxy that HTTPS_PROXY means. It opens no connection, ever: what is for the vendor's hosts is answered by this
 * process, and everything else is refused.
 */
export function createProxy(parts: ProxyParts): Interceptor {
  const { patienceMs = PATIENCE_MS } = parts;
  const open = new Set<Socket>();
  let closing = false;
  // At the end it is we who hang up.
  const told: Told = what => !closing && parts.told(what);
  const server = createServer(
    {
      maxHeaderSize: LARGEST_HEAD,
      headersTimeout: patienceMs,
      requestTimeout: 3 * patienceMs,
      connectionsCheckingInterval: Math.ceil(patienceMs / 4),
    },
    (request, response) => passOn(parts, request, response),
  );
  const tunnel = tunnels({ ...parts, told }, patienceMs);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(socket));
  });
  server.on('connect', (request, stream, head) => tunnel(request, asSocket(stream), head));
  server.on('clientError', (error, socket) => refuseUnread(error, asSocket(socket), told, patienceMs));
  const close = () =>
    new Promise<void>(resolve => {
      closing = true;
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  return { server, close };
}

/** Answers what is no request, or not a whole one. Who said nothing at all is let go without a word. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Socket, told: Told, patienceMs: number): void {
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  if (!socket.writable || socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  told(isSlow ? 'somebody began a request and did not finish it in time' : 'somebody sent what is no HTTP request');
  const status = isSlow ? '408 Request Timeout' : '400 Bad Request';
  bidFarewell(socket, `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, patienceMs);
}

/** Long enough for the last words to arrive. */
const FAREWELL_MS = 2000;

/**
 * Ends a connection that is no longer an HTTP server's, which would see to it. What still comes is taken and dropped,
 * and a client that never hangs up is not waited for.
 */
function bidFarewell(socket: Socket, lastWords: string, patienceMs: number): void {
  socket.end(lastWords);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), Math.min(FAREWELL_MS, patienceMs)).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** Node calls it a stream, for servers that are given something else; this one listens on a port. */
function asSocket(stream: Duplex): Socket {
  return stream as Socket;
}

/** Answers CONNECT: TLS ends here, and what is inside goes to the service as if it had come to its own port. */
function tunnels({ identity, destinations, own, told, shown, turnedDown }: ProxyParts, patienceMs: number) {
  const terminator = (service: ServiceName) =>
    createTerminator(identity, told, patienceMs, destinations[service].connection);
  const terminators = { sts: terminator('sts'), rap: terminator('rap') };
  return (request: IncomingMessage, socket: Socket, head: Buffer): void => {
    const authority = readAuthority(request.url ?? '', 443);
    const target = targetOf(authority, 443, own);
    if (target.kind === 'elsewhere') {
      const place = named(authority, shown);
      const body = bodyOf(target, place);
      turnedDown({ ...refusalOf(request, target, place), operation: 'proxy.connect', bytes: body.length });
      bidFarewell(socket, `HTTP/1.1 403 Forbidden\r\n${headOf(body)}Connection: close\r\n\r\n${body}`, patienceMs);
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    if (target.kind === 'own') {
      destinations[target.service].connection(socket);
      return;
    }
    onFirstByte(socket, patienceMs, isTls => {
      if (isTls) {
        terminators[target.service](socket);
        return;
      }
      told(`somebody spoke no TLS in a tunnel to ${authority?.host ?? ''}: use https:// there`);
      socket.destroy();
    });
  };
}

/** Answers what was sent to the proxy itself: `POST http://sts.sims.co.uk/connect/token`. */
function passOn(
  { destinations, own, shown, turnedDown }: ProxyParts,
  ...[request, response]: Parameters<RequestListener>
): void {
  const [, wanted = '', path = ''] = /^http:\/\/([^/?#]*)(.*)$/i.exec(request.url ?? '') ?? [];
  const authority = readAuthority(wanted, 80);
  const target = targetOf(authority, 80, own);
  if (target.kind === 'elsewhere') {
    const place = named(authority, shown);
    const body = bodyOf(target, place);
    turnedDown({ ...refusalOf(request, target, place), operation: 'proxy.request', bytes: body.length });
    response.writeHead(403, { 'Content-Type': TEXT, 'Content-Length': body.length, Connection: 'close' });
    response.end(body);
    return;
  }
  request.url = path.startsWith('/') ? path : `/${path}`;
  destinations[target.service].request(target.kind === 'vendor', request, response);
}

const TEXT = 'text/plain; charset=us-ascii';

function headOf(body: string): string {
  return `Content-Type: ${TEXT}\r\nContent-Length: ${body.length}\r\n`;
}

type Elsewhere = Extract<Target, { kind: 'elsewhere' }>;

/** Only some clients show the body of such an answer, so the terminal and the journal say the same. In ASCII alone. */
function bodyOf({ why }: Elsewhere, place: string): string {
  return `sims-harness: ${place.replaceAll('…', '...')} is refused: ${why}.\n`;
}

function refusalOf({ method = '' }: IncomingMessage, { why }: Elsewhere, place: string) {
  return { method, target: place, why };
}

const LONGEST_NAME = 100;

function named(authority: Authority | undefined, shown: ProxyParts['shown']): string {
  if (authority === undefined) return NO_PLACE;
  return `${shown(authority.host).slice(0, LONGEST_NAME)}:${authority.port}`;
}

/** For what is no address, and may hold anything. */
const NO_PLACE = '(no host)';
