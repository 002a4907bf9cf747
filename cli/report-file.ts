import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './usage-error.js';
import { whyNot } from './why-not.js';

/** A report for a file; `called`: what a person knows it by, such as `--json report.json`. */
export type ReportFile = { readonly file: string; readonly called: string; readonly text: () => string };

/** Before anything is played: a report that could not be written in the end would cost the whole run. @throws UsageError */
export function checkReportFile({ file, called }: Pick<ReportFile, 'file' | 'called'>): void {
  const why = attempt(() => {
    const there = statSync(file, { throwIfNoEntry: false });
    accessSync(there ? file : dirname(file), constants.W_OK);
    if (there?.isDirectory()) throw new Error('it is a folder');
  });
  if (why !== undefined) throw new UsageError(cannot(called, why));
}

/** Writes each that can be written, whatever becomes of the others. Returns what is wrong with the rest. */
export function writeReportFiles(reports: readonly ReportFile[]): readonly string[] {
  return reports.flatMap(({ file, called, text }) => {
    const why = attempt(() => writeFileSync(file, text()));
    return why === undefined ? [] : [cannot(called, why)];
  });
}

const cannot = (called: string, why: string): string => `${called} cannot be written: ${why}.`;

function attempt(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return whyNot(error);
  }
}
