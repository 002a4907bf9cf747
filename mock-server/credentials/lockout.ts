import type { Harness, Kept } from '../harness.js';
import type { ClientOwner } from '../world/index.js';

/** What a client's wrong secrets have led to (CA-18); `lockedUntil` is epoch ms, and past when it is not locked out. */
type Strikes = { readonly inARow: number; readonly lockedUntil: number };

const STRIKES: Kept<Map<string, Strikes>> = { make: () => new Map() };
const LOCKED_MS = 15 * 60_000;
const NONE: Strikes = { inARow: 0, lockedUntil: 0 };

/** For how many milliseconds this client is still locked out; 0 when it is not. */
export function lockedFor(harness: Harness, { client }: ClientOwner): number {
  if (harness.switches()['sts.lockout'] === 'off') return 0;
  return Math.max(0, strikesOf(harness, client.clientId).lockedUntil - harness.clock.now());
}

/** Counts a wrong secret. Whether it was the one that locks the client out. */
export function strike(harness: Harness, { client }: ClientOwner): boolean {
  const most = harness.switches()['sts.lockout'];
  if (most === 'off') return false;
  const inARow = strikesOf(harness, client.clientId).inARow + 1;
  const locks = inARow >= most;
  // Once the time is over the count begins anew.
  const next = locks ? { inARow: 0, lockedUntil: harness.clock.now() + LOCKED_MS } : { inARow, lockedUntil: 0 };
  harness.kept(STRIKES).set(client.clientId, next);
  return locks;
}

/** A right secret ends the row. */
export function forgive(harness: Harness, { client }: ClientOwner): void {
  if (harness.switches()['sts.lockout'] !== 'off') harness.kept(STRIKES).delete(client.clientId);
}

function strikesOf(harness: Harness, clientId: string): Strikes {
  return harness.kept(STRIKES).get(clientId) ?? NONE;
}

/** The switch as the journal notes it. */
export function lockoutSwitch(harness: Harness): string {
  return `sts.lockout=${harness.switchTexts()['sts.lockout']}`;
}
