// How far a sweep is, for the person who waits: a plain line now and then, or one line redrawn on a terminal.

import type { Clock } from '../ports.js';
import { many } from './describe.js';

const firstMs = 1_000;
const redrawMs = 250;
const plainMs = 30_000;

type At = { readonly done: number; readonly of: number; readonly retries: number; readonly startedAt: number };

export type Progress = ReturnType<typeof makeProgress>;

/** `step`: so many schools of so many are read. `write` keeps a line of the log apart from a redrawn one. To be ended. */
export function makeProgress(out: (text: string) => void, redraw: boolean, clock: Pick<Clock, 'monotonic'>) {
  let at: At = { done: 0, of: 0, retries: 0, startedAt: 0 };
  let said = { done: 0, at: 0 };
  let drawn = false;
  const write = (text: string) => {
    out(drawn ? `\r\x1b[K${text}` : text);
    drawn = false;
  };
  /** Looks whether a line is due, also while nothing moves. */
  const tick = () => {
    const now = clock.monotonic();
    if (at.done === at.of || now - at.startedAt < firstMs) return;
    const silentMs = now - said.at;
    const isFar = (at.done - said.done) * 10 >= at.of && silentMs >= firstMs;
    if (redraw ? silentMs < redrawMs : !isFar && silentMs < plainMs) return;
    said = { done: at.done, at: now };
    write(`${line(at, now)}${redraw ? '' : '\n'}`);
    drawn = redraw;
  };
  const step = (done: number, of: number, retries: number) => {
    const now = clock.monotonic();
    if (of !== at.of) said = { done, at: now };
    at = { done, of, retries, startedAt: of === at.of ? at.startedAt : now };
    tick();
  };
  const timer = setInterval(tick, firstMs).unref();
  const end = () => {
    clearInterval(timer);
    if (drawn) write('');
  };
  return { step, tick, write, end };
}

function line({ done, of, retries, startedAt }: At, now: number): string {
  const perMs = done / (now - startedAt);
  const seconds = Math.ceil((of - done) / perMs / 1000);
  const left = done === 0 ? '' : `  ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
  const [count, total] = [done, of].map(n => n.toLocaleString('en-GB'));
  return `clients ${count}/${total}  ${(perMs * 1000).toFixed(1)}/s  ${many(retries, 'retry', 'retries')}${left}`;
}
