import type { FastifyInstance } from 'fastify';
import type { Harness } from './harness.js';
import { createApp } from './http/app.js';
import type { Desk } from './http/desk.js';
import { listenPlainly, type Place } from './http/listen.js';
import { shownPlace } from './http/shown.js';
import { sslRequired } from './iis.js';
import { isLoopback } from './loopback.js';
import type { Destination, Identity, TurnedDown } from './tls/index.js';
import { DEFAULT_WORLD } from './worlds.js';

/** A service that listens, as the proxy leads to it. */
export type Intercepted = { readonly desk: Desk; readonly app: FastifyInstance; readonly url: string };

type Services = Readonly<Record<'sts' | 'rap', Intercepted>>;

/** Opens the proxy before the two services. What it turns down stands in the default world's journal. */
export async function openInterception(
  room: typeof import('./tls/index.js'),
  identity: Identity,
  services: Services,
  place: Place,
  told: (what: string) => void,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const { worlds } = services.sts.desk;
  const closed = { sts: alwaysShut(services.sts), rap: alwaysShut(services.rap) };
  await Promise.all([closed.sts.ready(), closed.rap.ready()]);
  const proxy = room.createProxy({
    identity,
    destinations: { sts: destination(services.sts, closed.sts), rap: destination(services.rap, closed.rap) },
    own: ({ host, port }) => ownService(services, place.host, host, port),
    told,
    shown: place =>
      shownPlace(
        worlds.list().map(harness => harness.world()),
        place,
      ),
    turnedDown: what => noteTurnedDown(worlds.get(DEFAULT_WORLD), what),
  });
  const close = async () => {
    await Promise.all([proxy.close(), closed.sts.close(), closed.rap.close()]);
  };
  return { url: await listenPlainly(proxy.server, place), close };
}

/** The vendor's host in plain http: whatever a switch says, its gate is shut (STS-11). */
function alwaysShut({ desk }: Intercepted): FastifyInstance {
  return createApp({ ...desk, dialect: { ...desk.dialect, gate: () => sslRequired() } });
}

function destination({ app }: Intercepted, closed: FastifyInstance): Destination {
  return {
    connection: socket => app.server.emit('connection', socket),
    request: (unprotected, request, response) => (unprotected ? closed : app).routing(request, response),
  };
}

/** Clients that were not told of NO_PROXY send what is for this machine through the proxy as well. */
function ownService(services: Services, bound: string, host: string, port: number): 'sts' | 'rap' | undefined {
  if (!isLoopback(host) && host !== bound.toLowerCase()) return undefined;
  return (['sts', 'rap'] as const).find(name => Number(new URL(services[name].url).port) === port);
}

function noteTurnedDown(harness: Harness | undefined, { operation, method, target, why, bytes }: TurnedDown): void {
  if (!harness) return;
  const { version } = harness.world();
  harness.record({
    at: harness.clock.now(),
    durationMs: 0,
    service: 'proxy',
    operation,
    method,
    host: undefined,
    path: target,
    status: 403,
    bytes,
    worldVersion: { before: version, after: version },
    applicationId: undefined,
    organisationId: undefined,
    clientId: undefined,
    authentication: undefined,
    token: undefined,
    secret: undefined,
    switches: undefined,
    fault: undefined,
    step: undefined,
    why,
  });
}
