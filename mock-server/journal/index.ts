/** Exchanges in order, with fingerprints in place of secrets. */

export type { Exchange } from './exchange.js';
export { type Filter, STATUS_CLASSES } from './filter.js';
export { createFingerprint, type Fingerprint } from './fingerprint.js';
export { createJournal, type Journal } from './journal.js';
export { isKnown, isPlain, KNOWN_WORDS, shownAddress, shownHost, withoutValues } from './plain.js';
