import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Errors } from 'typebox/schema';
import { REPORT_FORMAT, type Report } from '../../contract/index.js';
import { PROVE_FORMAT, type ProveReport } from '../prove/reports.js';
import { readText } from '../read-text.js';
import { UsageError } from '../usage-error.js';
import { packageRoot } from '../version.js';
import { whyNot } from '../why-not.js';
import { PROVE_REPORT } from './prove-schema.js';

/** A report of `sims-harness prove --json`. @throws UsageError for a file that is none */
export function readProveReport(file: string, option: string): ProveReport {
  const value = jsonIn(file, option);
  assertForm(value, PROVE_REPORT, PROVE_FORMAT, file, option);
  return value as ProveReport;
}

/** A report of `sims-harness contract --json`. @throws UsageError for a file that is none */
export function readContractReport(file: string, option: string): Report {
  const value = jsonIn(file, option);
  const schema = JSON.parse(readFileSync(join(packageRoot(), 'contract', 'report', 'report.schema.json'), 'utf8'));
  assertForm(value, schema, REPORT_FORMAT, file, option);
  return value as Report;
}

function jsonIn(file: string, option: string): unknown {
  try {
    return JSON.parse(readText(file));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw new UsageError(`${option} ${file} ${what}: ${whyNot(error)}.`);
  }
}

function assertForm(value: unknown, schema: object, format: string, file: string, option: string): void {
  const [fits, [first]] = Errors(schema, value);
  if (fits) return;
  const where = first ? ` (${first.instancePath || 'the whole'}: ${first.message})` : '';
  const command = option.replace(/^--/, 'sims-harness ');
  throw new UsageError(
    `${option} ${file} is no report of the form ${format}${where}. Make it by: ${command} --json ${file}`,
  );
}
