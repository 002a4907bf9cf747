// `/livez`, `/readyz` and `/metrics` for the machine's own eyes: 127.0.0.1 only, read only, nothing secret.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError, systemCode } from '../errors.js';

export type Pages = {
  /** Null when the vault can serve; else why it cannot. */
  ready(): Promise<string | null>;
  metrics(): Promise<string>;
};

export type HealthServer = { readonly port: number; close(): void };

/** Port 0 takes any. Throws ConfigurationError when the port cannot be had. */
export async function serveHealth(port: number, pages: Pages): Promise<HealthServer> {
  const answers: Readonly<Record<string, () => Promise<readonly [status: number, text: string]>>> = {
    '/livez': async () => [200, 'alive\n'],
    '/readyz': async () => {
      const why = await pages.ready();
      return why === null ? [200, 'ready\n'] : [503, `${why}\n`];
    },
    '/metrics': async () => [200, await pages.metrics()],
  };
  const server = createServer(async ({ url = '', method }, response) => {
    const answer = method === 'GET' ? answers[url.split('?')[0] ?? ''] : undefined;
    const [status, text] = answer ? await answer().catch(() => [500, 'See the log.\n'] as const) : [404, 'Not here.\n'];
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
    server.listen(port, '127.0.0.1');
  }).catch((cause: unknown) => {
    throw new ConfigurationError(
      `127.0.0.1:${port} cannot be listened on (${systemCode(cause)}). Choose another SIMS_METRICS_PORT.`,
      { cause },
    );
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
