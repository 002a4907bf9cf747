import './traffic.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError, del, inWorld } from '../../api.js';
import { useLive } from '../../live.js';
import { Button, ConfirmButton } from '../../parts/button.js';
import { announce } from '../../parts/live-region.js';
import { VirtualTable } from '../../parts/table.js';
import { tell } from '../../parts/toast.js';
import { useRoute } from '../../router.js';
import { Details } from './details.js';
import { filtersIn } from './filter.js';
import { FilterBar } from './filter-bar.js';
import { columnsOf, ROW_HEIGHT } from './row.js';
import { useBook } from './use-book.js';

/** Every request, like the mail of a day: the newest at the end, one open beside the list. */
export function Traffic() {
  const world = useLive(live => live.world);
  const { query } = useRoute();
  const filters = filtersIn(query);
  const box = useRef<HTMLDivElement>(null);
  const list = () => box.current?.querySelector<HTMLElement>('[role=grid]') ?? null;
  const [paused, setPaused] = useState(false);
  const [unseen, setUnseen] = useState(0);
  // A link from elsewhere names one.
  const [open, setOpen] = useState<number | undefined>(() => Number(query['open']) || undefined);
  const traffic = useBook(world, filters, paused, count => {
    if (!isAtEnd(list())) setUnseen(unseen => unseen + count);
  });
  const { book, waiting, trouble } = traffic;
  const columns = useMemo(() => columnsOf(book), [book]);
  const exchange = open === undefined ? undefined : book.get(open);

  const shown = useRef(book);
  useEffect(() => {
    if (shown.current === book) return;
    shown.current = book;
    setUnseen(0);
    setOpen(undefined);
  }, [book]);

  const toEnd = () => {
    const element = list();
    if (element) element.scrollTop = element.scrollHeight;
    setUnseen(0);
  };
  const close = () => {
    setOpen(undefined);
    // The row is where the reader was.
    requestAnimationFrame(() => list()?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || open === undefined) return;
    event.preventDefault();
    close();
  };
  // With one open, moving through the list reads on, as in a mail box.
  const onFocusIn = ({ target }: FocusEvent) => {
    const index =
      target instanceof HTMLElement ? target.closest<HTMLElement>('[data-index]')?.dataset['index'] : undefined;
    const number = index === undefined ? undefined : book.numbers[Number(index)];
    if (number !== undefined) setOpen(open => (open === undefined ? open : number));
  };
  const resume = () => {
    setPaused(!paused);
    announce(paused ? 'New requests are shown again' : 'Paused: new requests wait');
  };
  const clear = async () => {
    try {
      await del(inWorld(world, '/journal'));
      traffic.again();
      tell({ says: 'The journal is empty.' });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      tell({ says: error.message, bad: true });
    }
  };

  const count = book.numbers.length;
  return (
    <>
      <h2 class="hidden">Traffic</h2>
      <FilterBar filters={filters} />
      <div class="traffic-bar">
        <span class="dim">
          {count.toLocaleString()} {count === 1 ? 'request' : 'requests'}
          {paused && `, ${waiting.toLocaleString()} more waiting`}
        </span>
        <div class="actions">
          <Button pressed={paused} onClick={resume}>
            {paused ? 'Resume' : 'Pause'}
          </Button>
          <ConfirmButton question="Forget every request of this world?" onClick={clear}>
            Clear journal
          </ConfirmButton>
        </div>
      </div>
      {trouble !== undefined && <p class="note bad">{trouble}</p>}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears the keys of the list and the panel in it */}
      <div class="traffic" ref={box} onKeyDown={onKeyDown} data-open={exchange ? 'yes' : 'no'}>
        <div
          class="traffic-list"
          onFocusIn={onFocusIn}
          onScrollCapture={() => {
            if (unseen > 0 && isAtEnd(list())) setUnseen(0);
          }}
        >
          <VirtualTable
            label="Requests, the newest last"
            columns={columns}
            rows={book.numbers}
            keyOf={String}
            selected={open === undefined ? undefined : String(open)}
            onOpen={setOpen}
            rowHeight={ROW_HEIGHT}
            follow
            empty={traffic.ready ? 'No requests yet. What agents ask appears here at once.' : 'Reading the journal.'}
          />
          {unseen > 0 && (
            <span class="traffic-new">
              <Button look="main" onClick={toEnd}>
                {unseen.toLocaleString()} new ↓
              </Button>
            </span>
          )}
        </div>
        {exchange && <Details exchange={exchange} nameOf={book.nameOf} onClose={close} />}
      </div>
    </>
  );
}

/** Whether the reader looks at the newest, give or take a row. */
function isAtEnd(list: HTMLElement | null): boolean {
  return !list || list.scrollTop + list.clientHeight >= list.scrollHeight - ROW_HEIGHT;
}
