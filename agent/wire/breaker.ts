// Stops asking a host that only fails. A school whose data is broken must not look like a broken host: whether the host is back is
// found out by the site list, never by the next school in the queue.
import type { Timing } from '../core/rest.js';
import { TryLater } from '../errors.js';
import type { Clock, Log } from '../ports.js';
import { isHtml, NoAnswer } from './answer.js';
import type { Http } from './http.js';
import type { Service } from './service.js';

export type Breaker = {
  /** Resolves when requests may go out. Throws TryLater once the host stayed away too long. */
  admit(): Promise<void>;
  /** Told of every request how it ended. A 429 is no failure: the host is well, and busy. */
  note(failed: boolean): void;
};

/** `probe` sends one request and tells whether the host is there again. */
export function makeBreaker(
  settings: Timing['breaker'],
  probe: () => Promise<boolean>,
  clock: Clock,
  log: Log,
): Breaker {
  if (settings === 'off') return { admit: async () => {}, note: () => {} };
  const { inARow, percent, of, openMs, openings } = settings;
  const longest = Math.max(of, inARow);
  let recent: boolean[] = [];
  let open = false;
  let resting: Promise<void> | null = null;

  const rest = async (): Promise<void> => {
    for (let nth = 1; ; nth++) {
      log({ level: 'warn', event: 'breaker_open', n: nth, ms: openMs });
      if (nth >= openings)
        throw new TryLater('breaker_open', 'The service only fails, again and again. Run the sync again later.');
      await clock.sleep(openMs);
      if (await probe()) break;
    }
    log({ level: 'info', event: 'breaker_closed' });
    [recent, open, resting] = [[], false, null];
  };

  return {
    admit: async () => {
      if (!open) return;
      // Begun by whoever wants to ask, so that a run which is over waits for nothing.
      resting ??= rest();
      await resting;
    },
    note: failed => {
      if (open) return;
      recent.push(failed);
      if (recent.length > longest) recent.shift();
      if (!recent.includes(true)) return;
      const failures = (last: number) => (recent.length < last ? 0 : recent.slice(-last).filter(Boolean).length);
      open = failures(inARow) === inARow || failures(of) * 100 >= percent * of;
    },
  };
}

/** The service behind a breaker. STS needs none: a token that cannot be had ends the run. */
export function guarded(service: Service, breaker: Breaker): Service {
  const { http, host } = service;
  const send: Http['send'] = async request => {
    try {
      const answer = await http.send(request);
      breaker.note(answer.status >= 500 || answer.status === 408 || isHtml(answer));
      return answer;
    } catch (error) {
      breaker.note(error instanceof NoAnswer && error.code !== 'too_large');
      throw error;
    }
  };
  const admit = async () => {
    await breaker.admit();
    await host.admit();
  };
  return { ...service, http: { ...http, send }, host: { ...host, admit } };
}
