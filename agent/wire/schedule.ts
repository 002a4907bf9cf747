// Cron lines in a time zone: when the next run is due, and when the service may be asked at all. The one user of croner.
// A start in the hour that March leaves out comes at its end; one in the hour that October has twice comes once.
import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import { obstacleTo, type Standing, type Timing, type Window } from '../core/rest.js';

const minuteMs = 60_000;
const never = Number.POSITIVE_INFINITY;

const cronOf = (line: string, timezone: string): Cron => new Cron(line, { timezone, mode: '5-part', paused: true });
/** The first start after `at`. */
const nextStart = (cron: Cron, at: number): number => cron.nextRun(new Date(at))?.getTime() ?? never;

/** Whether this is a cron line of five fields that ever comes due. */
export function isCron(line: string): boolean {
  try {
    return cronOf(line, 'UTC').nextRun() !== null;
  } catch {
    return false;
  }
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}

/** Daily between 02:00 and 05:00, at a minute of its own for every application: not all may knock at 02:00 (GUIDE-11). */
export function dailyFor(applicationId: string): string {
  const minute = createHash('sha256').update(applicationId.toLowerCase()).digest().readUInt16BE(0) % 180;
  return `${minute % 60} ${2 + Math.floor(minute / 60)} * * *`;
}

/** When the schedule next comes due after `at`, epoch ms. */
export const dueAfter = ({ schedule, timeZone }: Timing, applicationId: string, at: number): number =>
  nextStart(cronOf(schedule || dailyFor(applicationId), timeZone), at);

/** How many scheduled copies have come due since the last success, counted to 3: more says nothing new (G10). */
export function missedCopies(timing: Timing, applicationId: string, successAt: number, now: number): number {
  let missed = 0;
  for (let at = dueAfter(timing, applicationId, successAt); at <= now && missed < 3; missed += 1)
    at = dueAfter(timing, applicationId, at);
  return missed;
}

/**
 * When the next full copy may begin: when the schedule says so, after the last good copy, and once nothing stands in its way. One that
 * is overdue is due now. `chance` (0 to 1) is the share of the jitter.
 */
export function nextCopyAt(
  standing: Standing,
  timing: Timing,
  applicationId: string,
  now: number,
  chance: number,
): number {
  // A last copy from the future is one of a wrong clock: it must not keep the watch waiting for that date.
  const due = dueAfter(timing, applicationId, Math.min(standing.goodAt, now)) + chance * timing.scheduleJitterMs;
  return freeAt(standing, timing, Math.max(due, now));
}

/** The first instant from `from` on at which neither rest, pause, budget nor window forbids a run with the same credential. */
export function freeAt(standing: Standing, timing: Timing, from: number): number {
  const who = { credential: standing.credential, ignoreBackoff: false };
  return openAt(timing, obstacleTo(standing, timing, from, who)?.until ?? from);
}

/** The first instant from `from` on at which no `deny` is open, and an `allow` is, if there are any; Infinity when none comes. */
export function openAt({ windows, timeZone }: Pick<Timing, 'windows' | 'timeZone'>, from: number): number {
  const denies = windows.flatMap(window => ('deny' in window ? spanOf(window.deny, window, timeZone) : []));
  const allows = windows.flatMap(window => ('allow' in window ? spanOf(window.allow, window, timeZone) : []));
  let at = from;
  for (let looks = 0; looks < 1_000 && at < never; looks++) {
    const shutUntil = Math.max(...denies.map(span => openUntil(span, at)));
    if (shutUntil > at) at = shutUntil;
    else if (allows.length === 0 || allows.some(span => openUntil(span, at) > at)) return at;
    else at = Math.min(...allows.map(({ cron }) => nextStart(cron, at)));
  }
  return never;
}

type Span = { readonly cron: Cron; readonly ms: number };
const spanOf = (line: string, { minutes }: Window, timeZone: string): Span => ({
  cron: cronOf(line, timeZone),
  ms: minutes * minuteMs,
});

/** The end of the window that is open at `at`; -Infinity when none is. */
function openUntil({ cron, ms }: Span, at: number): number {
  const start = nextStart(cron, at - ms);
  return start <= at ? start + ms : -never;
}
