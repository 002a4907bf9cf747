import type { FastifyInstance } from 'fastify';
import type { Dialect } from './dialect.js';
import type { Desk } from './http/desk.js';
import { listen } from './http/listen.js';
import type { Registry } from './registry.js';
import type { Sight } from './sight.js';
import { createThinning } from './thinning.js';
import { DEFAULT_WORLD, type Worlds } from './worlds.js';

export const LOOPBACK = '127.0.0.1';

export type EdgeOptions = {
  readonly host?: string;
  readonly onBug?: (error: unknown) => void;
  readonly onSight?: (sight: Sight) => void;
};
export type Edge = ReturnType<typeof createEdge>;

/** Everything that listens, and the worlds behind it once there are some. */
export function createEdge({ host = LOOPBACK, onBug = toStderr, onSight }: EdgeOptions) {
  const closers: (() => unknown)[] = [];
  let worlds: Registry | undefined;
  const known: Worlds = { get: id => worlds?.get(id), list: () => worlds?.list() ?? [] };
  /** Tells, in the default world, what reached no world at all. */
  const thinned = createThinning(message => {
    const first = worlds?.get(DEFAULT_WORLD);
    first?.emit({ type: 'turned-away', at: first.clock.now(), message });
  });
  const teller = (who: string) => (what: string) => thinned(`${who}: ${what}`);
  return {
    teller,
    desk: (dialect: Dialect): Desk => ({
      dialect,
      worlds: known,
      onBug,
      onSight,
      onTurnedAway: teller(dialect.service.toUpperCase()),
    }),
    use: (registry: Registry) => {
      worlds = registry;
    },
    open: async (app: FastifyInstance, port: number, option: string, scheme?: 'https' | 'http') => {
      closers.push(() => app.close());
      return listen(app, { host, port, option }, scheme);
    },
    alsoClose: (close: () => unknown) => {
      closers.push(close);
    },
    close: async () => {
      worlds?.close();
      await Promise.all(closers.map(close => close()));
    },
  };
}

export function toStderr(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}
