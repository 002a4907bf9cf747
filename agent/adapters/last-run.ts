// How the last sync ended, for `status`. A courtesy, not a record: it holds no secret, and nothing is decided by it.
import type { Store } from '../ports.js';

export type LastRun = {
  readonly at: number;
  readonly exit: number;
  readonly code: string | null;
  readonly says: string;
};

/** A disk that is full must not hide why the run ended, so a failure is not told. */
export const writeLastRun = (store: Store, run: LastRun): Promise<void> =>
  store.record('last-run', `${JSON.stringify(run)}\n`).catch(() => undefined);

/** Null when there was none, or what is there cannot be read. */
export const readLastRun = (store: Store): Promise<LastRun | null> =>
  store
    .records('last-run')
    .then(([line = 'null']) => JSON.parse(line))
    .catch(() => null);
