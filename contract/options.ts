import type { Case } from './case.js';
import type { Decided } from './decided.js';
import type { Expected } from './expected.js';
import type { CaseResult, Report } from './report/report.js';
import type { RequirementId } from './requirement.js';
import type { Subject } from './subject/subject.js';

/** What is judged, and how. */
export type ContractOptions = {
  readonly subject: Subject;
  readonly cases: readonly Case[];
  /** How these cases were chosen among all there are, for reports. */
  readonly selection?: Report['selection'];
  /** Draws the worlds and their secrets, the kill points and the order of chaos. */
  readonly seed: number;
  /** How many rounds are played side by side. */
  readonly parallel: number;
  /** How long one run of the subject may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Calls a second that the integrator states as its limit; 5 where none is stated. */
  readonly rate?: number | undefined;
  /** Of sims-harness, for reports. */
  readonly version: string;
  readonly stop: AbortSignal;
  /** Known failures, each with its comment: they do not fail the run, and one that passes does. */
  readonly expected?: Expected | undefined;
  /** What people decided where the verdict is theirs: it stays `review`, and reports tell it as decided. */
  readonly decided?: Decided | undefined;
  /** The command that plays one case alone again, for reports. */
  readonly replay?: ((ids: readonly RequirementId[]) => string) | undefined;
  /** Told of each case as its last round is over, which for one that is judged over all cases is before its verdict. */
  readonly onOver?: (id: RequirementId) => void;
  /** Told of each case once, with its verdict: as its last round is judged, or, for one over all cases, when all are played. */
  readonly onCase?: (result: CaseResult, done: number, of: number) => void;
  /** Told of each round as it begins. */
  readonly onRound?: (id: RequirementId, round: string) => void;
};
