import type { Case } from '../../../contract/case.js';
import { CLAUSES, type Clause, type ClauseId, SOURCES } from '../../../contract/clauses.js';

/** docs/contract/clauses.md, made of contract/clauses.ts and the cases. */
export function clausesPage(cases: readonly Case[]): string {
  const vendor = SOURCES.filter(({ id }) => id.startsWith('S'));
  return `# Clause by clause

What the vendor's documents ask of an integrator, in our own words, and what speaks for it: requirements of \`sims-harness contract\`, or **a person**,
who must show it. A test is a beginning of an accreditation file, never all of it: a requirement that holds speaks for its clause, and no clause
is fulfilled by tests alone.

Made by \`npm run contract:pages\`, never by hand.

${vendor.map(({ id, title }) => source(id, title, cases)).join('\n\n')}

## Beyond the vendor's documents

${SOURCES.filter(({ id }) => !id.startsWith('S'))
  .map(({ id, title }) => `- **${title}**: ${linksTo(id as ClauseId, cases) || 'nothing yet'}`)
  .join('\n')}

Good practice is a *must* only where credentials or data could be lost or leak.
`;
}

function source(id: string, title: string, cases: readonly Case[]): string {
  const rows = CLAUSES.filter(clause => clause.id.startsWith(`${id}-`)).map(clause => row(clause, cases));
  return `## ${id}: ${title}\n\n| clause | asks | shown by |\n|---|---|---|\n${rows.join('\n')}`;
}

function row({ id, at, says, person, aside }: Clause, cases: readonly Case[]): string {
  const links = linksTo(id, cases);
  const shown = [
    ...(links === '' ? [] : [links]),
    ...(person === undefined ? [] : [`**A person must show:** ${person}`]),
    ...(aside === undefined ? [] : [`*Not judged:* ${aside}`]),
  ];
  return `| **${id}**<br>“${at}” | ${says} | ${shown.join('<br>')} |`;
}

const linksTo = (id: ClauseId, cases: readonly Case[]): string =>
  cases
    .filter(({ clauses }) => clauses.includes(id))
    .map(each => `[${each.id}](requirements.md#${each.id.toLowerCase()})${each.level === 'should' ? ' (should)' : ''}`)
    .join(', ');
