import type { ServerResponse } from 'node:http';

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
