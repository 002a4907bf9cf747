// `/livez`, `/readyz` and `/metrics` for the machine's own eyes: 127.0.0.1 only, read only, nothing secret.
import { type LoopbackServer, type Reply, serveLoopback } from './loopback-server.js';

export type Pages = {
  /** Null when the vault can serve; else why it cannot. */
  ready(): Promise<string | null>;
  metrics(): Promise<string>;
};

/** The page at this path; null when there is none. */
export async function healthPage(path: string, pages: Pages): Promise<Reply | null> {
  if (path === '/livez') return plain(200, 'alive\n');
  if (path === '/metrics') return plain(200, await pages.metrics());
  if (path !== '/readyz') return null;
  const why = await pages.ready();
  return why === null ? plain(200, 'ready\n') : plain(503, `${why}\n`);
}

const plain = (status: number, text: string): Reply => ({
  status,
  type: 'text/plain; version=0.0.4; charset=utf-8',
  text,
});

/** Port 0 takes any. Throws ConfigurationError when the port cannot be had. */
export const serveHealth = (port: number, pages: Pages): Promise<LoopbackServer> =>
  serveLoopback({ port }, 'SIMS_METRICS_PORT', ({ path }) =>
    healthPage(path, pages).then(
      page => page ?? plain(404, 'Not here.\n'),
      () => plain(500, 'See /readyz.\n'),
    ),
  );
