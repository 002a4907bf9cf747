import type { Change } from '../mock-server/index.js';

/** What is done in a round, in order. */
export type Act =
  /** The subject runs one sync to its end; then, where there is a dump, the store is read. */
  | { readonly do: 'sync'; readonly name: string; readonly dump?: false }
  /** The same, but the subject is killed (SIGKILL) as so many requests have arrived, or so long after the last of them. */
  | {
      readonly do: 'kill';
      readonly name: string;
      readonly at: { readonly request: number } | { readonly quietMs: number };
    }
  /** The store is read, without a sync. */
  | { readonly do: 'dump'; readonly name: string }
  /** The integrator's running application is asked for credentials so many times. */
  | { readonly do: 'use'; readonly name: string; readonly times: number }
  | { readonly do: 'change'; readonly changes: readonly Change[] }
  /** A spell of the weather begins or ends. */
  | { readonly do: 'begin'; readonly spell: string }
  | { readonly do: 'end'; readonly spell: string }
  /** The world's clock moves, in milliseconds. */
  | { readonly do: 'advance'; readonly ms: number };

export const sync = (name: string): Act => ({ do: 'sync', name });
/** A sync whose store nobody looks at. */
export const syncOnly = (name: string): Act => ({ do: 'sync', name, dump: false });
/** A sync that is killed as its nth request arrives. */
export const killAt = (name: string, request: number): Act => ({ do: 'kill', name, at: { request } });
/** A sync that is killed when it has asked for nothing for so long. */
export const killAfter = (name: string, quietMs: number): Act => ({ do: 'kill', name, at: { quietMs } });
export const dump = (name: string): Act => ({ do: 'dump', name });
export const change = (...changes: readonly Change[]): Act => ({ do: 'change', changes });
export const begin = (spell: string): Act => ({ do: 'begin', spell });
export const end = (spell: string): Act => ({ do: 'end', spell });
export const advance = (ms: number): Act => ({ do: 'advance', ms });
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
