import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { htmlReport, jsonReport, junitReport, type Report } from '../../contract/index.js';
import { type Settings, textOf } from '../settings.js';
import { UsageError } from '../usage-error.js';
import { whyNot } from '../why-not.js';

/** How each report is written. */
const FORMS: Readonly<Record<string, (report: Report) => string>> = {
  json: jsonReport,
  junit: junitReport,
  html: htmlReport,
};

/** Before anything is played: a report that could not be written in the end would cost the whole run. */
export function checkReports(settings: Settings): void {
  for (const { file, name } of filesIn(settings)) {
    attempt(file, name, () => {
      accessSync(dirname(file), constants.W_OK);
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder');
    });
  }
}

export function writeReports(settings: Settings, report: Report): void {
  for (const { form, file, name } of filesIn(settings)) attempt(file, name, () => writeFileSync(file, form(report)));
  if (textOf(settings, 'json') === '-') process.stdout.write(jsonReport(report));
}

function filesIn(settings: Settings) {
  return Object.entries(FORMS).flatMap(([option, form]) => {
    const file = textOf(settings, option);
    return file === undefined || file === '-' ? [] : [{ form, file, name: settings.nameOf(option) }];
  });
}

function attempt(file: string, option: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new UsageError(`${option} ${file} cannot be written: ${whyNot(error)}.`);
  }
}
