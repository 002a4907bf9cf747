import type { Exchange } from '../../mock-server/index.js';
import type { Finding } from '../finding.js';
import { harmless, inOneLine } from './harmless.js';
import type { CaseResult, RoundResult } from './report.js';
import { many } from './words.js';

/** More of one kind in one place nobody reads. */
const MOST = 3;

/** What was found of a case, as plain lines: expected and seen, what the agent said, the exchanges that show it. */
export function findingLines({ rounds, overall }: Pick<CaseResult, 'rounds' | 'overall'>): readonly string[] {
  return [...overall.flatMap(pair), ...rounds.filter(({ findings }) => findings.length > 0).flatMap(roundLines)];
}

function roundLines({ name, tells, findings, runs, exchanges }: RoundResult): readonly string[] {
  return [
    `${name}: ${inOneLine(tells)}`,
    ...[
      ...findings.flatMap(pair),
      ...runs.flatMap(run => (run.said === undefined ? [] : [`in "${run.name}" it said: ${inOneLine(run.said)}`])),
      ...exchanges.slice(0, MOST).map(exchangeLine),
      ...(exchanges.length > MOST ? [`… and ${many(exchanges.length - MOST, 'more exchange')}`] : []),
    ].map(line => `  ${line}`),
  ];
}

const pair = ({ expected, seen }: Finding): readonly string[] => [
  `expected  ${inOneLine(expected)}`,
  `seen      ${inOneLine(seen)}`,
];

/** An exchange in one line; the journal has taken secrets out of it already. */
export function exchangeLine({ number, method, path, status, fault, why }: Exchange): string {
  const remarks = [fault === undefined ? undefined : `fault: ${fault}`, why].filter(Boolean).join('; ');
  return harmless(`no. ${number}  ${method} ${path}  ${status ?? 'no answer'}${remarks === '' ? '' : `  ${remarks}`}`);
}
