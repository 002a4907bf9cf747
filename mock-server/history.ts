import type { Emitter, HarnessEvent } from './events.js';

/** One move of the world: changes that were made together, or another world put in its place. */
export type Move = Extract<HarnessEvent, { readonly type: 'change' | 'replaced' }>;

/** How the world has moved, the oldest first. */
export type History = { list(): readonly Move[]; clear(): void };

const MOST_MOVES = 10_000;

/** Past `keep` the oldest are forgotten: a scenario that repeats a step for days must not fill the memory. */
export function createHistory({ subscribe }: Pick<Emitter, 'subscribe'>, keep: number = MOST_MOVES): History {
  let kept: Move[] = [];
  subscribe(event => {
    if (event.type !== 'change' && event.type !== 'replaced') return;
    kept.push(event);
    // In blocks, so that keeping one more stays cheap.
    if (kept.length >= keep + Math.ceil(keep / 4)) kept = kept.slice(-keep);
  });
  return {
    list: () => kept.slice(-keep),
    clear: () => {
      kept = [];
    },
  };
}
