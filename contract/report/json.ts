import type { Report } from './report.js';

/** The form of the file; another number where a reader of this one would go wrong. Told by report.schema.json. */
export const REPORT_FORMAT = 'sims-contract-report/1';

/** The whole report for programs, with a line end after it. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify({ format: REPORT_FORMAT, ...report }, null, 2)}\n`;
}
