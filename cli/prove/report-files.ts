import type { Given } from '../command-line.js';
import { checkReportFile, type ReportFile, writeReportFiles } from '../report-file.js';
import { toolHere } from '../tool.js';
import { UsageError } from '../usage-error.js';
import type { Proof } from './play.js';
import { junit, PROVE_FORMAT, type ProveReport } from './reports.js';

/** Before anything is played. @throws UsageError for a report that could not be written */
export function checkReports({ json, junit: xml }: Given): void {
  for (const file of [json, xml]) if (isFile(file)) checkReportFile({ file, called: called(file) });
}

/** Every report that can be written; `subject`: what the agent under proof is called. Returns what is wrong with the others. */
export function writeReports(
  { json, junit: xml }: Given,
  proofs: readonly Proof[],
  startedAt: Date,
  subject: ProveReport['subject'],
): readonly string[] {
  const report: ProveReport = {
    format: PROVE_FORMAT,
    tool: toolHere(),
    startedAt: startedAt.toISOString(),
    subject,
    proofs,
  };
  if (json === '-') process.stdout.write(`${JSON.stringify(report)}\n`);
  return writeReportFiles([
    ...fileFor(xml, () => junit(proofs, startedAt)),
    ...fileFor(json, () => `${JSON.stringify(report, null, 2)}\n`),
  ]);
}

/** @throws UsageError when it cannot be written */
export function writeReport(file: string, text: string): void {
  const [wrong] = writeReportFiles(fileFor(file, () => text));
  if (wrong !== undefined) throw new UsageError(wrong);
}

const isFile = (file: Given[string] | undefined): file is string => typeof file === 'string' && file !== '-';

const called = (file: string): string => `The report ${file}`;

const fileFor = (file: Given[string] | undefined, text: () => string): readonly ReportFile[] =>
  isFile(file) ? [{ file, called: called(file), text }] : [];
