import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { windowOf } from './window.js';

export type Column<R> = {
  readonly id: string;
  readonly title: string;
  /** A column of CSS grid: `2fr`, `minmax(8rem, 1fr)`. */
  readonly width: string;
  /** `active`: the row that has the focus; only its controls may be reached by Tab. */
  readonly cell: (row: R, active: boolean) => ComponentChildren;
  /** Left out where the table is narrow, as on a phone. */
  readonly wide?: boolean;
  /** Left out where the table has fewer pixels of width than that. */
  readonly from?: number;
};

type Props<R> = {
  /** What the table is, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** The row that is open beside the table. */
  readonly selected?: string | undefined;
  /** Enter, Space or a click on a row. */
  readonly onOpen?: (row: R) => void;
  readonly rowHeight?: number;
  /** The same where the table is narrow; the like of `rowHeight` when left out. */
  readonly narrowRowHeight?: number;
  /** Stays at the end while rows are added, when it was there before: for what arrives live. */
  readonly follow?: boolean;
  /** Shown when there are no rows. */
  readonly empty?: string;
};

const PAGE = 10;
const NARROW = 640;

/**
 * A table of any length, of roles instead of a table element, which cannot be made of some of its rows: only the rows in sight are in the page. One Tab stop; arrows, Page Up and Down, Home and End
 * move between rows, Enter or Space opens one. Rows are of one height.
 */
export function VirtualTable<R>(props: Props<R>) {
  const {
    label,
    columns,
    rows,
    keyOf,
    selected,
    onOpen,
    rowHeight: wideRowHeight = 56,
    narrowRowHeight = wideRowHeight,
    follow = false,
    empty = 'Nothing here.',
  } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, width: 1000 });
  const rowHeight = view.width < NARROW ? narrowRowHeight : wideRowHeight;
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);
  const atEnd = useRef(true);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      atEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight;
      setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [rowHeight]);

  useLayoutEffect(() => {
    if (follow && atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [rows.length, follow]);

  const current = Math.min(active, Math.max(0, rows.length - 1));
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    box.current?.querySelector<HTMLElement>(`[data-index="${current}"]`)?.focus({ preventScroll: true });
  });

  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    wantsFocus.current = true;
    setActive(next);
    const element = box.current;
    if (!element) return;
    const head = element.querySelector<HTMLElement>('.table-head')?.offsetHeight ?? 0;
    const top = next * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    const bottom = top + rowHeight + head - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (target?.getAttribute('role') !== 'row') return;
    const step = STEPS[event.key];
    const row = rows[current];
    if (step) moveTo(step(current, rows.length));
    else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined && onOpen) onOpen(row);
    else return;
    event.preventDefault();
  };

  const shown = columns.filter(({ wide, from = wide ? NARROW : 0 }) => view.width >= from);
  const template = shown.map(column => column.width).join(' ');
  return (
    <div
      ref={box}
      class="table"
      role="grid"
      tabIndex={rows.length === 0 ? 0 : -1}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={shown.length}
      onKeyDown={onKeyDown}
    >
      <div class="table-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {shown.map(column => (
          <div key={column.id} role="columnheader">
            {column.title}
          </div>
        ))}
      </div>
      <div class="table-body" role="rowgroup" style={{ height: `${rows.length * rowHeight}px` }}>
        {windowOf({ ...view, rowHeight, count: rows.length, also: current }).map(index => {
          const row = rows[index];
          if (row === undefined) return null;
          const key = keyOf(row);
          return (
            <div
              key={key}
              role="row"
              class="table-row"
              data-index={index}
              aria-rowindex={index + 2}
              aria-selected={selected === key}
              tabIndex={index === current ? 0 : -1}
              style={{ gridTemplateColumns: template, height: `${rowHeight}px`, top: `${index * rowHeight}px` }}
              onFocus={() => setActive(index)}
              onClick={() => onOpen?.(row)}
            >
              {shown.map(column => (
                <div key={column.id} role="gridcell" class={`cell-${column.id}`}>
                  {column.cell(row, index === current)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {rows.length === 0 && <p class="table-empty">{empty}</p>}
    </div>
  );
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: at => at + 1,
  ArrowUp: at => at - 1,
  PageDown: at => at + PAGE,
  PageUp: at => at - PAGE,
  Home: () => 0,
  End: (_, count) => count - 1,
};
