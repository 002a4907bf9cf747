import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Given } from '../command-line.js';
import { toolHere } from '../tool.js';
import { UsageError } from '../usage-error.js';
import { whyNot } from '../why-not.js';
import type { Proof } from './play.js';
import { junit, PROVE_FORMAT, type ProveReport } from './reports.js';

/** Before anything is played: a report that could not be written in the end would cost the whole run. */
export function checkReports({ json, junit: xml }: Given): void {
  for (const file of [json, xml]) {
    if (typeof file !== 'string' || file === '-') continue;
    attempt(file, () => {
      accessSync(dirname(file), constants.W_OK);
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder');
    });
  }
}

/** `subject`: what the agent under proof is called. */
export function writeReports(
  { json, junit: xml }: Given,
  proofs: readonly Proof[],
  startedAt: Date,
  subject: ProveReport['subject'],
): void {
  if (typeof xml === 'string') attempt(xml, () => writeFileSync(xml, junit(proofs, startedAt)));
  if (json === undefined) return;
  const report: ProveReport = {
    format: PROVE_FORMAT,
    tool: toolHere(),
    startedAt: startedAt.toISOString(),
    subject,
    proofs,
  };
  if (json === '-') process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (typeof json === 'string') attempt(json, () => writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`));
}

/** @throws UsageError when it cannot be written */
export function writeReport(file: string, text: string): void {
  attempt(file, () => writeFileSync(file, text));
}

function attempt(file: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new UsageError(`The report ${file} cannot be written: ${whyNot(error)}.`);
  }
}
