import { htmlReport, jsonReport, junitReport, type Report } from '../../contract/index.js';
import { checkReportFile, type ReportFile, writeReportFiles } from '../report-file.js';
import { type Settings, textOf } from '../settings.js';

/** How each report is written. */
const FORMS: Readonly<Record<string, (report: Report) => string>> = {
  json: jsonReport,
  junit: junitReport,
  html: htmlReport,
};

/** Before anything is played. @throws UsageError for a report that could not be written */
export function checkReports(settings: Settings): void {
  for (const each of filesIn(settings)) checkReportFile(each);
}

/** Every report that can be written. Returns what is wrong with the others. */
export function writeReports(settings: Settings, report: Report): readonly string[] {
  if (textOf(settings, 'json') === '-') process.stdout.write(jsonReport(report));
  return writeReportFiles(filesIn(settings).map(({ form, ...each }) => ({ ...each, text: () => form(report) })));
}

type Asked = Pick<ReportFile, 'file' | 'called'> & { readonly form: (report: Report) => string };

function filesIn(settings: Settings): readonly Asked[] {
  return Object.entries(FORMS).flatMap(([option, form]) => {
    const file = textOf(settings, option);
    return file === undefined || file === '-' ? [] : [{ form, file, called: `${settings.nameOf(option)} ${file}` }];
  });
}
