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
  { name: 'skips-known-schools', fault: 'reads the credentials of a school once and never again', caughtBy: 'SNAP-01' },
  { name: 'trims-secrets', fault: 'keeps the letters and digits of a secret only', caughtBy: 'SNAP-02' },
  { name: 'deletes-on-error', fault: 'takes a list that cannot be read for a list of nobody', caughtBy: 'DEL-02' },
];
