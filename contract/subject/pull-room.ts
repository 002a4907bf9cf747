import { type Pending, pend } from './pending.js';
import type { Control, Environment, Turn } from './subject.js';
import type { Said } from './turns.js';

/** Stands for every case. */
export const ALL = 'next';

export type Room = ReturnType<typeof createRoom>;

/** The turns that wait, and whoever waits for one. */
export function createRoom(comeMs: number) {
  const pending: Pending[] = [];
  const waiting = new Set<() => void>();
  const ended = new Set<string>();
  let number = 0;
  let seenAt = performance.now();
  let visits = 0;
  let sayFarewell = () => {};
  const farewell = new Promise<void>(resolve => {
    sayFarewell = resolve;
  });
  const wake = () => {
    for (const each of waiting) each();
  };
  const enter = (what: Pending['do'], turn: Turn, environment: Environment, control: Control): Promise<Said> => {
    number += 1;
    return pend({ do: what, turn, environment }, control, {
      number,
      comeMs,
      leftMs: () => seenAt + comeMs - performance.now(),
      hold: mine => {
        pending.push(mine);
        wake();
      },
      drop: mine => {
        const at = pending.indexOf(mine);
        if (at !== -1) pending.splice(at, 1);
      },
    });
  };
  return {
    enter,
    /** Somebody is there. */
    noteVisit: (): void => {
      seenAt = performance.now();
      visits += 1;
    },
    wasVisited: (): boolean => visits > 0,
    /** Somebody was told that all is over. */
    noteFarewell: sayFarewell,
    farewell: (ms: number): Promise<void> => {
      const late = new Promise<void>(resolve => setTimeout(resolve, ms).unref());
      return Promise.race([farewell, late]);
    },
    over: (id = ALL): void => {
      ended.add(id);
      wake();
    },
    isOver: (id: string): boolean => ended.has(id) || ended.has(ALL),
    of: (id: string): readonly Pending[] => pending.filter(({ turn }) => id === ALL || turn.case.toUpperCase() === id),
    /** Settles when something has changed, or after a while. */
    change: (ms: number): Promise<void> =>
      new Promise(resolve => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        waiting.add(done);
      }),
  };
}
