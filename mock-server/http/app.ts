import type { Socket } from 'node:net';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
} from 'fastify';
import { type Answer, empty } from '../answer.js';
import type { Dialect, Parameters, Route } from '../dialect.js';
import type { Doorway } from '../doorway.js';
import type { Desk } from './desk.js';
import { entrance } from './entrance.js';
import { serve } from './exchange.js';
import { limitTime, PATIENCE } from './patience.js';
import { noteBrokenOff, refuse, refuseUnread } from './unserved.js';
import { refuseTunnel, refuseUnspoken } from './unspoken.js';

/** A form is a few hundred bytes; IIS takes 4 MB before it refuses a body unread. */
const LARGEST_BODY = 4 * 1024 * 1024;
const TOO_LARGE: Answer = {
  ...empty(413, [], { why: 'a body of more than 4 MB: refused unread' }),
  reason: 'Request Entity Too Large',
};
const isTooLarge = (error: unknown) => error instanceof Error && 'statusCode' in error && error.statusCode === 413;
/** RFC 9110, section 10.1.1: the one expectation there is, 100-continue, is met by Node itself. */
const UNEXPECTED = empty(417, [], { why: 'an Expect header that asks for something other than 100-continue' });

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
    clientErrorHandler: (error, socket) => refuseUnspoken(desk, error, socket),
    frameworkErrors: (_error, request, reply) => {
      reply.hijack();
      serve(desk, request.raw, reply.raw, {}, {}, undefined);
    },
  });
  limitTime(app.server, desk.patience ?? PATIENCE);
  app.server.on('connect', (_request, socket: Socket) => refuseTunnel(desk, socket));
  app.server.on('checkExpectation', (request, response) => refuse(desk, request, response, UNEXPECTED));
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
  app.setErrorHandler((error, request, reply) => {
    // Fastify has a rule of its own for QUERY; here it is one more verb that no address takes (STS-12).
    if (request.method === 'QUERY') return unrouted(request, reply);
    // Otherwise only a body that cannot be read gets here: too large, or cut off by the client.
    reply.hijack();
    if (isTooLarge(error)) refuseUnread(desk, request.raw, reply.raw, TOO_LARGE);
    else {
      noteBrokenOff(desk, request.raw);
      // With its connection, unless that is to say something yet.
      if (!reply.raw.socket?.writableEnded) reply.raw.destroy();
    }
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
