import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Dialect } from '../dialect.js';
import type { Hatch } from '../hatch.js';
import type { Registry } from '../registry.js';
import type { DemoPort } from './demo/port.js';
import { DEMO_ROUTES } from './demo/routes.js';
import { createHubs } from './events/hubs.js';
import { refuseForeign, refuseWithoutToken } from './guard.js';
import { noSuchRoute } from './missing.js';
import { createDocuments } from './openapi.js';
import { createReports } from './reports.js';
import type { Room } from './room.js';
import type { Route } from './route.js';
import { ROUTES } from './routes/index.js';
import { answerError, handlerOf, refuseUnread, send, takeBodies } from './serve.js';
import { createSnapshots } from './snapshots.js';

/** What the control API works on. */
export type ControlParts = {
  readonly registry: Registry;
  readonly stsUrl: string;
  readonly rapUrl: string;
  /** Null, or left out, where nothing speaks TLS. */
  readonly caFile?: string | null;
  readonly proxyUrl?: string | null;
  readonly dialects: readonly Dialect[];
  /** Adds the page for a browser; left out where there is none. */
  readonly console?: ((app: FastifyInstance) => void) | undefined;
  /** A guided story; left out where none is told. */
  readonly demo?: DemoPort | undefined;
  /** The way into the services, to try them; left out where there are none. */
  readonly hatch?: Hatch | undefined;
  /** The address it will be bound to: anything but loopback demands the token for changes. */
  readonly host: string;
  /** Told of a bug of ours; the caller only learns that there was one. */
  readonly onBug: (error: unknown) => void;
  /** How often readers of events get a sign of life; default 15 s. */
  readonly heartbeatMs?: number;
};

export type Control = {
  readonly app: FastifyInstance;
  readonly token: string;
  /** Told once the port is known. */
  readonly announce: (controlUrl: string) => void;
};

const HEARTBEAT_MS = 15_000;
const LARGEST_BODY = 1024 * 1024;

/** The control API as a server that does not listen yet. */
export function createControl(parts: ControlParts): Control {
  const { registry, stsUrl, rapUrl, caFile = null, proxyUrl = null, dialects, host } = parts;
  const { heartbeatMs = HEARTBEAT_MS } = parts;
  const token = randomBytes(32).toString('base64url');
  let controlUrl: string | null = null;
  const addresses = () => {
    const consoleUrl = controlUrl === null || !parts.console ? null : `${controlUrl}/`;
    return { stsUrl, rapUrl, controlUrl, controlToken: token, consoleUrl, caFile, proxyUrl };
  };
  const routes = parts.demo ? [...ROUTES, ...DEMO_ROUTES] : ROUTES;
  const hubs = createHubs(harness => registry.get(harness.id) === harness, heartbeatMs);
  const room: Room = {
    registry,
    addresses,
    hubs,
    reports: createReports(),
    demo: parts.demo,
    snapshots: createSnapshots(),
    hatch: parts.hatch,
    document: createDocuments(routes, dialects, addresses),
  };
  const app = createApp(room, routes, { host, token }, parts.onBug);
  parts.console?.(app);
  app.addHook('preClose', async () => hubs.close());
  return {
    app,
    token,
    announce: url => {
      controlUrl = url;
    },
  };
}

function createApp(
  room: Room,
  routes: readonly Route[],
  guarded: { host: string; token: string },
  onBug: (error: unknown) => void,
) {
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: LARGEST_BODY,
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    clientErrorHandler: (error, socket) => refuseUnread(error, socket),
    frameworkErrors: (error, _request, reply) => answerError(reply, error, onBug),
  });
  takeBodies(app);
  app.addHook('onRequest', async (request, reply) => {
    const refused = refuseForeign(request.raw, guarded);
    if (refused) return send(reply, refused);
  });
  for (const route of routes) {
    const needsToken = route.confidential === true || route.method !== 'GET';
    app.route({
      method: route.method,
      url: route.path,
      ...(route.bodyLimit !== undefined && { bodyLimit: route.bodyLimit }),
      onRequest: async (request, reply) => {
        const refused = needsToken ? refuseWithoutToken(request.raw, guarded) : undefined;
        if (refused) return send(reply, refused);
      },
      handler: handlerOf(room, route),
    });
  }
  app.setNotFoundHandler((request, reply) => send(reply, noSuchRoute(routes, request.method, request.url)));
  app.setErrorHandler((error, _request, reply) => answerError(reply, error, onBug));
  return app;
}
