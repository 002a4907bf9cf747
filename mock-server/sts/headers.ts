import { type Answer, JSON_TYPE } from '../answer.js';
import type { Switches } from '../switches/index.js';

/** What the token server says of caching, and how it spells its type, by product and switch. */

const IS3_NO_CACHE: Answer['headers'] = [
  ['Cache-Control', 'no-store, no-cache, max-age=0, private'],
  ['Pragma', 'no-cache'],
];
const IS4_NO_CACHE: Answer['headers'] = [
  ['Cache-Control', 'no-store, no-cache, max-age=0'],
  ['Pragma', 'no-cache'],
];
const IS4_JSON_TYPE = ['Content-Type', 'application/json; charset=UTF-8'] as const;

const IS3_GRANTED: Answer['headers'] = [JSON_TYPE, ...IS3_NO_CACHE];
const IS4_EITHER: Answer['headers'] = [IS4_JSON_TYPE, ...IS4_NO_CACHE];
const IS3_REFUSED: Record<Switches['sts.errorCacheHeaders'], Answer['headers']> = {
  none: [JSON_TYPE],
  private: [JSON_TYPE, ['Cache-Control', 'private']],
  'no-store': [JSON_TYPE, ['Cache-Control', 'no-store']],
};

/** Exactly these, in this order, where something was granted (STS-40, ALT-03). */
export function noCache(switches: Switches): Answer['headers'] {
  return switches['sts.profile'] === 'is3' ? IS3_NO_CACHE : IS4_NO_CACHE;
}

/** All headers of a token that was granted. */
export function grantedHeaders(switches: Switches): Answer['headers'] {
  return switches['sts.profile'] === 'is3' ? IS3_GRANTED : IS4_EITHER;
}

/** All headers of a refusal (STS-32); IdentityServer4 has a set of its own, which no other switch changes (ALT-03). */
export function refusedHeaders(switches: Switches): Answer['headers'] {
  return switches['sts.profile'] === 'is4' ? IS4_EITHER : IS3_REFUSED[switches['sts.errorCacheHeaders']];
}
