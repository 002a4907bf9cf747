import type { Harness, Kept } from '../harness.js';
import type { Limit, Service } from '../switches/index.js';
import { callerOf } from './caller.js';
import type { Incoming, Met } from './incoming.js';
import { outOfQuota } from './management.js';
import { type Meter, periodMeter, slidingMeter } from './meter.js';

/** One meter for each limit, service and partner: another limit starts from nothing. */
const METERS: Kept<Map<string, Meter>> = { make: () => new Map() };

/** INFRA-25 to INFRA-28: refuses who has called too often. First the rate, then the quota, as a gateway's policies stand. */
export function limitOf(incoming: Incoming): Met | undefined {
  const { harness, asked, service } = incoming;
  const switches = harness.switches();
  const throttle = switches['infra.throttle'];
  const quota = switches['infra.apimQuota'];
  const throttles = throttle !== 'off' && throttle.at.includes(service);
  const counts = quota !== 'off' && service === 'rap';
  if (!throttles && !counts) return undefined;
  const caller = callerOf(harness, asked, service);
  return (
    (throttles ? overRate(harness, throttle, service, caller) : undefined) ??
    (counts ? overQuota(harness, quota, caller) : undefined)
  );
}

function overRate(harness: Harness, limit: Limit, service: Service, caller: string): Met | undefined {
  const seconds = waitFor(harness, ['rate', service, caller], limit, slidingMeter);
  if (seconds === 0) return undefined;
  const note = noteOf(harness, 'infra.throttle', limit, caller, seconds);
  return { fault: { kind: 'throttled', retryAfter: seconds, form: 'seconds' }, mark: 'throttled', note };
}

function overQuota(harness: Harness, limit: Limit, caller: string): Met | undefined {
  const seconds = waitFor(harness, ['quota', caller], limit, periodMeter);
  if (seconds === 0) return undefined;
  const note = noteOf(harness, 'infra.apimQuota', limit, caller, seconds);
  return { answer: outOfQuota(seconds, note), mark: 'quota', note };
}

/** Whole seconds until the next call is let through; 0 where this one is. */
function waitFor(
  harness: Harness,
  what: readonly string[],
  { calls, seconds }: Limit,
  make: (calls: number, ms: number) => Meter,
): number {
  const meters = harness.kept(METERS);
  const key = [...what, calls, seconds].join('\n');
  let meter = meters.get(key);
  if (!meter) {
    meter = make(calls, seconds * 1000);
    meters.set(key, meter);
  }
  return Math.ceil(meter.take(harness.clock.now()) / 1000);
}

function noteOf(
  harness: Harness,
  name: 'infra.throttle' | 'infra.apimQuota',
  limit: Limit,
  caller: string,
  wait: number,
) {
  const still = harness.clock.kind === 'manual' ? "; this world's clock moves only when it is told to" : '';
  const why = `more than ${limit.calls} calls in ${limit.seconds} s by ${caller}: the next is let through in ${wait} s${still}`;
  return { why, switches: [`${name}=${harness.switchTexts()[name]}`] };
}
