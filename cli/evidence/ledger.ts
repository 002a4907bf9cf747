/** A behaviour of the mock as docs/fidelity.md tells it: a page for people that programs can read, too. */
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

/** How well a behaviour is known, best first. `assumed`: no source settles it, and a switch plays the other answers. */
export const STANDINGS = ['documented', 'product', 'inferred', 'assumed', 'unknown'] as const;
export type Standing = (typeof STANDINGS)[number];

/** What stands between a heading of the second level and the next. */
export function section(page: string, title: string): string {
  const [, after = ''] = page.split(`\n## ${title}\n`, 2);
  return after.split('\n## ', 1)[0] ?? '';
}

/** The cells of every row of every table, headings and rules left out. */
export function cells(text: string): string[][] {
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

export function inCode(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '');
}

/** The behaviours of the page, in its order. */
export function readLedger(page: string): LedgerRow[] {
  return cells(section(page, 'The behaviours')).map(
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
}

/** The weakest that a row rests on: its parts apply together, so it is known no better than that. */
export function weakestOf({ standings, switches }: Pick<LedgerRow, 'standings' | 'switches'>): Standing {
  const named = new Set(standings.map(({ standing }) => standing));
  if (named.has('unknown')) return switches.length > 0 ? 'assumed' : 'unknown';
  return STANDINGS.findLast(standing => named.has(standing)) ?? 'unknown';
}
