import type { Harness } from '../harness.js';

/** What an agent said of a sync. `at` is epoch ms on the world's clock. */
export type AgentReport = { readonly number: number; readonly at: number; readonly report: unknown };

export type AgentReports = {
  add(harness: Harness, report: unknown): AgentReport;
  /** The oldest first. */
  list(harness: Harness): readonly AgentReport[];
};

export const MOST_REPORTS = 100;

/** Agent reports by world: the newest few, forgotten when the world goes back to its start. */
export function createReports(): AgentReports {
  const books = new WeakMap<Harness, AgentReport[]>();
  const bookOf = (harness: Harness) => {
    const known = books.get(harness);
    if (known) return known;
    const book: AgentReport[] = [];
    books.set(harness, book);
    harness.subscribe(event => {
      if (event.type === 'reset') book.length = 0;
    });
    return book;
  };
  return {
    add: (harness, report) => {
      const book = bookOf(harness);
      const added = { number: (book.at(-1)?.number ?? 0) + 1, at: harness.clock.now(), report };
      book.push(added);
      if (book.length > MOST_REPORTS) book.shift();
      harness.emit({ type: 'agent-report', at: added.at, report });
      return added;
    },
    list: bookOf,
  };
}
