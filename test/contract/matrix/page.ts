import { VERDICTS, type Verdict } from '../../../contract/finding.js';
import { VERDICT_WORDS } from '../../../contract/report/vocabulary.js';
import { VERDICT_SIGNS } from '../../../contract/report/words.js';
import type { Column, Judged } from './judged.js';

/** The signs of the reports, but for what holds: an empty field is quiet. */
const SIGN: Readonly<Record<Verdict, string>> = { ...VERDICT_SIGNS, passed: '' };

const legend = VERDICTS.flatMap(each => (SIGN[each] === '' ? [] : [`${SIGN[each]} ${VERDICT_WORDS[each]}`])).join(
  ' · ',
);

/** The page docs/contract/matrix.md. */
export function pageOf(rows: readonly Judged[], cases: readonly Column[], digest: string): string {
  const wrong = rows.filter(({ caughtBy }) => caughtBy !== undefined);
  const good = rows.filter(({ caughtBy }) => caughtBy === undefined);
  return `# Wrong agents against the cases

Who judges must be judged: ${wrong.length} agents with one fault each, made on purpose, against all ${cases.length} cases of
\`sims-harness contract\`. Each is caught by the case that is about its fault, and by no other \`must\`; ${good.length} agents without a fault
pass everything. An empty field is a case that holds for that agent; **✘** is the case that the agent was made to fail.

${legend}

Made by \`npm run matrix\`, never by hand.

${cases.map(({ id, level, says }) => `- **${id}** (${level}) ${says}`).join('\n')}

${table(wrong, cases)}

## Agents without a fault

${table(good, cases)}

<!-- made from ${digest} -->
`;
}

/** The cases stand in the head by family, so that the table stays narrow: a column is two letters wide. */
function table(rows: readonly Judged[], cases: readonly Column[]): string {
  const head = ['The agent …', ...cases.map(({ id }) => id.replace('-', '<br>'))];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map(row => [`${row.tells} (\`${row.name}\`)`, ...cases.map(({ id }) => cellOf(row, id))]);
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : ':-:'))), ...body.map(line)].join('\n');
}

function cellOf(row: Judged, id: Column['id']): string {
  const sign = SIGN[row.verdicts.get(id) ?? 'broken'];
  return row.caughtBy === id && sign !== '' ? `**${sign}**` : sign;
}
