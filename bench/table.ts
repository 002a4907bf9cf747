import { ratios, type Samples, spread } from './measure.js';

export type Unit = 'ms' | '/s' | 'MB';

/** One line of the result: texts only, so that it can be printed or pasted into a document. */
export type Row = {
  readonly path: string;
  readonly ours: string;
  readonly peer: string;
  readonly against: string;
  readonly ratio: string;
  readonly aim: string;
};

/** Ours against one peer of the same rounds. */
export function compared(path: string, samples: Samples, peer: string, unit: Unit, aim = ''): Row {
  const { median, least, most } = spread(ratios(samples, OURS, peer));
  return {
    path,
    ours: inUnit(samples.get(OURS), unit),
    peer: inUnit(samples.get(peer), unit),
    against: peer,
    ratio: `${two(median)} (${two(least)}-${two(most)})`,
    aim,
  };
}

/** A figure that stands alone and helps to read the others. */
export function hint(path: string, values: readonly number[] | undefined, unit: Unit): Row {
  return { path, ours: inUnit(values, unit), peer: '', against: '', ratio: '', aim: '' };
}

/** The name of our own contestant in every comparison. */
export const OURS = 'ours';

const HEAD: Row = { path: 'path', ours: 'ours', peer: 'peer', against: 'which', ratio: 'ratio (range)', aim: 'aim' };
const COLUMNS = ['path', 'ours', 'peer', 'against', 'ratio', 'aim'] as const;

/** A Markdown table whose columns line up on a screen too. */
export function table(rows: readonly Row[]): string {
  const widths = COLUMNS.map(column => Math.max(...[HEAD, ...rows].map(row => row[column].length)));
  const line = (row: Row) => `| ${COLUMNS.map((column, i) => row[column].padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(HEAD), `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

function inUnit(values: readonly number[] | undefined, unit: Unit): string {
  const { median } = spread(values ?? []);
  const number = Math.round(median).toLocaleString('en');
  return unit === '/s' ? `${number}/s` : `${number} ${unit}`;
}

function two(value: number): string {
  return value.toFixed(2);
}
