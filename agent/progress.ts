// How far a sweep is, for the person who waits: a plain line now and then, or one line redrawn on a terminal.
import { many } from './describe.js';
import type { Clock } from './ports.js';

export type Progress = {
  /** So many schools of so many are read. */
  readonly step: (done: number, of: number) => void;
  /** Looks whether a line is due, also while nothing moves. */
  readonly tick: () => void;
  /** Takes a line of the log and keeps it apart from a redrawn one. */
  readonly write: (line: string) => void;
  readonly end: () => void;
};

const firstMs = 1_000;
const redrawMs = 250;
const plainMs = 30_000;
const plainShare = 10;

/** `retries` counts those of the run. Nothing is said in the first second. */
export function makeProgress(
  write: (text: string) => void,
  redraw: boolean,
  retries: () => number,
  clock: Pick<Clock, 'monotonic'>,
): Progress {
  let at = { done: 0, of: 0, startedAt: 0 };
  let said = { done: 0, at: 0 };
  let drawn = false;
  const clear = () => {
    if (drawn) write('\r\x1b[K');
    drawn = false;
  };
  const tick = () => {
    const now = clock.monotonic();
    const { done, of, startedAt } = at;
    if (of === 0 || done === of || now - startedAt < firstMs) return;
    const isFar = (done - said.done) * plainShare >= of && now - said.at >= firstMs;
    if (redraw ? now - said.at < redrawMs : !isFar && now - said.at < plainMs) return;
    said = { done, at: now };
    clear();
    write(`${line(at, now, retries())}${redraw ? '' : '\n'}`);
    drawn = redraw;
  };
  return {
    step: (done, of) => {
      if (of !== at.of) said = { done, at: clock.monotonic() };
      at = { done, of, startedAt: of === at.of ? at.startedAt : clock.monotonic() };
      tick();
    },
    tick,
    write: text => {
      clear();
      write(text);
    },
    end: clear,
  };
}

function line({ done, of, startedAt }: { done: number; of: number; startedAt: number }, now: number, retries: number) {
  const perMs = done / (now - startedAt);
  const seconds = Math.ceil((of - done) / perMs / 1000);
  const left = done === 0 ? '' : `  ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
  const [count, total] = [done, of].map(n => n.toLocaleString('en-GB'));
  return `clients ${count}/${total}  ${(perMs * 1000).toFixed(1)}/s  ${many(retries, 'retry', 'retries')}${left}`;
}
