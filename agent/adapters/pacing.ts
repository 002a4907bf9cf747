// How fast one service is asked: evenly spaced, and not at all while it has asked for a pause.
import { TryLater } from '../errors.js';
import type { Clock, Log, Manners } from '../ports.js';

const quietMs = 60_000;
const longestMs = 24 * 3_600_000;

/** One even rhythm for everything a run sends (INFRA-26: the limit is per integrator). A burst of one. */
export class Rhythm {
  readonly #clock: Clock;
  readonly #everyMs: number;
  #slowMs: number;
  #slowedAt = Number.NEGATIVE_INFINITY;
  #nextAt = Number.NEGATIVE_INFINITY;
  #turn: Promise<void> = Promise.resolve();

  constructor(manners: Manners, clock: Clock) {
    this.#clock = clock;
    this.#everyMs = manners.requestsPerSecond === 'off' ? 0 : 1000 / manners.requestsPerSecond;
    this.#slowMs = this.#everyMs;
  }

  /** Waits for the next beat; callers are served in order. */
  async beat(): Promise<void> {
    if (this.#everyMs === 0) return;
    const turn = this.#turn.then(() => this.#wait());
    this.#turn = turn;
    await turn;
  }

  async #wait(): Promise<void> {
    const waitMs = this.#nextAt - this.#clock.monotonic();
    if (waitMs > 0) await this.#clock.sleep(Math.ceil(waitMs));
    this.#recover();
    this.#nextAt = this.#clock.monotonic() + this.#slowMs;
  }

  /** After a 429: half the rate. */
  slowDown(): void {
    this.#slowMs *= 2;
    this.#slowedAt = this.#clock.monotonic();
  }

  #recover(): void {
    if (this.#slowMs <= this.#everyMs || this.#clock.monotonic() - this.#slowedAt < quietMs) return;
    this.#slowMs = Math.max(this.#everyMs, this.#slowMs / 1.1);
    this.#slowedAt = this.#clock.monotonic();
  }
}

/** One host and the pause it may have asked for. */
export class Host {
  readonly #rhythm: Rhythm;
  readonly #clock: Clock;
  readonly #manners: Manners;
  readonly #log: Log;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(rhythm: Rhythm, manners: Manners, clock: Clock, log: Log) {
    this.#rhythm = rhythm;
    this.#clock = clock;
    this.#manners = manners;
    this.#log = log;
  }

  /** Resolves when a request may go out. Throws TryLater when the host wants a rest longer than a run may wait. */
  async admit(): Promise<void> {
    for (;;) {
      const waitMs = this.#pausedUntil - this.#clock.monotonic();
      if (waitMs > this.#manners.deferAfterMs)
        throw new TryLater(
          'deferred',
          `The service asked for a pause of ${Math.ceil(waitMs / 1000)} s. Run the sync again after that.`,
        );
      if (waitMs <= 0) break;
      await this.#clock.sleep(Math.ceil(waitMs));
    }
    await this.#rhythm.beat();
    if (this.#pausedUntil > this.#clock.monotonic()) await this.admit();
  }

  /** Nothing goes to this host for so long, whoever asks. */
  pause(ms: number): void {
    const until = this.#clock.monotonic() + Math.min(ms, longestMs);
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    if (ms > this.#manners.longPauseMs) this.#log({ level: 'warn', event: 'host_pause', ms });
  }

  throttled(): void {
    this.#rhythm.slowDown();
  }
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
