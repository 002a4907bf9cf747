import type { AddressInfo, Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { HarnessError } from '../errors.js';
import { holderOf } from './port-holder.js';

/** Where to listen. `option` is how the port was asked for; 0 takes any free one. */
export type Place = { readonly host: string; readonly port: number; readonly option: string };

/** Listens and returns the address without a trailing slash. */
export async function listen(app: FastifyInstance, place: Place, scheme: 'http' | 'https' = 'http'): Promise<string> {
  await bind(place, ({ host, port }) => app.listen({ host, port }));
  return addressIn(app.server, place.host, scheme);
}

/** The same for a server that is none of Fastify's. */
export async function listenPlainly(server: Server, place: Place): Promise<string> {
  const listening = ({ host, port }: Place) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
  await bind(place, listening);
  return addressIn(server, place.host, 'http');
}

async function bind(place: Place, start: (place: Place) => Promise<unknown>): Promise<void> {
  const { host, port, option } = place;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new HarnessError(
      'HARNESS_PORT',
      `${String(port)} is no port: ${option} takes a whole number from 0 to 65535.`,
    );
  }
  try {
    await start(place);
  } catch (error) {
    throw portError(error, host, port, option);
  }
}

/** Where every address is listened on, clients need one that can be called, and TLS one that a certificate can name. */
const CALLABLE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function addressIn(server: Server, bound: string, scheme: 'http' | 'https'): string {
  const { port } = server.address() as AddressInfo;
  const host = CALLABLE[bound] ?? bound;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function portError(error: unknown, host: string, port: number, option: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    const holder = holderOf(port);
    const by = holder ? ` by ${holder}` : '';
    return new HarnessError(
      'HARNESS_PORT_TAKEN',
      `Port ${port} is taken${by}. Stop it, or choose another with ${option} (0 takes any free port).`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new HarnessError(
      'HARNESS_PORT_DENIED',
      `Port ${port} needs privileges. Choose one above 1023 with ${option}.`,
      { cause: error },
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new HarnessError('HARNESS_HOST_UNKNOWN', `This machine has no address "${host}". Use --host 127.0.0.1.`, {
      cause: error,
    });
  }
  return error;
}
