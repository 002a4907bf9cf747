import { createInterface, emitKeypressEvents } from 'node:readline';

/** What somebody wants to see: a picture on or back, a scene by its number from 1, or the end. */
export type Wish = 'next' | 'back' | 'quit' | { readonly scene: number };

/** A key as Node's readline names it. */
export type Key = { readonly name?: string | undefined; readonly ctrl?: boolean; readonly sequence?: string };

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };

export type Keys = { next(): Promise<Wish>; close(): void };

/** Off a terminal a line stands for a key. */
export function wishOf(text: string): Wish | undefined {
  const word = text.trim().toLowerCase();
  if (['', 'n', 'next'].includes(word)) return 'next';
  if (['b', 'back'].includes(word)) return 'back';
  if (['q', 'quit'].includes(word)) return 'quit';
  return /^[1-9]$/.test(word) ? { scene: Number(word) } : undefined;
}

const NAMED: Readonly<Record<string, Wish>> = {
  return: 'next',
  enter: 'next',
  space: 'next',
  right: 'next',
  down: 'next',
  pagedown: 'next',
  left: 'back',
  up: 'back',
  pageup: 'back',
  backspace: 'back',
  escape: 'quit',
};

export function wishOfKey({ name = '', sequence = '' }: Key): Wish | undefined {
  return NAMED[name] ?? (sequence.trim() === '' ? undefined : wishOf(sequence));
}

/** Keys of a terminal, or lines where there is none; the end of the input is a wish to quit. */
export function openKeys(input: Input): Keys {
  const wishes: Wish[] = [];
  let wake: (() => void) | undefined;
  const take = (wish: Wish | undefined) => {
    if (wish === undefined) return;
    wishes.push(wish);
    wake?.();
  };
  const close = input.isTTY === true ? readKeys(input, take) : readLines(input, take);
  return {
    next: async () => {
      for (;;) {
        const wish = wishes.shift();
        if (wish !== undefined) return wish;
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
    },
    close,
  };
}

function readKeys(input: Input, take: (wish: Wish | undefined) => void): () => void {
  const onKey = (_: string | undefined, key: Key) => {
    // Without the terminal's own handling of keys this one would do nothing.
    if (key.ctrl === true && key.name === 'c') process.kill(process.pid, 'SIGINT');
    else take(wishOfKey(key));
  };
  emitKeypressEvents(input);
  input.setRawMode?.(true);
  input.on('keypress', onKey);
  input.resume();
  return () => {
    input.off('keypress', onKey);
    input.setRawMode?.(false);
    input.pause();
  };
}

function readLines(input: Input, take: (wish: Wish | undefined) => void): () => void {
  const lines = createInterface({ input });
  lines.on('line', line => take(wishOf(line)));
  lines.on('close', () => take('quit'));
  return () => lines.close();
}
