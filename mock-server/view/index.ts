/** What a world looks like from outside, under the switches in force, at an instant. */

export { type ClientRowWire, type Credentials, credentialRows } from './credentials.js';
export { acceptedSecrets, isEnabled, shownSecret } from './secrets.js';
export { authorisedOf, type SiteRowWire, siteRows, spelled } from './sites.js';
export { asHeld, convergenceDigest, type Held, type Pair, truth } from './truth.js';
