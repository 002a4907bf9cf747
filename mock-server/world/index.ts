/** The world: what exists, and the only ways it may change. */

export { CHANGE_KINDS, change, changeAll } from './change.js';
export {
  type Change,
  type ChangeArguments,
  type ChangeKind,
  isRefused,
  type Refused,
} from './changes.js';
export { DURATION_PATTERN, formatDuration, parseDuration } from './duration.js';
export { guidOf } from './guid.js';
export * from './lookup.js';
export {
  apiKey,
  guid,
  mintSiteClient,
  mintVendorClient,
  secretStyle,
  secretText,
  VENDOR_SCOPES,
} from './mint.js';
export { didYouMean, nearest } from './nearest.js';
export { type Random, random } from './random.js';
export { readWorld } from './read-world.js';
export type * from './world.js';
