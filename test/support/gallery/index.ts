// The gallery of wrong agents: each is the good agent of good.mjs with one fault, and is there to fail one case.
//
// To add one:
// 1. Write <name>.mjs beside this file: `export const subject = agent({ <hook>: <spoilt> }); await main(import.meta.url, subject);`
//    Its first line is a comment with the fault. Call HOOKS.<hook> where the good way is part of the bad one.
// 2. No hook for it? Add one to HOOKS in good/hooks.mjs: a name that says what it does, and the right thing as its default.
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
  {
    name: 'pairs-by-place',
    fault: 'gives the nth school of a second list what the nth school of the first had',
    caughtBy: 'SNAP-03',
  },
  { name: 'keys-by-id', fault: 'knows schools by their Id, where they have one', caughtBy: 'SNAP-04' },
  { name: 'keys-by-dfe-code', fault: 'knows schools by their DfE code', caughtBy: 'SNAP-04' },
  { name: 'keys-by-name', fault: 'knows schools by their name', caughtBy: 'SNAP-04' },
  { name: 'minds-letter-case', fault: 'takes an id in other letters for another school', caughtBy: 'SNAP-04' },
  {
    name: 'minds-unknown-fields',
    fault: 'does not take a row with a member that it does not know',
    caughtBy: 'SNAP-05',
  },
  { name: 'stumbles-over-nulls', fault: 'wants every school to have a name', caughtBy: 'SNAP-05' },
  { name: 'knows-first-schools-only', fault: 'never takes up a school that joins', caughtBy: 'SNAP-06' },
  { name: 'forgets-deletions', fault: 'keeps what it has of a school that is gone', caughtBy: 'DEL-01' },
  {
    name: 'reads-what-arrived',
    fault: 'makes do with the rows that have arrived when the list breaks off',
    caughtBy: 'DEL-02',
  },
  { name: 'takes-page-for-empty-list', fault: 'takes whatever comes with status 200 for a list', caughtBy: 'DEL-02' },
  {
    name: 'takes-stopped-for-refusal',
    fault: 'takes the page of a stopped web app for word that nobody is a customer',
    caughtBy: 'DEL-02',
  },
  { name: 'drops-failed-school', fault: 'drops a school that it could not read', caughtBy: 'DEL-03' },
  { name: 'one-failure-costs-all', fault: 'throws everything away when a school cannot be read', caughtBy: 'DEL-03' },
  { name: 'believes-empty-list', fault: 'believes a list without anybody on it', caughtBy: 'DEL-04' },
  { name: 'believes-short-list', fault: 'believes a list however short it is', caughtBy: 'DEL-04' },
  { name: 'remembers-known-clients', fault: 'adds what it reads to what it has of a school', caughtBy: 'DEL-05' },
  { name: 'falls-back-to-old-copy', fault: 'takes what it cannot read from its first copy', caughtBy: 'DEL-06' },
  { name: 'never-forgives', fault: 'never asks again once a connection has broken', caughtBy: 'RES-01' },
  { name: 'ignores-retry-after', fault: 'asks again in its own time, whatever Retry-After says', caughtBy: 'RES-02' },
  { name: 'retries-for-ever', fault: 'asks again and again, and never gives up', caughtBy: 'RES-03' },
  { name: 'waits-the-same', fault: 'tries again after the same pause each time', caughtBy: 'RES-03' },
  { name: 'writes-in-place', fault: 'empties its store before it fills it', caughtBy: 'RES-04' },
  { name: 'hides-failures', fault: 'ends with 0 whatever happened to a school', caughtBy: 'RES-05' },
  { name: 'complains-of-no-news', fault: 'does not end with 0 when it has run before', caughtBy: 'RES-05' },
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
  {
    name: 'offline-hands-out-nothing',
    fault: 'hands nothing out while neither service can be reached',
    caughtBy: 'CACHE-01',
  },
  { name: 'evicts-on-outage', fault: 'empties its store when nobody answers its sign-in', caughtBy: 'CACHE-01' },
  { name: 'looks-up-on-the-fly', fault: 'asks the service whenever credentials are used', caughtBy: 'CACHE-02' },
  { name: 'keeps-old-secret', fault: 'never changes the secret of a client it has', caughtBy: 'CACHE-03' },
  { name: 'keeps-suspended', fault: 'goes on handing out a suspended client', caughtBy: 'CACHE-04' },
  { name: 'uses-unauthorised', fault: 'uses every school of the list, authorised or not', caughtBy: 'CACHE-05' },
  { name: 'reads-list-thrice', fault: 'reads the list three times in a run', caughtBy: 'EFF-01' },
  { name: 'floods', fault: 'calls as fast as it can', caughtBy: 'EFF-02' },
  { name: 'connection-per-call', fault: 'opens a connection for each call', caughtBy: 'EFF-02' },
  { name: 'asks-every-school-twice', fault: 'asks for each school twice', caughtBy: 'EFF-03' },
  { name: 'stores-in-clear', fault: 'stores secrets in clear', caughtBy: 'SEC-02' },
  { name: 'stores-base64', fault: 'stores secrets in base64 and takes that for encryption', caughtBy: 'SEC-02' },
  { name: 'stores-gzip', fault: 'packs its store and takes that for encryption', caughtBy: 'SEC-02' },
  { name: 'logs-authorization', fault: 'logs its requests with the Authorization header', caughtBy: 'SEC-01' },
  {
    name: 'prints-token-on-error',
    fault: 'prints the whole request, token included, when a call fails',
    caughtBy: 'SEC-01',
  },
  { name: 'secret-in-query', fault: 'sends its credentials in the query of the address too', caughtBy: 'SEC-01' },
  {
    name: 'secret-in-arguments',
    fault: 'gives its secret to another program as an argument',
    caughtBy: 'SEC-01',
    asProcess: true,
  },
  { name: 'follows-with-token', fault: 'follows a redirect of the API and takes its token along', caughtBy: 'SEC-04' },
  {
    name: 'follows-with-credentials',
    fault: 'follows a redirect of the token service and sends its credentials again',
    caughtBy: 'SEC-04',
  },
  { name: 'trusts-any-certificate', fault: 'trusts any certificate', caughtBy: 'SEC-03' },
  { name: 'falls-back-to-http', fault: 'asks again in plain http where https does not work', caughtBy: 'SEC-03' },
  { name: 'writes-token', fault: 'writes its token to disk', caughtBy: 'SEC-05' },
  { name: 'writes-api-key', fault: 'writes the API-manager key to disk', caughtBy: 'SEC-05', asProcess: true },
];
