import type { Server, ServerResponse } from 'node:http';

/** How long a client may take before its connection is given up, in milliseconds. */
export type Patience = {
  /** Until the head of a request is whole. */
  readonly headMs: number;
  /** Until the whole request is. */
  readonly requestMs: number;
  /** With none of a large answer being read. */
  readonly readMs: number;
  /** How often connections are looked at. */
  readonly checkEveryMs: number;
};

/** Two minutes for each, as http.sys has it. */
export const PATIENCE: Patience = { headMs: 120_000, requestMs: 120_000, readMs: 120_000, checkEveryMs: 5_000 };

/**
 * Ends the connection of a client that takes nothing of its answer for so long: the rest of it waits in our memory. Any
 * progress begins the wait anew.
 */
export function giveUpUnread(response: ServerResponse, { readMs }: Patience, tell: () => void): void {
  response.setTimeout(readMs, () => {
    tell();
    response.destroy();
  });
}

/**
 * Sets the limits on a server that does not listen yet. Fastify and Node would wait for the body of a request for ever,
 * and refuse a missing Host without telling anybody.
 */
export function limitTime(server: Server, { headMs, requestMs, checkEveryMs }: Patience): void {
  server.headersTimeout = headMs;
  server.requestTimeout = requestMs;
  // Node reads both when it is about to need them, but its types know them as options of a new server only.
  Object.assign(server, { connectionsCheckingInterval: checkEveryMs, requireHostHeader: false });
  // As many as fit into 16 KB: Node would drop the rest without a word.
  server.maxHeadersCount = 0;
}
