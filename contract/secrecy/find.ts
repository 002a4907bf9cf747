import { type Canary, lowered, type Needle, needlesOf } from './needles.js';
import { viewsOf } from './views.js';

/** Something to search: a file, an output, an answer. */
export type Place = { readonly name: string; readonly bytes: Buffer };
/** A canary that was found, in which form, and how one comes to it. */
export type Found<C extends Canary> = { readonly canary: C; readonly needle: Needle; readonly how: string };
export type Finder<C extends Canary> = (bytes: Buffer) => readonly Found<C>[];

type Entry<C extends Canary> = { readonly canary: C; readonly needle: Needle };

/** Bits of the table that says by the first four bytes whether any needle may begin at a place. */
const BITS = 20;
/** Knuth's multiplier: spreads four bytes of text over the table. */
const SPREAD = 0x9e3779b1;
const slotOf = (four: number): number => Math.imul(four, SPREAD) >>> (32 - BITS);

/**
 * Finds every needle of every canary in one pass over each view of the bytes, however many needles there are: what a
 * run leaves is searched for thousands of them.
 */
export function createFinder<C extends Canary>(canaries: readonly C[]): Finder<C> {
  const table = new Uint8Array(1 << BITS);
  const entries = new Map<number, Entry<C>[]>();
  for (const canary of canaries)
    for (const needle of needlesOf(canary)) {
      const four = lowered(needle.bytes.subarray(0, 4)).readInt32BE();
      table[slotOf(four)] = 1;
      const known = entries.get(four);
      if (known) known.push({ canary, needle });
      else entries.set(four, [{ canary, needle }]);
    }
  return bytes => {
    const found = new Map<Entry<C>, string>();
    for (const { bytes: view, how } of viewsOf(bytes))
      search(view, table, entries, entry => found.has(entry) || found.set(entry, how));
    return [...found].map(([entry, how]) => ({ ...entry, how }));
  };
}

function search<C extends Canary>(
  view: Buffer,
  table: Uint8Array,
  entries: ReadonlyMap<number, readonly Entry<C>[]>,
  tell: (entry: Entry<C>) => void,
): void {
  const folded = lowered(view);
  let four = 0;
  for (let at = 0; at < folded.length; at++) {
    four = (four << 8) | (folded[at] ?? 0);
    if (at < 3 || table[slotOf(four)] === 0) continue;
    for (const entry of entries.get(four) ?? []) {
      const { bytes, anyCase } = entry.needle;
      if (startsWith(anyCase ? folded : view, at - 3, bytes)) tell(entry);
    }
  }
}

function startsWith(all: Buffer, at: number, bytes: Buffer): boolean {
  if (at + bytes.length > all.length) return false;
  for (let n = 0; n < bytes.length; n++) if (all[at + n] !== bytes[n]) return false;
  return true;
}

/** Every find as `<canary> as <encoding> in <place>`; empty when there is none. */
export function findLeaks(canaries: readonly Canary[], places: readonly Place[]): readonly string[] {
  const find = createFinder(canaries);
  const told = places.flatMap(({ name, bytes }) =>
    find(bytes).map(({ canary, needle, how }) => `${canary.name} as ${needle.encoding}${how} in ${name}`),
  );
  return [...new Set(told)];
}
