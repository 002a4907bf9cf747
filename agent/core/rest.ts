// When the agent may ask again: what earlier runs leave behind, and what that allows. Pure: times are epoch ms and given.
import { day, hour } from './time.js';

/** Patience between runs; the politeness within one is `Manners`. */
export type Timing = {
  /** Between failed runs; `refusedMs` after refused credentials (W44). `waitOutMs`: a shorter rest is waited out. */
  readonly rests:
    | {
        readonly firstMs: number;
        readonly longestMs: number;
        readonly refusedMs: number;
        readonly waitOutMs: number;
      }
    | 'off';
  /** Whether a `Retry-After` binds later runs, too. `off` is for a bench whose service has a clock of its own, moved by hand. */
  readonly pausesAcrossRuns: 'kept' | 'off';
  /** Requests in any 24 hours: `wholeCopies` of N + 2, and `plus`. */
  readonly dailyBudget: { readonly wholeCopies: number; readonly plus: number } | 'off';
  /** Opens after `inARow` failures, or `percent` of the last `of`; its opening number `openings` in a row ends the run. */
  readonly breaker:
    | {
        readonly inARow: number;
        readonly percent: number;
        readonly of: number;
        readonly openMs: number;
        readonly openings: number;
      }
    | 'off';
  /** Of windows and schedule. */
  readonly timeZone: string;
  readonly windows: readonly Window[];
  /** When `watch` syncs, as cron; empty = daily between 02:00 and 05:00, the minute by the application id. */
  readonly schedule: string;
  readonly scheduleJitterMs: number;
  /** How often `watch` looks at the list between full copies; 0 = never. */
  readonly pollMs: number;
};

/** A cron line of starts, and how long each lasts. Nothing is sent while a `deny` is open, nor while no `allow` is, if there are any. */
export type Window =
  | { readonly deny: string; readonly minutes: number }
  | { readonly allow: string; readonly minutes: number };

export const defaultRests = { firstMs: 2_000, longestMs: hour, refusedMs: 900_000, waitOutMs: 10_000 };

export const defaultTiming: Timing = {
  rests: defaultRests,
  pausesAcrossRuns: 'kept',
  dailyBudget: { wholeCopies: 3, plus: 100 },
  breaker: { inARow: 5, percent: 50, of: 20, openMs: 60_000, openings: 3 },
  timeZone: 'Europe/London',
  windows: [],
  schedule: '',
  scheduleJitterMs: 60_000,
  pollMs: 0,
};

/** What one run tells the next. Holds no secret. */
export type Standing = {
  /** Runs of the same unhappy end in a row, and which end. */
  readonly failures: number;
  readonly refused: boolean;
  readonly restUntil: number;
  /** Keyed fingerprint of the credential the last run used; another one needs no rest after a refusal. */
  readonly credential: string;
  /** The end of the longest `Retry-After`. */
  readonly pausedUntil: number;
  /** Authorised sites of the last whole list: the N of the budget. */
  readonly sites: number;
  /** Tells that list from others. */
  readonly list: string;
  /** Requests of the last 24 hours, by run. */
  readonly sent: readonly Sent[];
  /** When the last run that committed began; 0 = never. */
  readonly goodAt: number;
};
export type Sent = { readonly at: number; readonly n: number };

export const noStanding: Standing = {
  failures: 0,
  refused: false,
  restUntil: 0,
  credential: '',
  pausedUntil: 0,
  sites: 0,
  list: '',
  sent: [],
  goodAt: 0,
};

/** One token and two lists come on top of the sites. */
const aroundSites = 3;

/** A clock this little behind is one that is being set as clocks are; by more, what was written came from a wrong date. */
export const clockToleranceMs = 60_000;

/**
 * What a clock that has since been set back wrote down, as it could be true now; the very same record when nothing in it is ahead. It
 * must be written down again: made believable anew each time, a date of next year would bind the agent until next year.
 */
export function believable(standing: Standing, rests: Timing['rests'], now: number): Standing {
  const { restUntil, pausedUntil, goodAt, sent } = standing;
  const latestRest = now + (rests === 'off' ? 0 : longestRestMs(rests));
  const isAhead = [restUntil - latestRest, pausedUntil - now - day, goodAt - now, ...sent.map(({ at }) => at - now)];
  if (!isAhead.some(ms => ms > clockToleranceMs)) return standing;
  return {
    ...standing,
    restUntil: Math.min(restUntil, latestRest),
    pausedUntil: Math.min(pausedUntil, now + day),
    goodAt: Math.min(goodAt, now),
    sent: sent.map(({ at, n }) => ({ at: Math.min(at, now), n })),
  };
}

