import type { CaseResult, Finding, Report, Verdict } from '../../contract/index.js';
import { paint, printable, type Terminal } from '../terminal.js';

const MARKS: Readonly<Record<Verdict, readonly [mark: string, colour: 'green' | 'yellow' | 'red']>> = {
  passed: ['✔', 'green'],
  warned: ['!', 'yellow'],
  review: ['?', 'yellow'],
  'cannot-verify': ['-', 'yellow'],
  failed: ['✘', 'red'],
  broken: ['✘', 'red'],
};

type Told = { readonly seed: number; readonly cases: readonly unknown[] };

/** Tells a run as it goes on. */
export function createNarrator(out: Terminal, { seed, cases }: Told) {
  out.status('a first look at the agent …');
  return {
    preflight: (faults: readonly string[], notes: readonly string[]): void => {
      for (const fault of faults) out.line(`${paint(out, 'red', 'sims-harness:')} ${printable(fault)}`);
      if (faults.length > 0) out.line('Nothing was judged.');
      else for (const note of notes) out.line(paint(out, 'dim', note));
    },
    round: (id: string, round: string): void => out.status(`${id} ${round} …`),
    case: ({ id, verdict, says, ms }: CaseResult, done: number, of: number): void => {
      const [mark, colour] = MARKS[verdict];
      const cost = paint(out, 'dim', `(${(ms / 1000).toFixed(1)} s)`);
      out.line(`${paint(out, colour, mark)} ${paint(out, 'bold', id.padEnd(8))} ${verdict.padEnd(13)} ${says} ${cost}`);
      out.status(`${done} of ${of} …`);
    },
    summary: (report: Report): void => {
      for (const each of report.cases) for (const line of linesOf(each)) out.line(line);
      out.line();
      for (const surprise of report.surprises) out.line(surprise);
      const counts = Object.entries(report.counts).filter(([, count]) => count > 0);
      const text = counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
      const seconds = (report.ms / 1000).toFixed(1);
      out.line(paint(out, report.exit === 0 ? 'green' : 'red', `${cases.length} cases: ${text}.`));
      out.line(`Seed ${seed}, ${seconds} s.`);
    },
  };
}

/** What is not as it should be: expected, seen, the mend, and the line that plays it again. */
function linesOf(result: CaseResult): readonly string[] {
  const { id, verdict, says, mend, rounds, overall, replay, expected } = result;
  if (verdict === 'passed') return [];
  const found = [
    ...rounds.flatMap(({ name, findings, runs }) => [
      ...findings.flatMap(finding => toldOf(finding, `in "${name}"`)),
      ...runs.flatMap(({ name: run, said }) => (said === undefined ? [] : [`    "${run}" said last: ${said}`])),
    ]),
    ...overall.flatMap(finding => toldOf(finding, 'over all cases')),
  ];
  return [
    '',
    `${id} ${verdict}: ${says}`,
    ...found,
    ...(expected ? [`    known: ${expected.comment}`] : []),
    ...(verdict === 'failed' || verdict === 'warned' ? [`    mend: ${mend}`] : []),
    ...(replay === undefined || verdict === 'cannot-verify' ? [] : [`    again, by itself: ${replay}`]),
  ].map(printable);
}

const toldOf = ({ expected, seen, exchanges = [] }: Finding, where: string): readonly string[] => [
  `    ${where}: expected ${expected}`,
  `      seen: ${seen}${exchanges.length > 0 ? ` (exchanges ${exchanges.slice(0, 10).join(', ')})` : ''}`,
];
