/** Exchanges in order, with fingerprints in place of secrets. */

export type { Exchange } from './exchange.js';
export { createFingerprint, type Fingerprint } from './fingerprint.js';
export { createJournal, type Filter, type Journal } from './journal.js';
export { isKnown, isPlain, KNOWN_WORDS, shownAddress, shownHost, withoutValues } from './plain.js';
