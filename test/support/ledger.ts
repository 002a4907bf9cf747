import { readFileSync } from 'node:fs';
import { cells, inCode, type LedgerRow, readLedger, section as sectionOf } from '../../cli/evidence/ledger.js';

/** docs/fidelity.md as data: a page for people that a test can hold against the code. */

export const FACT = /\b(?:PROD|HOST|TOK|STS|CA|ACR|JWT|DISC|END|RAP|LIFE|INFRA|DOM|GUIDE|ACC|ALT)-\d{2}\b/g;

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
export const section = (title: string): string => sectionOf(page, title);

export const ledgerRows: readonly LedgerRow[] = readLedger(page);

export const switchRows: readonly SwitchRow[] = cells(section('Switches')).map(
  ([name = '', values = '', byDefault = '', facts = '']) => {
    const plain = (cell: string) => inCode(cell)[0] ?? '';
    return { name: plain(name), values: plain(values), default: plain(byDefault), facts };
  },
);
