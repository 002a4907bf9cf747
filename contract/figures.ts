import { connections, isTooFast, ownCalls, pace, repeatedLookups, tokens } from './economy.js';
import type { Figures } from './report/report.js';
import type { Moment, Observed, Seen } from './seen.js';

/** Calls a second that the vendor's throttle page lets pass, where an integrator states no limit of its own. */
export const RATE = 5;
/** More connections than this serve nobody: a few, each used over and over, carry any rate that is allowed. */
export const MOST_CONNECTIONS = 10;

/**
 * How economical an agent is, as numbers with a sentence for each that could be better. Null where nothing measured it.
 * `healthy`: a cycle in which nothing goes wrong. `paced`: one at the agent's own speed, in real time.
 */
export function figuresOf(healthy: Seen | undefined, paced: Seen | undefined): Figures | null {
  const cycle = cycleOf(healthy) ?? cycleOf(paced);
  const speed = cycleOf(paced) ?? cycle;
  if (!cycle || !speed) return null;
  const { made, needed } = tokens(cycle.exchanges);
  const measured = pace(speed.exchanges);
  const opened = connections(speed.exchanges);
  const schools = schoolsOf(cycle);
  const figures = {
    schools,
    calls: ownCalls(cycle.exchanges).length,
    optimum: 2 + schools,
    tokensMade: made,
    tokensNeeded: needed,
    repeated: repeatedLookups(cycle.exchanges).length,
    connections: opened,
    callsPerConnection: rounded(opened === 0 ? 0 : speed.exchanges.length / opened),
    callsPerSecond: rounded(measured.average),
    peakPerSecond: measured.peak,
  };
  const rate = paced?.rate ?? RATE;
  return { ...figures, advice: adviceOn(figures, isTooFast(measured, rate) ? rate : undefined) };
}

/** N of 2 + N: schools that the list shows as authorised. */
export function schoolsOf({ truth }: Pick<Moment, 'truth'>): number {
  return new Set(truth.map(({ organisationId }) => organisationId.toLowerCase())).size;
}

/** The last sync that read something: a first one may have had more to do. */
function cycleOf(seen: Seen | undefined): Moment | undefined {
  const reads = ({ operation }: Observed) => operation.startsWith('rap.');
  return seen?.moments.findLast(({ act, exchanges }) => act.do === 'sync' && exchanges.some(reads));
}

/** `slowTo`: calls a second, where the pace is too fast. */
function adviceOn(figures: Omit<Figures, 'advice'>, slowTo: number | undefined): readonly string[] {
  const { calls, optimum, tokensMade, tokensNeeded, repeated, connections: opened, callsPerSecond } = figures;
  const said: readonly (readonly [boolean, string])[] = [
    [
      calls > optimum,
      `Make ${calls - optimum} calls less in each cycle: read the list once, or twice to be sure of it, and Clients once for each authorised school.`,
    ],
    [
      tokensMade > tokensNeeded,
      `Ask for ${tokensNeeded} instead of ${tokensMade} tokens in each cycle: keep the token in memory, share it among all that call, and renew it shortly before its expires_in ends.`,
    ],
    [repeated > 0, `Keep what was read: ${repeated} Clients calls were for schools already read in the same cycle.`],
    [
      opened > MOST_CONNECTIONS,
      `Use ${MOST_CONNECTIONS} connections at most instead of ${opened}: one HTTP client for the whole run, with keep-alive.`,
    ],
    [
      slowTo !== undefined,
      `Slow down from ${callsPerSecond} to ${slowTo} calls a second on average: a nightly copy has time, and the service is everybody's.`,
    ],
  ];
  return said.flatMap(([isCalledFor, sentence]) => (isCalledFor ? [sentence] : []));
}

const rounded = (number: number) => Math.round(number * 10) / 10;
