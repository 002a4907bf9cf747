// The gallery of wrong agents: each is the good agent of good.mjs with one fault, and is there to fail one case.
//
// To add one:
// 1. Write <name>.mjs beside this file: `export const subject = agent({ <hook>: <spoilt> }); await main(import.meta.url, subject);`
//    Its first line is a comment with the fault. Call HOOKS.<hook> where the good way is part of the bad one.
// 2. No hook for it? Add one to HOOKS in good.mjs: a name that says what it does, and the right thing as its default.
// 3. No state in the module: many runs share one process. Write nothing once `run.signal` is aborted; a run's own things hang on `run`.
// 4. Add its line to GALLERY: the fault as a sentence about the agent, and the case that must fail. No other `must` may.
// 5. `asProcess: true` when the fault shows only in a process of its own, such as the arguments of its children.
// 6. See it: `npm run matrix -- <name>` plays it against every case and prints what fails.
import type { RequirementId } from '../../../contract/requirement.js';

export type WrongAgent = {
  /** File name without `.mjs`. */
  readonly name: string;
  /** What it does, to follow "This agent". */
  readonly fault: string;
  readonly caughtBy: RequirementId;
  readonly asProcess?: true;
};

export const GALLERY: readonly WrongAgent[] = [
  {
    name: 'reads-first-school-once',
    fault: 'reads the first school of the list once, and never again',
    caughtBy: 'SNAP-01',
  },
  { name: 'trims-secrets', fault: 'trims a secret that ends in a blank', caughtBy: 'SNAP-02' },
  { name: 'forgets-second-client', fault: 'keeps one credential of each school', caughtBy: 'SNAP-02' },
  { name: 'deletes-on-error', fault: 'empties its store when the list cannot be read', caughtBy: 'DEL-02' },
  { name: 'token-by-json', fault: 'sends its credentials as JSON first', caughtBy: 'AUTH-01' },
  { name: 'token-by-get', fault: 'asks for its token by GET first', caughtBy: 'AUTH-01' },
  { name: 'wrong-grant', fault: 'tries the password grant first', caughtBy: 'AUTH-01' },
  { name: 'encodes-twice', fault: 'encodes its secret twice', caughtBy: 'AUTH-02' },
  { name: 'never-encodes', fault: 'puts its secret into the form as it is, and trims it', caughtBy: 'AUTH-02' },
  { name: 'raw-basic', fault: 'joins id and secret in Basic as they are', caughtBy: 'AUTH-03' },
  { name: 'token-per-call', fault: 'asks for a new token before every call', caughtBy: 'AUTH-04' },
  { name: 'never-renews', fault: 'never gets a second token in a run', caughtBy: 'AUTH-05' },
  { name: 'hammers-when-refused', fault: 'goes on asking when its credentials are refused', caughtBy: 'AUTH-06' },
  {
    name: 'refused-in-silence',
    fault: 'says nothing, also when its credentials are refused',
    caughtBy: 'AUTH-06',
  },
  { name: 'asks-for-more-scope', fault: 'asks for every scope it has read of', caughtBy: 'AUTH-07' },
  { name: 'needs-token-to-serve', fault: 'hands credentials out only while it can sign in', caughtBy: 'CACHE-01' },
  { name: 'evicts-on-outage', fault: 'empties its store when nobody answers its sign-in', caughtBy: 'CACHE-01' },
  { name: 'looks-up-on-the-fly', fault: 'asks the service whenever credentials are used', caughtBy: 'CACHE-02' },
  { name: 'keeps-old-secret', fault: 'never changes the secret of a client it has', caughtBy: 'CACHE-03' },
  { name: 'keeps-suspended', fault: 'goes on handing out a suspended client', caughtBy: 'CACHE-04' },
  { name: 'uses-unauthorised', fault: 'uses every school of the list, authorised or not', caughtBy: 'CACHE-05' },
  { name: 'reads-list-thrice', fault: 'reads the list three times in a run', caughtBy: 'EFF-01' },
  { name: 'floods', fault: 'calls as fast as it can', caughtBy: 'EFF-02' },
  { name: 'connection-per-call', fault: 'opens a connection for each call', caughtBy: 'EFF-02' },
  { name: 'asks-every-school-twice', fault: 'asks for each school twice', caughtBy: 'EFF-03' },
];
