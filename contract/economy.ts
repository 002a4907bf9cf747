// What an agent's exchanges cost, counted: pure measures, shared by the judges of the EFF and AUTH families and by the figures.
import { good } from './evidence.js';
import type { Observed } from './seen.js';

/** World time after which a token of one hour may be renewed before it ends (TOK-20): margins of ten minutes are seen. */
const RENEWABLE_MS = 50 * 60_000;
/** Real time after which a server may have closed an idle connection, so that a new one is no waste. */
const IDLE_MS = 2_000;
/** Seconds' worth of calls that may come at once, as from a bucket that fills while an agent is idle. */
export const BURST_SECONDS = 2;

const isRap = ({ operation }: Observed) => operation.startsWith('rap.');

/** Token requests made, and how many of them were needed: the first, and one after each expiry. Faulted answers count as neither. */
export function tokens(exchanges: readonly Observed[]): { readonly made: number; readonly needed: number } {
  let made = 0;
  let needed = 0;
  let issuedAt: number | undefined;
  let expired = false;
  const refused = new Set<string | undefined>();
  for (const each of exchanges) {
    if (each.fault !== undefined) continue;
    // Calls that were on their way with the old token are refused after the renewal, too: that calls for no other.
    if (isRap(each) && each.status === 401 && !refused.has(each.token)) {
      refused.add(each.token);
      expired = true;
    }
    if (each.operation !== 'sts.token') continue;
    made += 1;
    if (expired || issuedAt === undefined || each.at - issuedAt >= RENEWABLE_MS) needed += 1;
    if (each.status !== 200) continue;
    issuedAt = each.at;
    expired = false;
  }
  return { made, needed };
}

/** Calls to the partner API that only the agent called for: without faulted answers, and those that met an expired token. */
export function ownCalls(exchanges: readonly Observed[]): readonly Observed[] {
  const lived = new Set<string | undefined>();
  return exchanges.filter(isRap).filter(({ fault, status, token }) => {
    if (fault !== undefined) return false;
    if (status !== 401) lived.add(token);
    return status !== 401 || !lived.has(token);
  });
}

/** Clients calls for a school whose credentials had been read before, in the same cycle. */
export function repeatedLookups(exchanges: readonly Observed[]): readonly Observed[] {
  const read = new Set<string>();
  return good(exchanges).filter(({ operation, organisationId }) => {
    if (operation !== 'rap.clients' || organisationId === undefined) return false;
    const key = organisationId.toLowerCase();
    const again = read.has(key);
    read.add(key);
    return again;
  });
}

/** Connections opened to either service, without those that followed a pause in which a server may have closed the last. */
export function connections(exchanges: readonly Observed[]): number {
  const open = new Set<number>();
  let opened = 0;
  let quietSince: number | undefined;
  for (const { connection, arrivedAt, answeredAt } of inOrder(exchanges)) {
    const idle = quietSince === undefined ? 0 : arrivedAt - quietSince;
    if (!open.has(connection) && idle < IDLE_MS) opened += 1;
    open.add(connection);
    quietSince = Math.max(answeredAt, quietSince ?? 0);
  }
  return opened;
}

export type Pace = {
  readonly calls: number;
  /** From the first arrival to the last. */
  readonly seconds: number;
  /** Calls a second. */
  readonly average: number;
  /** Most arrivals in any second. */
  readonly peak: number;
};

/** How fast the partner API was called, in real time. */
export function pace(exchanges: readonly Observed[]): Pace {
  const arrivals = inOrder(exchanges.filter(isRap)).map(({ arrivedAt }) => arrivedAt);
  const calls = arrivals.length;
  const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1000;
  let peak = 0;
  let first = 0;
  for (const [n, at] of arrivals.entries()) {
    while (at - (arrivals[first] ?? at) >= 1000) first += 1;
    peak = Math.max(peak, n - first + 1);
  }
  return { calls, seconds, average: seconds < 1 ? calls : (calls - 1) / seconds, peak };
}

/** Faster than so many calls a second, a burst aside. A busy machine makes an agent slower and never faster. */
export const isTooFast = ({ calls, seconds }: Pace, rate: number): boolean => calls > rate * (seconds + BURST_SECONDS);

const inOrder = (exchanges: readonly Observed[]) =>
  [...exchanges].sort((one, other) => one.arrivedAt - other.arrivedAt);
