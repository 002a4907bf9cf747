// docs/agent/what-happens-if.md is made of the table. To accept a change, run once with UPDATE_GOLDEN=1.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { table } from './table.js';

const file = new URL('../../../docs/agent/what-happens-if.md', import.meta.url);

const parts = [
  ['The site list', 'W01', 'W24'],
  ['The Clients of a school', 'W25', 'W43'],
  ['Token and politeness', 'W44', 'W49'],
  ['Process and vault', 'W50', 'W53'],
] as const;

const cell = (text: string): string => text.replaceAll('|', '\\|');

function page(): string {
  const tables = parts.map(([title, from, to]) => {
    const rows = table
      .filter(({ id }) => id >= from && id <= to)
      .map(({ event, does, served, exits }) => `| ${[event, does, served, exits.join(', ')].map(cell).join(' | ')} |`);
    return `## ${title}\n\n| what happens | what the agent does | what your programs are given | exit |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# What happens if …

Every row is played on the mock by a test, over a vault of eight schools, and this page is made of the same data. “As before” is what the
last good copy served. Exit codes: [the sync agent](../agent.md#commands). **Held** waits for a person (\`sims-agent status\` shows the
digest to approve), **postponed** for better evidence; both are served meanwhile.

${tables.join('\n')}`;
}

test('When the table changes, then so does the page', () => {
  if (process.env['UPDATE_GOLDEN']) writeFileSync(file, page());
  expect(page()).toBe(readFileSync(file, 'utf8'));
});
