// How fast one service is asked: evenly spaced, and not at all while it has asked for a pause.

import type { Manners } from '../core/manners.js';
import { TryLater } from '../errors.js';
import type { Clock, Log } from '../ports.js';
import type { HttpAnswer } from './answer.js';
import type { Gate } from './patience.js';

const quietMs = 60_000;
const slowestMs = 30_000;
const longestMs = 24 * 3_600_000;

export type Rhythm = { beat(): Promise<void>; slowDown(): void };

/** One even rhythm for everything a run sends (INFRA-26: the limit is per integrator). A burst of one; callers are served in order. */
export function makeRhythm({ requestsPerSecond }: Manners, clock: Clock): Rhythm {
  const everyMs = requestsPerSecond === 'off' ? 0 : 1000 / requestsPerSecond;
  let slowMs = everyMs;
  let slowedAt = Number.NEGATIVE_INFINITY;
  let nextAt = Number.NEGATIVE_INFINITY;
  let turn = Promise.resolve();
  const wait = async (): Promise<void> => {
    const waitMs = nextAt - clock.monotonic();
    if (waitMs > 0) await clock.sleep(Math.ceil(waitMs));
    const now = clock.monotonic();
    const minutes = Math.floor((now - slowedAt) / quietMs);
    if (slowMs > everyMs && minutes > 0) {
      slowMs = Math.max(everyMs, slowMs / 1.1 ** minutes);
      slowedAt += minutes * quietMs;
    }
    nextAt = now + slowMs;
  };
  return {
    beat: async () => {
      if (everyMs === 0) return;
      turn = turn.then(wait);
      await turn;
    },
    /** After a 429: half the rate, but no slower than one in 30 s, and a tenth more for every quiet minute, however few ask in it. */
    slowDown: () => {
      slowMs = Math.max(everyMs, Math.min(slowMs * 2, slowestMs));
      slowedAt = clock.monotonic();
    },
  };
}

export type Host = {
  /** Resolves when a request may go out. Throws TryLater when the host wants a rest longer than a run may wait. */
  admit(): Promise<void>;
  /** Does what an answer asks for by `Retry-After` or 429; true when it asked for a rest. */
  obey(answer: Omit<HttpAnswer, 'body' | 'contentType'>): boolean;
};

/** One host and the pause it may have asked for, whoever asks it. `gate` is asked last, and told of pauses, which may outlive the run. */
export function makeHost(
  rhythm: Rhythm,
  manners: Manners,
  clock: Clock,
  log: Log,
  gate: Pick<Gate, 'pass' | 'quiet'>,
): Host {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const admit = async (): Promise<void> => {
    const waitMs = pausedUntil - clock.monotonic();
    if (waitMs > manners.deferAfterMs)
      throw new TryLater(
        'deferred',
        `The service asked for a pause of ${Math.ceil(waitMs / 1000)} s. Run the sync again after that.`,
      );
    if (waitMs > 0) await clock.sleep(Math.ceil(waitMs));
    else await rhythm.beat();
    if (waitMs > 0 || pausedUntil > clock.monotonic()) await admit();
    else await gate.pass();
  };
  const obey = ({ status, retryAfter, date }: Omit<HttpAnswer, 'body' | 'contentType'>): boolean => {
    if (status === 429) rhythm.slowDown();
    const ms = retryAfterMs(retryAfter, date, clock.now());
    if (ms === null) return false;
    const pauseMs = Math.min(ms, longestMs);
    pausedUntil = Math.max(pausedUntil, clock.monotonic() + pauseMs);
    gate.quiet(clock.now() + pauseMs);
    if (ms > manners.longPauseMs) log({ level: 'warn', event: 'host_pause', ms });
    return true;
  };
  return { admit, obey };
}

/**
 * The pause a `Retry-After` asks for, in ms (RFC 9110 section 10.2.3): seconds, or a date, which is read against the answer's own
 * `Date` where there is one, so that clocks need not agree. Negative is 0; null when it says nothing readable.
 */
export function retryAfterMs(value: string | undefined, date: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (/^-?\d+$/.test(text)) return Math.max(0, Number(text) * 1000);
  // Date.parse takes far more for a date than HTTP does.
  const until = /^[a-z]+,? /i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(until)) return null;
  const said = date === undefined ? Number.NaN : Date.parse(date);
  return Math.max(0, until - (Number.isNaN(said) ? now : said));
}
