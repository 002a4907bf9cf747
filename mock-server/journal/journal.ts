import type { Exchange } from './exchange.js';
import { type Filter, fits } from './filter.js';

/** Exchanges in order; the oldest are forgotten past `keep`. */
export type Journal = {
  append(exchange: Omit<Exchange, 'number'>): Exchange;
  /** The oldest first; at most `limit` of them, the newest ones. */
  list(filter?: Filter, limit?: number): Exchange[];
  get(number: number): Exchange | undefined;
  /** The number of the newest exchange; 0 when there is none. */
  last(): number;
  count(filter?: Filter): number;
  clear(): void;
};

export const MOST_EXCHANGES = 200_000;

export function createJournal(keep: number = MOST_EXCHANGES): Journal {
  let kept: Exchange[] = [];
  let last = 0;
  const drop = () => {
    // In blocks, so that appending stays cheap when the journal is full.
    if (kept.length >= keep + Math.ceil(keep / 4)) kept = kept.slice(-keep);
  };
  const matching = (filter: Filter) => {
    const from = filter.since === undefined ? 0 : indexAfter(kept, filter.since);
    return kept.slice(from).filter(fits(filter));
  };
  return {
    append: exchange => {
      last += 1;
      // In this order the engine copies the whole shape at once.
      const numbered = { ...exchange, number: last };
      kept.push(numbered);
      drop();
      return numbered;
    },
    list: (filter = {}, limit = Number.POSITIVE_INFINITY) => {
      const found = matching(filter);
      return found.length > limit ? found.slice(-limit) : found;
    },
    get: number => {
      const first = kept[0]?.number ?? 0;
      return kept[number - first];
    },
    last: () => last,
    count: (filter = {}) => matching(filter).length,
    clear: () => {
      kept = [];
      last = 0;
    },
  };
}

function indexAfter(kept: readonly Exchange[], number: number): number {
  const first = kept[0]?.number ?? 1;
  return Math.max(0, number - first + 1);
}
