import type { Socket } from 'node:net';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
} from 'fastify';
import type { Dialect, Parameters, Route } from '../dialect.js';
import type { Doorway } from '../doorway.js';
import { entrance } from './entrance.js';
import { type Desk, serve } from './exchange.js';

/** A form is a few hundred bytes; IIS takes 4 MB before it refuses a body unread. */
const LARGEST_BODY = 4 * 1024 * 1024;

/** One imitated service as a server that does not listen yet. Nothing in its answers is Fastify's or ours. */
export function createApp(desk: Desk, doorway?: Doorway): FastifyInstance {
  const app = Fastify({
    ...(doorway && { serverFactory: throughDoorway(doorway) }),
    logger: false,
    forceCloseConnections: true,
    bodyLimit: LARGEST_BODY,
    exposeHeadRoutes: false,
    routerOptions: { caseSensitive: false, maxParamLength: 500 },
    rewriteUrl: entrance,
    clientErrorHandler: (error, socket) => {
      desk.onTurnedAway(unreadable(error));
      refuseUnread(socket);
    },
    frameworkErrors: (_error, request, reply) => {
      reply.hijack();
      serve(desk, request.raw, reply.raw, {}, {}, undefined);
    },
  });
  if (doorway) app.addHook('preClose', async () => doorway.close());
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const route of desk.dialect.routes) addRoute(app, desk, route);
  const unrouted = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    const allow = allowedOn(desk.dialect, request.url);
    serve(desk, request.raw, reply.raw, allow === undefined ? {} : { allow }, {}, request.body);
  };
  app.setNotFoundHandler(unrouted);
  app.setErrorHandler((_error, request, reply) => {
    // Fastify has a rule of its own for QUERY; here it is one more verb that no address takes (STS-12).
    if (request.method === 'QUERY') return unrouted(request, reply);
    // Otherwise only a body that cannot be read gets here: too large, or cut off by the client.
    reply.hijack();
    const { raw } = reply;
    if (raw.destroyed) return;
    raw.writeHead(413, ['Content-Length', '0', 'Connection', 'close']);
    raw.end(() => request.raw.destroy());
  });
  return app;
}

/** With the limits that Fastify gives to servers of its own making. */
function throughDoorway(doorway: Doorway): FastifyServerFactory {
  return (handler, { keepAliveTimeout, requestTimeout }) =>
    Object.assign(doorway.server(handler), { keepAliveTimeout, requestTimeout });
}

function addRoute(app: FastifyInstance, desk: Desk, route: Route): void {
  app.route({
    method: [...route.methods],
    url: route.path,
    handler: (request, reply) => {
      reply.hijack();
      serve(desk, request.raw, reply.raw, { route }, request.params as Parameters, request.body);
    },
  });
}

/** The verbs of an address that is known, for 405; undefined for one that is not. */
function allowedOn(dialect: Dialect, path: string): string | undefined {
  const segments = path.toLowerCase().split('/');
  const route = dialect.routes.find(r => {
    const wanted = r.path.toLowerCase().split('/');
    return wanted.length === segments.length && wanted.every((w, i) => w.startsWith(':') || w === segments[i]);
  });
  return route?.methods.join(', ');
}

const TLS_HANDSHAKE = 0x16;

/** What somebody sent who did not speak HTTP; https against this port is the commonest case. */
function unreadable(error: Error): string {
  if ('rawPacket' in error && Buffer.isBuffer(error.rawPacket) && error.rawPacket[0] === TLS_HANDSHAKE)
    return 'somebody spoke TLS to a plain port: use http:// here';
  return `somebody sent what is no HTTP request (${'code' in error ? String(error.code) : error.name})`;
}

/** What http.sys says to bytes that are no HTTP. */
function refuseUnread(socket: Socket): void {
  if (!socket.writable) return;
  const page = '<h2>Bad Request</h2><hr><p>HTTP Error 400. The request is badly formed.</p>';
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: text/html; charset=us-ascii\r\nConnection: close\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
  );
}
