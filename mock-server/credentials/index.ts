/** What a caller showed of itself, how it can be read, and why it was not let in. Both token servers stand on this. */

export { type Authenticated, authenticate } from './authenticate.js';
export { enabledClient } from './client-store.js';
export { type Diagnosis, diagnose } from './doctor.js';
export { examine, type Finding, type Specimen } from './examine.js';
export { type Form, formDecode, readForm } from './form.js';
export { type Presented, presented, presentedUnder, type Reading } from './presented.js';
export type { Remark } from './remark.js';
