import { readFileSync } from 'node:fs';

/** docs/fidelity.md as data: a page for people that a test can hold against the code. */

export const FACT = /\b(?:PROD|HOST|TOK|STS|CA|ACR|JWT|DISC|END|RAP|LIFE|INFRA|DOM|GUIDE|ACC|ALT)-\d{2}\b/g;

export type LedgerRow = {
  readonly facts: readonly string[];
  /** `documented: S001; unknown`, part by part. */
  readonly standings: readonly { readonly standing: string; readonly sources: readonly string[] }[];
  readonly says: string;
  readonly switches: readonly string[];
  /** Test files, from the root of the project; empty where `pin` says why. */
  readonly tests: readonly string[];
  readonly pin: string;
};

export type SwitchRow = {
  readonly name: string;
  readonly values: string;
  readonly default: string;
  readonly facts: string;
};

const ROOT = new URL('../../', import.meta.url);

export function readProject(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

export const page = readProject('docs/fidelity.md');

/** What stands between a heading of the second level and the next. */
export function section(title: string): string {
  const [, after = ''] = page.split(`\n## ${title}\n`, 2);
  return after.split('\n## ', 1)[0] ?? '';
}

/** The cells of every row of every table, headings and rules left out. */
function cells(text: string): string[][] {
  return text
    .split('\n')
    .filter(line => line.startsWith('| ') && !/^\| *(Facts|Switch|What|-+) *\|/.test(line))
    .map(line =>
      line
        .slice(2, -2)
        .split(/ ?(?<!\\)\| ?/)
        .map(cell => cell.trim().replaceAll('\\|', '|')),
    );
}

function inCode(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '');
}

export const ledgerRows: readonly LedgerRow[] = cells(section('The behaviours')).map(
  ([facts = '', standings = '', says = '', switches = '', pin = '']) => ({
    facts: facts.split(', '),
    standings: standings.split('; ').map(part => {
      const [standing = '', sources = ''] = part.split(': ');
      return { standing, sources: sources === '' ? [] : sources.split(', ') };
    }),
    says,
    switches: inCode(switches),
    tests: [...pin.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)].map(match => match[1] ?? ''),
    pin,
  }),
);

export const switchRows: readonly SwitchRow[] = cells(section('Switches')).map(
  ([name = '', values = '', byDefault = '', facts = '']) => {
    const plain = (cell: string) => inCode(cell)[0] ?? '';
    return { name: plain(name), values: plain(values), default: plain(byDefault), facts };
  },
);
