/** Rows above and below those in sight, so that a fast scroll finds them there. */
const BEYOND = 8;

type View = {
  /** Pixels scrolled, and pixels in sight. */
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
  /** A row that is drawn wherever it is, because it has the focus. */
  readonly also: number;
};

/** Which rows are drawn, in order. Pure. */
export function windowOf({ top, height, rowHeight, count, also }: View): number[] {
  const first = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  const last = Math.min(count - 1, Math.ceil((top + height) / rowHeight) + BEYOND);
  const rows: number[] = [];
  for (let index = first; index <= last; index++) rows.push(index);
  if (also < 0 || also >= count || (also >= first && also <= last)) return rows;
  return also < first ? [also, ...rows] : [...rows, also];
}
