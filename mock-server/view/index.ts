/** What a world looks like from outside, under the switches in force, at an instant. */

export { credentialRows } from './credentials.js';
export { acceptedSecrets, isEnabled } from './secrets.js';
export { siteRows } from './sites.js';
export { asHeld, convergenceDigest, type Held, truth } from './truth.js';
