import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError, get, inWorld } from '../../api.js';
import { useEvents, useLive } from '../../live.js';
import { announce } from '../../parts/live-region.js';
import { useBell, useSettled } from '../../soon.js';
import { type Book, createBook, type Journal, type Piece } from './book.js';
import { type Filters, searchOf } from './filter.js';

/** While somebody types, nothing is searched. */
const TYPING_MS = 250;

export type Traffic = {
  readonly book: Book;
  /** Whether the journal was read at all. */
  readonly ready: boolean;
  /** Requests that came while it was paused. */
  readonly waiting: number;
  readonly trouble: string | undefined;
  /** Reads everything anew. */
  readonly again: () => void;
};

/**
 * The journal of a world under a filter, kept up to date. The event stream is the bell: what has come is asked of the
 * journal, so that what was missed while the connection was lost, and what the filter leaves out, need no rules of
 * their own. `arrived` hears how many came.
 */
export function useBook(world: string, filters: Filters, paused: boolean, arrived: (count: number) => void): Traffic {
  const search = useSettled(searchOf(filters), TYPING_MS);
  const epoch = useLive(live => live.epoch);
  const [turn, setTurn] = useState(0);
  const [, redraw] = useState({});
  const [ready, setReady] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const [trouble, setTrouble] = useState<string>();
  const book = useMemo(() => createBook(journalOf(world, search), () => redraw({})), [world, search, turn]);
  const failed = useMemo(() => told(setTrouble), []);
  const again = useCallback(() => setTurn(turn => turn + 1), []);
  const latest = useRef({ book, paused, arrived, opened: false });
  Object.assign(latest.current, { paused, arrived });

  useEffect(() => {
    latest.current.book = book;
    latest.current.opened = false;
    const opened = book.open().then(() => {
      if (latest.current.book !== book) return;
      latest.current.opened = true;
      redraw({});
      setReady(true);
      setTrouble(undefined);
      setWaiting(0);
      if (search !== '') announce(`${book.numbers.length} requests fit`);
    });
    opened.catch(failed);
  }, [book, search, failed]);

  const look = useCallback(async () => {
    const { book, paused, opened } = latest.current;
    if (!opened) return;
    if (paused) {
      const { count } = await get<{ count: number }>(addressOf(world, '/count', search, { since: book.next() }));
      setWaiting(count);
      return;
    }
    const count = await book.follow();
    if (latest.current.book !== book) return;
    setTrouble(undefined);
    setWaiting(0);
    if (count === undefined) again();
    else if (count > 0) {
      latest.current.arrived(count);
      redraw({});
    }
  }, [world, search, again]);
  const bell = useBell(look, failed);
  useEvents(({ type }) => {
    if (type === 'reset') again();
    else if (type === 'exchange') bell();
  });
  useEffect(bell, [epoch, paused, bell]);
  return { book, ready, waiting, trouble, again };
}

function journalOf(world: string, search: string): Journal {
  return {
    numbers: since => get(addressOf(world, '/numbers', search, { since })),
    exchanges: (since, limit) => get<Piece>(addressOf(world, '', search, { since, limit, with: 'names' })),
  };
}

function addressOf(
  world: string,
  path: string,
  search: string,
  more: Readonly<Record<string, number | string>>,
): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(more)) query.set(name, String(value));
  return `${inWorld(world, `/journal${path}`)}?${query}`;
}

function told(tell: (why: string) => void) {
  return (error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    tell(error.message);
  };
}
