/** What a world looks like from outside, under the switches in force, at an instant. */

export { clientById, shownWorld } from './clients.js';
export { credentialRows } from './credentials.js';
export { isLinked, lingering } from './lingering.js';
export { holdsSecret } from './live-secrets.js';
export { acceptedSecrets, isEnabled } from './secrets.js';
export { authorisedOf, isListed, siteRows, spelled } from './sites.js';
export { asHeld, convergenceDigest, type Held, type Pair, probe, truth } from './truth.js';
export { validityFault } from './validity.js';
