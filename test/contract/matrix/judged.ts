import type { Case } from '../../../contract/case.js';
import type { Verdict } from '../../../contract/finding.js';
import type { RequirementId } from '../../../contract/requirement.js';

/** What the cases said of one agent. */
export type Judged = {
  readonly name: string;
  /** What the page says of it. */
  readonly tells: string;
  /** Undefined for a good agent. */
  readonly caughtBy: RequirementId | undefined;
  readonly verdicts: ReadonlyMap<RequirementId, Verdict>;
};

/** What the matrix needs to know of a case. */
export type Column = Pick<Case, 'id' | 'level' | 'says'>;