/** No rest after a failed run is longer, the part by chance included. */
export const longestRestMs = ({ longestMs }: Exclude<Timing['rests'], 'off'>): number => longestMs * 1.1;

type Rest = Pick<Standing, 'failures' | 'refused' | 'restUntil'>;

/** The rest after a run that failed: doubling, and 0 to 10 % more by `chance` (0 to 1), so that agents do not come back together. */
export function restAfter(before: Rest, refused: boolean, rests: Timing['rests'], now: number, chance: number): Rest {
  const failures = before.refused === refused ? before.failures + 1 : 1;
  if (rests === 'off') return { failures, refused, restUntil: 0 };
  const first = refused ? rests.refusedMs : rests.firstMs;
  const ms = Math.min(rests.longestMs, first * 2 ** (failures - 1)) * (1 + chance / 10);
  return { failures, refused, restUntil: now + Math.round(ms) };
}

/** What may still be sent in the 24 hours up to `now`, and of how many. */
export function budgetAt({ sent, sites }: Standing, budget: Timing['dailyBudget'], now: number) {
  const of = budget === 'off' ? Number.POSITIVE_INFINITY : budget.wholeCopies * (sites + 2) + budget.plus;
  const spent = sent.reduce((sum, { at, n }) => (at > now - day ? sum + n : sum), 0);
  return { spent, of, left: of - spent };
}

/** What stands between a run and its start, and until when; null = nothing. `plain` rests are those a person may skip. */
export type Obstacle = { readonly until: number; readonly why: 'back_off' | 'refused' | 'retry_after' | 'budget' };

/**
 * The obstacle that lasts longest. `credential`: the one now configured. No obstacle is believed to last longer than it could
 * have been made to: see `believable`, which makes that last.
 */
export function obstacleTo(
  standing: Standing,
  { rests, pausesAcrossRuns, dailyBudget }: Pick<Timing, 'rests' | 'pausesAcrossRuns' | 'dailyBudget'>,
  now: number,
  { credential, ignoreBackoff }: { readonly credential: string; readonly ignoreBackoff: boolean },
): Obstacle | null {
  const found: Obstacle[] = [];
  if (rests !== 'off') {
    const { refused, restUntil } = standing;
    const isFree = ignoreBackoff || (refused && credential !== standing.credential);
    if (!isFree)
      found.push({ until: Math.min(restUntil, now + longestRestMs(rests)), why: refused ? 'refused' : 'back_off' });
  }
  // What the service asked for is no rest of ours, and goes on without them.
  if (pausesAcrossRuns === 'kept') found.push({ until: Math.min(standing.pausedUntil, now + day), why: 'retry_after' });
  found.push({ until: affordableAt(standing, dailyBudget, now), why: 'budget' });
  const longest = found.reduce((one, other) => (other.until > one.until ? other : one));
  return longest.until > now ? longest : null;
}

/** When the budget has room for a whole copy. Less is not begun: half a copy is worth nothing. */
function affordableAt(standing: Standing, budget: Timing['dailyBudget'], now: number): number {
  const sent = standing.sent.map(({ at, n }) => ({ at: Math.min(at, now), n }));
  const isRoom = (time: number): boolean => {
    const { left, of } = budgetAt({ ...standing, sent }, budget, time);
    return left >= Math.min(advance(standing), of);
  };
  const ends = sent.map(({ at }) => at + day).sort((a, b) => a - b);
  return isRoom(now) ? now : (ends.find(isRoom) ?? now);
}

/** How bad it is that so many scheduled copies in a row came due without a success (G10). One may just be running. */
export const lateness = (missed: number): 'warn' | 'critical' | null =>
  missed >= 3 ? 'critical' : missed >= 2 ? 'warn' : null;

/** What a run is charged before it sends anything, and once it knows the list: one that is killed is not free. */
export const advance = ({ sites }: Pick<Standing, 'sites'>): number => sites + aroundSites;
