/** The door of the contract suite: judge an agent, read the report. */

export { CASES } from './cases/index.js';
export type { Finding, Verdict } from './finding.js';
export type { CaseResult, Report } from './report/report.js';
export { type ContractOptions, runContract } from './run.js';
export { type Subject, SubjectError } from './subject/subject.js';
