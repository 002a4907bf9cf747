import type { Clock, Log } from '../ports.js';
import type { Http } from './http.js';
import type { Host } from './pace.js';
import type { Retries } from './retry.js';

/** One host, and what the calls of a run share. */
export type Service = {
  readonly http: Http;
  readonly host: Host;
  readonly retries: Retries;
  readonly clock: Clock;
  readonly log: Log;
  readonly userAgent: string;
  readonly counts: Record<'token' | 'list' | 'clients', number>;
  /** Told how each request ended: a status, or the code of a broken connection. */
  readonly tally: (op: 'token' | 'list' | 'clients', code: string) => void;
};
