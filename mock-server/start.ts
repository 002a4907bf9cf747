import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Dialect } from './dialect.js';
import { handleOf, type WorldHandle } from './handle.js';
import { createApp } from './http/app.js';
import type { Desk } from './http/exchange.js';
import { listen } from './http/listen.js';
import { dataFolder, keysIn } from './key-store.js';
import { isLoopback } from './loopback.js';
import { createRap } from './rap/index.js';
import { createRegistry, prepare, type Registry, type WorldOptions } from './registry.js';
import { createSts } from './sts/index.js';
import { createKeyRing } from './tokens/index.js';
import { DEFAULT_WORLD, type Worlds } from './worlds.js';

export type HarnessOptions = Omit<WorldOptions, 'id'> & {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Ports; 0, the default, takes any free one. */
  readonly stsPort?: number;
  readonly rapPort?: number;
  /** Null: no control port at all. */
  readonly controlPort?: number | null;
  /** Where signing keys are kept between starts; default: the user's own data folder. */
  readonly keyFolder?: string;
  /** Told of a bug of ours while serving; default: the stack goes to stderr. */
  readonly onBug?: (error: unknown) => void;
};

export type RunningHarness = WorldHandle & {
  newWorld(options?: WorldOptions): Promise<WorldHandle>;
  /** Ends a world made by `newWorld`. */
  removeWorld(id: string): boolean;
  /** Stops listening and ends every open connection. */
  stop(): Promise<void>;
};

/**
 * Starts the STS, the RAP API and the control API, and a first world in them.
 * @throws HarnessError for a taken port, an unknown world, a bad switch or scenario: nothing is left running then.
 */
export async function startHarness(options: HarnessOptions = {}): Promise<RunningHarness> {
  const keys = createKeyRing(keysIn(options.keyFolder ?? join(dataFolder(process.env), 'keys')));
  // A first key may take half a second to make: begin now, and let only the first token wait for it.
  keys.key(1).catch(() => undefined);
  const prepared = await prepare(options);
  const edge = createEdge(options);
  try {
    const sts = createSts(keys);
    const rap = createRap();
    const stsUrl = await edge.open(createApp(edge.desk(sts)), options.stsPort ?? 0, '--sts-port');
    const rapUrl = await edge.open(createApp(edge.desk(rap)), options.rapPort ?? 0, '--rap-port');
    const registry = createRegistry(stsUrl, keys, switchesOn(options.host ?? '127.0.0.1'));
    edge.use(registry);
    const first = await registry.create({ ...prepared, id: DEFAULT_WORLD });
    const at = {
      stsUrl,
      rapUrl,
      ...(await openControl(options, edge, { registry, stsUrl, rapUrl, dialects: [sts, rap] })),
    };
    return Object.assign(handleOf(first, at), {
      newWorld: async (wanted: WorldOptions = {}) => handleOf(await registry.create(wanted), at),
      removeWorld: registry.remove,
      stop: edge.close,
    });
  } catch (error) {
    await edge.close();
    throw error;
  }
}

/** STS-11: plain http is for this machine only, unless somebody asks for it. */
function switchesOn(host: string): Readonly<Record<string, string>> {
  return isLoopback(host) ? {} : { 'transport.http': 'refuse' };
}

/** Everything that listens, and the worlds behind it once there are some. */
function createEdge(options: HarnessOptions) {
  const apps: FastifyInstance[] = [];
  let worlds: Registry | undefined;
  const known: Worlds = { get: id => worlds?.get(id), list: () => worlds?.list() ?? [] };
  return {
    desk: (dialect: Dialect): Desk => ({
      dialect,
      worlds: known,
      onBug: options.onBug ?? toStderr,
      onTurnedAway: message => {
        const first = worlds?.get(DEFAULT_WORLD);
        first?.emit({
          type: 'turned-away',
          at: first.clock.now(),
          message: `${dialect.service.toUpperCase()}: ${message}`,
        });
      },
    }),
    use: (registry: Registry) => {
      worlds = registry;
    },
    open: async (app: FastifyInstance, port: number, option: string) => {
      apps.push(app);
      return listen(app, options.host ?? '127.0.0.1', port, option);
    },
    close: async () => {
      worlds?.close();
      await Promise.all(apps.map(app => app.close()));
    },
  };
}

function toStderr(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}

type Parts = {
  readonly registry: Registry;
  readonly stsUrl: string;
  readonly rapUrl: string;
  readonly dialects: readonly Dialect[];
};

/** The control port, unless it is switched off. */
async function openControl(options: HarnessOptions, edge: ReturnType<typeof createEdge>, parts: Parts) {
  if (options.controlPort === null) return { controlUrl: null, controlToken: null };
  const { createControl } = await import('./control/index.js');
  const { host = '127.0.0.1', onBug = toStderr } = options;
  const { app, token, announce } = createControl({ ...parts, host, onBug });
  const controlUrl = await edge.open(app, options.controlPort ?? 0, '--control-port');
  announce(controlUrl);
  return { controlUrl, controlToken: token };
}
