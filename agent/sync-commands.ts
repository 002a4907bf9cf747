// The two commands that ask the service: sync and plan.
import type { AgentConfig } from './config.js';
import { hasChanges, planLines, reportJson, reportLines } from './describe.js';
import { plan as planOnly, sync as syncNow, type Write } from './sync.js';
import type { Answer } from './vault-commands.js';

export async function sync(config: AgentConfig, asJson: boolean, write: Write): Promise<Answer> {
  const report = await syncNow(config, write);
  return { exit: report.plan.exit, text: asJson ? jsonLine(reportJson(report)) : text(reportLines(report)) };
}

/** Exit 2 says that sync would change something, unless something worse is to be said. */
export async function plan(config: AgentConfig, asJson: boolean, write: Write): Promise<Answer> {
  const report = await planOnly(config, write);
  const exit = report.plan.exit || (hasChanges(report.plan) ? 2 : 0);
  if (asJson) return { exit, text: jsonLine({ ...reportJson(report), exit, operations: report.plan.operations }) };
  return { exit, text: text(report.plan.commit ? planLines(report.plan) : reportLines(report)) };
}

const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;
const text = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('');
