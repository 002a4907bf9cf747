import { type Control, type Environment, SubjectError, type Turn } from './subject.js';
import { type Said, variablesFor } from './turns.js';

/** Stands for every case. */
export const ALL = 'next';

/** A turn that waits for somebody to take it, or was taken and waits to be told of. */
export type Pending = {
  readonly number: number;
  readonly do: 'sync' | 'dump';
  readonly turn: Turn;
  readonly variables: Environment;
  taken: boolean;
  readonly take: () => void;
  readonly settle: (said: Said) => void;
};

export type Room = ReturnType<typeof createRoom>;

/** Somebody took a turn and did not tell of it in time. */
export class OutOfTime extends Error {}

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
  const enter = (what: Pending['do'], turn: Turn, environment: Environment, control: Control): Promise<Said> =>
    new Promise((resolve, reject) => {
      number += 1;
      const leave = () => {
        clearTimeout(timer);
        control.stop.removeEventListener('abort', onStop);
        const at = pending.indexOf(mine);
        if (at !== -1) pending.splice(at, 1);
      };
      const fail = (error: unknown) => {
        leave();
        reject(error);
      };
      const onStop = () => fail(control.stop.reason);
      // Somebody who is busy with other turns will come.
      const nobody = () => {
        const left = seenAt + comeMs - performance.now();
        if (left > 0) timer = setTimeout(nobody, left);
        else
          fail(
            new SubjectError(`Nobody came for ${turn.case} "${turn.step}" (--pull). Start what asks for the turns.`),
          );
      };
      const late = () => fail(new OutOfTime());
      let timer = setTimeout(nobody, comeMs);
      const mine: Pending = {
        number,
        do: what,
        turn,
        variables: variablesFor(environment),
        taken: false,
        take: () => {
          if (mine.taken) return;
          mine.taken = true;
          clearTimeout(timer);
          timer = setTimeout(late, control.timeoutMs);
        },
        settle: said => {
          leave();
          resolve(said);
        },
      };
      control.stop.addEventListener('abort', onStop);
      pending.push(mine);
      wake();
    });
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
