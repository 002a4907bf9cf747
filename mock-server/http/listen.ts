import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { HarnessError } from '../errors.js';
import { holderOf } from './port-holder.js';

/** Listens and returns the address without a trailing slash. Port 0 takes any free one. */
export async function listen(app: FastifyInstance, host: string, port: number, option: string): Promise<string> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new HarnessError(
      'HARNESS_PORT',
      `${String(port)} is no port: ${option} takes a whole number from 0 to 65535.`,
    );
  }
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw portError(error, host, port, option);
  }
  const bound = app.server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${bound.port}`;
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
