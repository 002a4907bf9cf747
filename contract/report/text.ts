import { figureRows } from './figure-rows.js';
import { harmless, inOneLine } from './harmless.js';
import { headline } from './headline.js';
import { findingLines } from './lines.js';
import type { CaseResult, Report } from './report.js';
import { decisionLead, TOLD, type Told, toldOf, VERDICT_WORDS } from './vocabulary.js';
import { hasOpenSecurityIssue, many, selectionWords, summary, VERDICT_SIGNS } from './words.js';

/** Text in a colour, or as it is where nothing shines. */
export type Paint = (colour: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

const COLOURS: Readonly<Record<Told, 'dim' | 'red' | 'green' | 'yellow'>> = {
  passed: 'green',
  decided: 'dim',
  warned: 'yellow',
  review: 'yellow',
  'cannot-verify': 'dim',
  failed: 'red',
  broken: 'red',
};

/** A case in one line, as soon as it is judged: sign, id, sentence, time. */
export function caseLine(each: CaseResult, paint: Paint): string {
  const { id, says, ms } = each;
  const told = toldOf(each);
  const cost = paint('dim', `(${(ms / 1000).toFixed(1)} s)`);
  const said = told === 'passed' ? inOneLine(says) : `${shortWord(each).toUpperCase()}: ${inOneLine(says)}`;
  return `${paint(COLOURS[told], VERDICT_SIGNS[told])} ${paint('bold', id.padEnd(8))} ${said} ${cost}`;
}

/** What follows when all is judged: what is wrong with its replay, what could not be seen, figures, the whole in a sentence. */
export function closingLines(report: Report, paint: Paint): readonly string[] {
  const { cases, surprises, limits, exit, seed, ms } = report;
  const open = cases.filter(each => isOpen(toldOf(each)) && each.expected?.met !== 'known');
  return [
    ...open.flatMap(each => openLines(each, paint)),
    ...known(cases),
    ...decisions(cases),
    ...unseen(cases),
    ...figures(report, paint),
    ...section(surprises.map(harmless)),
    ...section(limits.map(each => `Not looked at: ${each}`)),
    '',
    paint(exit === 0 ? 'green' : 'red', headline(report)),
    paint(exit === 0 ? 'green' : 'red', summary(report)),
    ...(hasOpenSecurityIssue(report)
      ? ['Mend the findings about secrets before this report goes to anybody (S000-6).']
      : []),
    paint('dim', inOneLine(`Chosen: ${selectionWords(report)}.`)),
    paint('dim', `${answers(report)}; seed ${seed}, ${(ms / 1000).toFixed(1)} s.`),
  ];
}

const isOpen = (told: Told): boolean => !['passed', 'decided', 'cannot-verify'].includes(told);

/** A verdict in few words, with the mark that the file of known failures makes on it. */
const shortWord = (each: CaseResult): string =>
  `${each.verdict === 'broken' ? 'not judged' : VERDICT_WORDS[toldOf(each)]}${each.expected?.met === 'known' ? ', which is known' : ''}`;

const section = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines]);

function openLines(each: CaseResult, paint: Paint): readonly string[] {
  const { id, verdict, level, says, mend, replay } = each;
  return [
    '',
    `${paint(COLOURS[verdict], VERDICT_SIGNS[verdict])} ${paint('bold', id)} (${level}) ${VERDICT_WORDS[verdict]}: ${inOneLine(says)}`,
    ...findingLines(each).map(line => `    ${line}`),
    ...(verdict === 'broken' ? [] : [`    to mend:  ${inOneLine(mend)}`]),
    ...(replay === undefined ? [] : [`    again:    ${harmless(replay)}`]),
  ];
}

function known(cases: readonly CaseResult[]): readonly string[] {
  const all = cases.filter(({ expected }) => expected?.met === 'known');
  return section(all.map(({ id, expected }) => `${id} fails, as is known: ${inOneLine(expected?.comment ?? '')}`));
}

/** What people decided, in their words; a decision that came to nothing says why. */
function decisions(cases: readonly CaseResult[]): readonly string[] {
  const lines = cases.flatMap(each => {
    const lead = decisionLead(each);
    return lead === undefined ? [] : [`${lead}: ${each.id}: ${inOneLine(each.decided?.comment ?? '')}`];
  });
  return section(lines);
}

/** By what would have shown it: usually one command that was not given. */
function unseen(cases: readonly CaseResult[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, verdict, rounds, overall } of cases) {
    if (verdict !== 'cannot-verify') continue;
    const [first] = [...rounds.flatMap(({ findings }) => findings), ...overall].filter(
      each => each.verdict === 'cannot-verify',
    );
    const reason = first === undefined ? 'nothing that would show it' : inOneLine(first.seen);
    byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  return section(
    [...byReason].map(([reason, ids]) => `Could not be seen: ${ids.join(', ')}: ${reason.replace(/^nothing: /, '')}.`),
  );
}

function figures({ figures: found }: Report, paint: Paint): readonly string[] {
  if (!found) return [];
  return section([
    paint('bold', 'How gentle it is with the service'),
    ...figureRows(found).map(([name, value]) => `  ${name}: ${value}`),
    ...found.advice.map(each => `  → ${each}`),
  ]);
}

/** The answers counted, e.g. `28 passed, 1 decided, 2 warned`. */
function answers({ cases }: Report): string {
  const parts = TOLD.flatMap(told => {
    const count = cases.filter(each => toldOf(each) === told).length;
    return count > 0 ? [`${count} ${told}`] : [];
  });
  return `${many(cases.length, 'requirement')}: ${parts.join(', ')}`;
}
