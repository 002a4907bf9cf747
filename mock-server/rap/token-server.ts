import { enabledClient } from '../credentials/index.js';
import type { Harness, Kept, Weather } from '../harness.js';
import type { Fault } from '../scenario/index.js';
import type { Switches } from '../switches/index.js';
import type { Claims } from '../tokens/index.js';
import { validityFault } from '../view/index.js';
import type { Verdict } from './verdict.js';

/** A good answer of the token server: when it was given, and until when it is believed (epoch ms). */
type Answered = { readonly at: number; readonly until: number };

const CACHE_MS = 300_000;
/** By token, and never beyond its `exp` (RAP-32). */
const ANSWERS: Kept<WeakMap<Claims, Answered>> = { make: () => new WeakMap() };

/**
 * Asks the token server's validation endpoint (END-01) about a token, which forgives 300 s and knows of removals at
 * once (END-04, END-07). Under `endpoint-cached` a good answer is believed for 300 s.
 */
export function askTokenServer(harness: Harness, claims: Claims): Verdict {
  const now = harness.clock.now();
  const how = harness.switches()['rap.tokenValidation'];
  const switches = [`rap.tokenValidation=${how}`];
  const fault = validityFault(claims, harness.world(), now, enabledClient(harness, claims.client_id));
  const kept = how === 'endpoint-cached' ? harness.kept(ANSWERS).get(claims) : undefined;
  if (kept && now < kept.until) return believed(kept, fault, now, switches);
  const broken = brokenBy(strikeAt(harness));
  if (broken) return { taken: false, ...broken, switches };
  if (fault !== undefined) return { taken: false, why: `the token server says no: ${fault}`, switches };
  if (how === 'endpoint-cached')
    harness.kept(ANSWERS).set(claims, { at: now, until: Math.min(now + CACHE_MS, claims.exp * 1000) });
  if (now <= claims.exp * 1000) return { taken: true };
  const late = Math.ceil((now - claims.exp * 1000) / 1000);
  return { taken: true, why: `the token expired ${late} s ago, and the token server forgives 300 s`, switches };
}

function believed({ at }: Answered, fault: string | undefined, now: number, switches: readonly string[]): Verdict {
  if (fault === undefined) return { taken: true };
  const ago = Math.round((now - at) / 1000);
  return { taken: true, why: `${fault}, but RAP still believes what the token server said ${ago} s ago`, switches };
}

/** RAP's question is a request like any other: a scenario may strike it, and so does what stands before the STS. */
function strikeAt(harness: Harness): Fault | undefined {
  const struck = harness.isCalm() ? undefined : struckBy(harness.weather({ operation: 'sts.validation' }));
  return struck ?? standingBefore(harness.switches());
}

function struckBy(weather: Weather): Fault | undefined {
  weather.settle();
  return weather.struck?.fault;
}

/** INFRA-02 to INFRA-08: whatever breaks the way to the token server breaks it for RAP, too. */
function standingBefore(switches: Switches): Fault | undefined {
  const [broken, down] = [switches['infra.fault'], switches['infra.maintenance']];
  if (broken !== 'none' && broken.at.includes('sts') && broken.kind !== 'slow') return { kind: 'reset' };
  if (down === 'off' || !down.at.includes('sts')) return undefined;
  return { kind: 'maintenance', form: down.form, retryAs: 'seconds' };
}

/**
 * What becomes of a question that got no proper answer. No 200 counts as no token; a 200 that holds no claims breaks
 * the reader (both: ATV). What only comes late is waited for, and costs the caller no time here.
 */
function brokenBy(fault: Fault | undefined): { readonly why: string; readonly failed?: true } | undefined {
  if (fault === undefined) return undefined;
  const nonsense = { why: 'the token server answered RAP with what are no claims', failed: true } as const;
  switch (fault.kind) {
    case 'delay':
    case 'duplicate':
    case 'shuffle':
    case 'novelty':
      return undefined;
    case 'empty':
    case 'garbage':
    case 'wrongType':
      return nonsense;
    case 'truncated':
      return fault.form === 'valid-json' ? undefined : UNREACHABLE;
    case 'status':
    case 'html':
      return fault.status === 200 ? nonsense : UNREACHABLE;
    case 'maintenance':
      return fault.form === 'html-200' ? nonsense : UNREACHABLE;
    default:
      return UNREACHABLE;
  }
}

const UNREACHABLE = { why: 'RAP could not ask the token server about this token' } as const;
