import Fastify, { type FastifyInstance } from 'fastify';
import type { Dialect } from '../dialect.js';
import type { Registry } from '../registry.js';

/** What the control API works on. */
export type ControlParts = {
  readonly registry: Registry;
  readonly stsUrl: string;
  readonly rapUrl: string;
  readonly dialects: readonly Dialect[];
  /** The address it will be bound to: anything but loopback demands the token for changes. */
  readonly host: string;
};

export type Control = {
  readonly app: FastifyInstance;
  readonly token: string;
  /** Told once the port is known. */
  readonly announce: (controlUrl: string) => void;
};

export function createControl(_parts: ControlParts): Control {
  return { app: Fastify({ logger: false, forceCloseConnections: true }), token: '', announce: () => {} };
}
