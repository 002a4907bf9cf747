import { join } from 'node:path';
import { serveConsole } from './console/plugin.js';
import type { Dialect } from './dialect.js';
import { createEdge, type Edge, LOOPBACK, toStderr } from './edge.js';
import { HarnessError } from './errors.js';
import { handleOf, mainApplication, type WorldHandle } from './handle.js';
import type { Harness } from './harness.js';
import { createHatch, type Hatch } from './hatch.js';
import { createApp } from './http/app.js';
import { type Intercepted, openInterception } from './interception.js';
import { dataFolder, keysIn } from './key-store.js';
import { isLoopback } from './loopback.js';
import { HARNESS_OPTIONS, type HarnessOptions, refuseUnknownOptions, WORLD_OPTIONS } from './options.js';
import { createRap } from './rap/index.js';
import { createRegistry, prepare, type Registry, type WorldOptions } from './registry.js';
import { createSts } from './sts/index.js';
import { STS_KINDS } from './switches/rfc-server.js';
import { createKeyRing, type KeyRing } from './tokens/index.js';
import type { Environment } from './world/index.js';
import { DEFAULT_WORLD } from './worlds.js';

export type RunningHarness = WorldHandle & {
  newWorld(options?: WorldOptions): Promise<WorldHandle>;
  /** Ends a world made by `newWorld`. */
  removeWorld(id: string): boolean;
  /** Stops listening and ends every open connection. */
  stop(): Promise<void>;
};

/**
 * Starts the STS, the RAP API and the control API, and a first world in them.
 * @throws HarnessError for an unknown option, a taken port, an unknown world, a bad switch or scenario: nothing is left running then.
 */
export async function startHarness(options: HarnessOptions = {}): Promise<RunningHarness> {
  refuseUnknownOptions(options, HARNESS_OPTIONS, 'startHarness');
  const keys = createKeyRing(keysIn(options.keyFolder ?? join(dataFolder(process.env), 'keys')));
  // A first key may take half a second to make: begin now, and let only the first token wait for it.
  keys.key(1).catch(() => undefined);
  const prepared = await prepare(options, options.sts);
  const tls = await openTls(options);
  const edge = createEdge(options);
  const secured = options.https ? tls : undefined;
  const serve = async (dialect: Dialect, port: number | undefined, option: string): Promise<Intercepted> => {
    const desk = edge.desk(dialect);
    const app = createApp(desk, secured?.room.createDoorway(secured.identity, desk.onTurnedAway));
    return { desk, app, url: await edge.open(app, port ?? 0, option, secured ? 'https' : 'http') };
  };
  try {
    const sts = await serve(await stsOf(options, keys), options.stsPort, '--sts-port');
    const rap = await serve(createRap(), options.rapPort, '--rap-port');
    const registry = createRegistry(sts.url, keys, switchesOn(options), options.sts);
    edge.use(registry);
    const first = await registry.create({ ...prepared, id: DEFAULT_WORLD });
    if (options.onEvent) first.subscribe(options.onEvent);
    const proxy = await openProxy(options, edge, tls, { sts, rap });
    const known = { stsUrl: sts.url, rapUrl: rap.url, caFile: tls?.identity.caFile ?? null, proxyUrl: proxy };
    const dialects = [sts.desk.dialect, rap.desk.dialect];
    const hatch = createHatch({ sts, rap });
    const at = { ...known, ...(await openControl(options, edge, { registry, ...known, dialects, hatch })) };
    return Object.assign(handleOf(first, at, entered(first, options)), {
      newWorld: async (wanted: WorldOptions = {}) => {
        refuseUnknownOptions(wanted, WORLD_OPTIONS, 'newWorld');
        return handleOf(await registry.create(wanted), at);
      },
      removeWorld: registry.remove,
      stop: edge.close,
    });
  } catch (error) {
    await edge.close();
    throw error;
  }
}

/** The environment that was asked for. @throws HarnessError when the world has nothing in it. */
function entered(first: Harness, { environment }: HarnessOptions): Environment | undefined {
  mainApplication(first.world(), environment);
  return environment;
}

/** The second token server, with all that it brings, is read from disk only when it is asked for. */
async function stsOf({ sts = 'sims' }: HarnessOptions, keys: KeyRing): Promise<Dialect> {
  if (sts === 'sims') return createSts(keys);
  if (sts !== 'rfc6749')
    throw new HarnessError('HARNESS_STS', `There is no STS "${sts}": use ${STS_KINDS.join(' or ')}.`);
  const { createStrictSts } = await import('./sts-rfc6749/index.js');
  return createStrictSts(keys);
}

/** STS-11: plain http is for this machine only, and not where TLS is on offer, unless somebody asks for it. */
function switchesOn({ host = LOOPBACK, https = false }: HarnessOptions): Readonly<Record<string, string>> {
  return isLoopback(host) && !https ? {} : { 'transport.http': 'refuse' };
}

/** The room and this run's certificate; a start in plain http does not even load it. */
async function openTls({ https = false, intercept, host = LOOPBACK, tlsFolder }: HarnessOptions) {
  if (!https && intercept === undefined) return undefined;
  const room = await import('./tls/index.js');
  return { room, identity: await room.openIdentity(tlsFolder ?? room.authorityFolder(process.env), host) };
}

type Tls = Awaited<ReturnType<typeof openTls>>;

/** The proxy's address; null where none was asked for. */
async function openProxy(
  { intercept, host = LOOPBACK }: HarnessOptions,
  edge: Edge,
  tls: Tls,
  services: Readonly<Record<'sts' | 'rap', Intercepted>>,
): Promise<string | null> {
  if (intercept === undefined || !tls) return null;
  const place = { host, port: intercept, option: '--intercept' };
  const proxy = await openInterception(tls.room, tls.identity, services, place, edge.teller('PROXY'));
  edge.alsoClose(proxy.close);
  return proxy.url;
}

type Parts = {
  readonly registry: Registry;
  readonly stsUrl: string;
  readonly rapUrl: string;
  readonly caFile: string | null;
  readonly proxyUrl: string | null;
  readonly dialects: readonly Dialect[];
  readonly hatch: Hatch;
};

/** The control port, unless it is switched off. */
async function openControl(options: HarnessOptions, edge: Edge, parts: Parts) {
  if (options.controlPort === null) return { controlUrl: null, controlToken: null, consoleUrl: null };
  const { createControl } = await import('./control/index.js');
  const { host = LOOPBACK, onBug = toStderr, console = true } = options;
  const page = console ? serveConsole : undefined;
  const { app, token, announce } = createControl({ ...parts, host, onBug, console: page, demo: options.demo });
  const controlUrl = await edge.open(app, options.controlPort ?? 0, '--control-port');
  announce(controlUrl);
  return { controlUrl, controlToken: token, consoleUrl: console ? `${controlUrl}/` : null };
}
