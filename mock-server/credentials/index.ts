/** What a caller showed of itself, how it can be read, and why it was not let in. Both token servers stand on this. */

export { type Authenticated, authenticate } from './authenticate.js';
export { type Diagnosis, diagnose } from './doctor.js';
export { type Form, formDecode, readForm } from './form.js';
export { type Presented, presented, type Reading } from './presented.js';
