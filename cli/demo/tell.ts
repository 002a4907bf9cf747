import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../../mock-server/index.js';
import type { Terminal } from '../terminal.js';
import type { Keys, Wish } from './keys.js';
import { pictureLines } from './picture.js';
import { neighbour } from './story.js';
import { resultOf, summaryLines } from './summary.js';
import type { Telling } from './telling.js';

/** Where pictures are drawn: `clear` empties the screen where there is one. */
export type Canvas = { readonly out: Terminal; readonly width: number; clear(): void };

/** Shows every picture in turn; each stays for so long. @throws what kept one from being played; the reason of `stop`. */
export async function tellByItself(
  telling: Telling,
  paceMs: number,
  canvas: Canvas | undefined,
  stop: AbortSignal,
): Promise<void> {
  for (let at = telling.pictures[0]; at; at = after(telling, at)) {
    await shown(telling, at, canvas?.out);
    stop.throwIfAborted();
    if (canvas) draw(telling, at, canvas);
    // It says that it was aborted, and not by whom.
    if (paceMs > 0) await sleep(paceMs, undefined, { signal: stop }).catch(() => stop.throwIfAborted());
  }
}

/** Says that something is being played only where something is: a picture seen before is there at once. */
async function shown(telling: Telling, at: Position, out: Terminal | undefined): Promise<void> {
  const state = telling.scenes()[at.scene]?.moments[at.moment]?.state;
  if (state === 'waiting' || state === 'playing') out?.status(`playing scene ${at.scene + 1} …`);
  await telling.show(at);
}

function after(telling: Telling, at: Position): Position | undefined {
  const next = neighbour('next', at, telling.pictures, telling.scenes());
  return typeof next === 'string' ? undefined : next;
}

/** Shows pictures as somebody asks for them, until they have seen enough. @throws what kept one from being played */
export async function tellByHand(telling: Telling, keys: Keys, canvas: Canvas, stop: AbortSignal): Promise<void> {
  const { out } = canvas;
  const show = async (to: Position) => {
    await shown(telling, to, out);
    stop.throwIfAborted();
    draw(telling, to, canvas);
    out.line();
    out.line('Enter: next · b: back · 1–9: scene · q: quit');
  };
  let at = telling.pictures[0];
  if (!at) return;
  await show(at);
  for (;;) {
    const wish = await orStopped(keys.next(), stop);
    if (wish === 'quit') return;
    const to = placeOf(wish, at, telling);
    if (typeof to !== 'string') {
      at = to;
      await show(to);
    } else if (wish === 'next') for (const line of closing(telling, canvas)) out.line(line);
    else out.line(to);
  }
}

function placeOf(wish: Exclude<Wish, 'quit'>, at: Position, { pictures, scenes }: Telling): Position | string {
  if (typeof wish === 'string') return neighbour(wish, at, pictures, scenes());
  return pictures.find(({ scene }) => scene === wish.scene - 1) ?? `There is no scene ${wish.scene}.`;
}

function closing(telling: Telling, { out, width }: Canvas): string[] {
  return [...summaryLines(out, telling.scenes().map(resultOf), width), 'That was the last picture. b: back · q: quit'];
}

function draw(telling: Telling, at: Position, { out, width, clear }: Canvas): void {
  clear();
  for (const line of pictureLines(out, telling, at, width)) out.line(line);
}

/** @throws the reason of `stop` as soon as it is aborted */
async function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  let onStop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    onStop = () => reject(stop.reason);
    stop.addEventListener('abort', onStop);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}
