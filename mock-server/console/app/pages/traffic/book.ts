import type { Exchange } from './exchange.js';

/** Some of the journal, as the API gives it. `names`: what schools are called, by organisation id and client id. */
export type Piece = {
  readonly exchanges: readonly Exchange[];
  readonly next: number;
  readonly names?: Readonly<Record<string, string>>;
};

/** How a book asks the journal; every question is under the filter of the book. */
export type Journal = {
  numbers(since: number): Promise<{ readonly numbers: readonly number[]; readonly next: number }>;
  exchanges(since: number, limit: number): Promise<Piece>;
};

/** An exchange, `null` for one that the journal has forgotten, `undefined` while it is being read. */
type Entry = Exchange | null;

const PAGE = 200;
const MOST_PAGES = 12;
/** Arrivals in one answer; beyond that their numbers are enough for now. */
const MOST_NEW = 500;

/**
 * A long journal in little memory: all of the numbers, and the exchanges of the pages last looked at. What is looked
 * at and not there is read, and `changed` called when it has come.
 */
export function createBook(journal: Journal, changed: () => void) {
  /** Grows in its place: a list of 100,000 must not be copied for one arrival. */
  const numbers: number[] = [];
  const pages = new Map<number, Map<number, Entry>>();
  const asked = new Set<number>();
  const names = new Map<string, string>();
  let next = 0;
  let failed = false;

  const pageAt = (index: number) => {
    const at = Math.floor(index / PAGE);
    const page = pages.get(at) ?? new Map<number, Entry>();
    // Looked at last, forgotten last.
    pages.delete(at);
    pages.set(at, page);
    const [oldest] = pages.keys();
    if (pages.size > MOST_PAGES && oldest !== undefined) pages.delete(oldest);
    return page;
  };
  const learn = ({ names: told = {} }: Piece) => {
    for (const [id, name] of Object.entries(told)) names.set(id, name);
  };
  const read = async (at: number) => {
    if (asked.has(at) || failed) return;
    asked.add(at);
    const wanted = numbers.slice(at * PAGE, (at + 1) * PAGE);
    try {
      const piece = await journal.exchanges((wanted[0] ?? 1) - 1, wanted.length);
      learn(piece);
      const page = pageAt(at * PAGE);
      const found = new Map(piece.exchanges.map(exchange => [exchange.number, exchange]));
      for (const number of wanted) page.set(number, found.get(number) ?? null);
    } catch {
      // The connection says that nobody answers; with the next arrival it is tried again.
      failed = true;
    } finally {
      asked.delete(at);
      changed();
    }
  };

  return {
    numbers: numbers as readonly number[],
    /** What the school or partner behind an id is called. */
    nameOf: (id: string | undefined) => (id === undefined ? undefined : names.get(id)),
    next: () => next,
    /** How many exchanges are in memory. */
    held: () => [...pages.values()].reduce((sum, page) => sum + page.size, 0),
    get: (number: number): Entry | undefined => {
      const index = indexOf(numbers, number);
      if (index === -1) return undefined;
      const entry = pageAt(index).get(number);
      if (entry === undefined) void read(Math.floor(index / PAGE));
      return entry;
    },
    /** Reads what there is. */
    open: async () => {
      const told = await journal.numbers(0);
      append(numbers, told.numbers);
      ({ next } = told);
    },
    /** Reads what has come since; how many that were. Undefined when the journal has begun anew. */
    follow: async (): Promise<number | undefined> => {
      failed = false;
      const piece = await journal.exchanges(next, MOST_NEW);
      if (piece.next < next) return undefined;
      if (piece.exchanges.length === MOST_NEW) {
        const told = await journal.numbers(next);
        append(numbers, told.numbers);
        ({ next } = told);
        return told.numbers.length;
      }
      learn(piece);
      for (const exchange of piece.exchanges) {
        numbers.push(exchange.number);
        pageAt(numbers.length - 1).set(exchange.number, exchange);
      }
      ({ next } = piece);
      return piece.exchanges.length;
    },
  };
}

export type Book = ReturnType<typeof createBook>;

function append(to: number[], more: readonly number[]): void {
  for (const number of more) to.push(number);
}

/** Where a number stands in a rising list; -1 where it does not. */
function indexOf(rising: readonly number[], number: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rising[middle] ?? 0;
    if (found === number) return middle;
    if (found < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
