import type { Case } from '../../../contract/case.js';
import { clauseTitle } from '../../../contract/clauses.js';
import { FAMILY_WORDS } from '../../../contract/report/vocabulary.js';
import { type Evidence, FAMILIES, type Family, familyOf } from '../../../contract/requirement.js';

const EVIDENCE: Readonly<Record<Evidence, string>> = {
  wire: 'what it sends',
  counts: 'how often it asks',
  times: 'when it asks',
  dump: 'what it has stored (`--dump`)',
  exit: 'its exit code',
  output: 'what it says',
  files: 'its files',
  serve: 'the running application (`--serve`)',
};

/** docs/contract/requirements.md, made of the cases. */
export function requirementsPage(cases: readonly Case[]): string {
  const musts = cases.filter(({ level }) => level === 'must').length;
  const families = FAMILIES.filter(family => cases.some(({ id }) => familyOf(id) === family));
  return `# The requirements

${cases.length} requirements, each played in a world of its own: ${musts} of them *must* hold, the others *should*. Where each comes from:
[clause by clause](clauses.md). How to be judged: [Judge your agent in ten minutes](../contract.md).

Made by \`npm run contract:pages\`, never by hand.

${families.map(family => familyPart(family, cases)).join('\n\n')}
`;
}

function familyPart(family: Family, cases: readonly Case[]): string {
  const { title, asks } = FAMILY_WORDS[family];
  const own = cases.filter(({ id }) => familyOf(id) === family);
  return `## ${family}: ${title}\n\n${asks}\n\n${own.map(one).join('\n\n')}`;
}

function one({ id, level, says, means, clauses, looksAt, mend, rounds, overall }: Case): string {
  const played = [
    ...rounds.map(({ name, tells }) => `  - \`${name}\`: ${tells}`),
    ...(overall ? ['  - and everything that the other cases have shown'] : []),
  ];
  return [
    `### ${id}\n`,
    `**${level}** · ${says}\n`,
    `*In school words:* ${means}\n`,
    `- From: ${clauses.map(clauseTitle).join('; ')}`,
    `- Played:\n${played.join('\n')}`,
    `- Looked at: ${looksAt.map(each => EVIDENCE[each]).join(', ')}`,
    `- To mend: ${mend}`,
  ].join('\n');
}
