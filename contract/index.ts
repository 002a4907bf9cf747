/** The door of the contract suite: judge an agent, read the report. Nothing else of this room is meant for outside. */

export type { Case } from './case.js';
export { CaseNotesError } from './case-notes.js';
export { CASES } from './cases/index.js';
export { CLAUSES, type Clause, type ClauseId, clauseTitle, SOURCES } from './clauses.js';
export { difference, same } from './compare.js';
export { type Decided, readDecided } from './decided.js';
export { type Expected, readExpected } from './expected.js';
export { type Finding, VERDICTS, type Verdict } from './finding.js';
export type { ContractOptions } from './options.js';
export { type Preflight, type PreflightOptions, preflight } from './preflight/preflight.js';
export { htmlReport } from './report/html/html.js';
export { mark } from './report/html/mark.js';
export { html, Markup } from './report/html/markup.js';
export { STYLE } from './report/html/style.js';
export { jsonReport, REPORT_FORMAT } from './report/json.js';
export { junitReport } from './report/junit.js';
export { junitXml, type TestCase, type TestSuite } from './report/junit-xml.js';
export type { CaseResult, Report, RoundResult } from './report/report.js';
export { caseLine, closingLines, type Paint } from './report/text.js';
export { decisionLead, TOLD, type Told, toldOf, VERDICT_WORDS } from './report/vocabulary.js';
export { hasOpenSecurityIssue, many, summary } from './report/words.js';
export type { Requirement, RequirementId } from './requirement.js';
export { runContract } from './run.js';
export { type Selection, SelectionError, selectCases } from './select.js';
export { byHandSubject, type Person } from './subject/by-hand.js';
export { type Commands, execSubject, runCommand } from './subject/exec.js';
export { direct } from './subject/npx.js';
export { openPull, type PullDoor } from './subject/pull.js';
export { type Serving, serveDoor } from './subject/serve.js';
export {
  type Control,
  type Environment,
  type Run,
  type Served,
  type Subject,
  SubjectError,
  type Turn,
} from './subject/subject.js';
export { checkUseUrl } from './subject/use-url.js';
export { wordsOf } from './subject/words.js';
