import { schools } from '../compare.js';
import { BURST_SECONDS, connections, isTooFast, ownCalls, pace, repeatedLookups, tokens } from '../economy.js';
import { numbers, requestsFor } from '../evidence.js';
import { MOST_CONNECTIONS, RATE, schoolsOf } from '../figures.js';
import type { Finding } from '../finding.js';
import type { Moment, Seen } from '../seen.js';

/** EFF-01 */
export function asksOptimally(at: Moment): readonly Finding[] {
  const n = schoolsOf(at);
  const calls = ownCalls(at.exchanges);
  const lists = calls.filter(({ operation }) => operation === 'rap.sites').length;
  const { made, needed } = tokens(at.exchanges);
  const findings: Finding[] = [];
  if (calls.length > 2 + n)
    findings.push({
      expected: `"${at.name}" makes ${2 + n} calls for ${n} schools at most`,
      seen: `${calls.length} calls: ${lists} lists and ${calls.length - lists} Clients calls`,
    });
  if (made > needed)
    findings.push({
      expected: `"${at.name}" asks for ${needed} ${needed === 1 ? 'token' : 'tokens'}`,
      seen: `${made} token requests`,
      exchanges: numbers(requestsFor(at, 'sts.token')),
    });
  return findings;
}

/** EFF-02 */
export function paced(at: Moment, { rate = RATE }: Seen): readonly Finding[] {
  const measured = pace(at.exchanges);
  if (!isTooFast(measured, rate)) return [];
  const { calls, seconds, average, peak } = measured;
  const speed = `${average.toFixed(1)} a second, ${peak} in the busiest`;
  return [
    {
      expected: `"${at.name}" makes ${rate} calls a second on average at most, a burst of ${rate * BURST_SECONDS} aside`,
      seen: `${calls} calls within ${seconds.toFixed(1)} s: ${speed}`,
    },
  ];
}

/** EFF-02 */
export function sharesConnections(at: Moment): readonly Finding[] {
  const opened = connections(at.exchanges);
  if (opened <= MOST_CONNECTIONS) return [];
  return [
    {
      expected: `"${at.name}" uses ${MOST_CONNECTIONS} connections at most, each for many requests`,
      seen: `${opened} connections for ${at.exchanges.length} requests`,
    },
  ];
}

/** EFF-03 */
export function asksOnceEach(at: Moment, { world }: Seen): readonly Finding[] {
  const again = repeatedLookups(at.exchanges);
  if (again.length === 0) return [];
  const whose = schools(
    again.flatMap(({ organisationId }) => organisationId ?? []),
    world,
  );
  return [
    {
      expected: `"${at.name}" asks for each school once, unless the answer was an error`,
      seen: `${again.length} Clients calls for schools that had been read: ${whose}`,
      exchanges: numbers(again),
    },
  ];
}
