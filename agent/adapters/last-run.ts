// How the last sync ended, for `status`. A courtesy, not a record: it holds no secret, and nothing is decided by it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type LastRun = {
  readonly at: number;
  readonly exit: number;
  readonly code: string | null;
  readonly says: string;
};

const pathIn = (vault: string): string => join(vault, 'last-run.json');

/** A disk that is full must not hide why the run ended, so a failure is not told. */
export const writeLastRun = (vault: string, run: LastRun): Promise<void> =>
  writeFile(pathIn(vault), `${JSON.stringify(run)}\n`, { mode: 0o600 }).catch(() => undefined);

/** Null when there was none, or what is there cannot be read. */
export const readLastRun = (vault: string): Promise<LastRun | null> =>
  readFile(pathIn(vault), 'utf8')
    .then(JSON.parse)
    .catch(() => null);
