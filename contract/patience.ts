// How an agent bears being told to wait: judged on the real clock, by lower bounds only, for a busy machine adds to every wait.
import { numbers } from './evidence.js';
import type { Finding } from './finding.js';
import type { Observed } from './seen.js';

/** A timer may fire a little early. */
const EARLY_MS = 60;
/** What was on its way when the answer was given may arrive so much later. */
const UNDER_WAY_MS = 500;

/**
 * Whether a service that asked for `waitMs` of quiet got them. The same thing may not be asked again in that time;
 * other requests to the same service count once none can have been under way any more.
 */
export function leavesAlone(exchanges: readonly Observed[], asked: Observed, waitMs: number): readonly Finding[] {
  const until = asked.answeredAt + waitMs - EARLY_MS;
  const tooEarly = exchanges.filter(each => {
    if (each.service !== asked.service || each.arrivedAt <= asked.answeredAt || each.arrivedAt >= until) return false;
    const isSame = each.operation === asked.operation && each.organisationId === asked.organisationId;
    return isSame || each.arrivedAt > asked.answeredAt + UNDER_WAY_MS;
  });
  const [first] = tooEarly;
  if (!first) return [];
  return [
    {
      expected: `exchange ${asked.number} is answered with Retry-After, and the service is left alone for at least ${seconds(waitMs)}`,
      seen: `${tooEarly.length === 1 ? 'a request' : `${tooEarly.length} requests`} before that, the first after ${seconds(first.arrivedAt - asked.answeredAt)}`,
      exchanges: numbers([asked, ...tooEarly.slice(0, 5)]),
    },
  ];
}

/** More tries than anybody needs to see that a service is down. */
export const MOST_TRIES = 20;
const FEW_TRIES = 5;
/** Later waits are longer than earlier ones by so much at least: any doubling is, whatever its jitter. */
const GROWTH = 1.25;

/** Tries of one thing, in order, that all failed: bounded in number, and further and further apart. */
export function backsOff(tries: readonly Observed[], timedOut: boolean): readonly Finding[] {
  const expected = `a service that is down is tried a bounded number of times (${MOST_TRIES} at most), at growing intervals`;
  const exchanges = numbers(tries.slice(0, 10));
  if (tries.length > MOST_TRIES) return [{ expected, seen: `${tries.length} tries`, exchanges }];
  const gaps = tries.slice(1).map((each, n) => each.arrivedAt - (tries[n]?.answeredAt ?? 0));
  if (tries.length >= FEW_TRIES && !grows(gaps))
    return [{ expected, seen: `${tries.length} tries, ${gaps.map(seconds).join(', ')} apart`, exchanges }];
  if (!timedOut) return [];
  const seen = `${tries.length} tries, and still at it at the time limit (--timeout). Show that it gives up`;
  return [{ expected, seen, exchanges, verdict: 'review' }];
}

function grows(gaps: readonly number[]): boolean {
  const half = Math.floor(gaps.length / 2);
  const sum = (some: readonly number[]) => some.reduce((all, each) => all + each, 0);
  // With an odd number the one in the middle counts for neither.
  return sum(gaps.slice(gaps.length - half)) > GROWTH * sum(gaps.slice(0, half));
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 100 ? 3 : 1)} s`;
