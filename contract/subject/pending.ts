import { type Control, type Environment, SubjectError, type Turn } from './subject.js';
import { type Said, variablesFor } from './turns.js';

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

/** Somebody took a turn and did not tell of it in time. */
export class OutOfTime extends Error {}

/** What a turn asks of the room it waits in. */
type Hall = {
  readonly number: number;
  /** How long somebody may take to come. */
  readonly comeMs: number;
  /** Of that, what is left since somebody was seen last. */
  leftMs(): number;
  hold(pending: Pending): void;
  drop(pending: Pending): void;
};

/** A turn, and what somebody said of it in the end. @throws SubjectError when nobody came, OutOfTime, the reason of `stop` */
export function pend(
  asked: { readonly do: Pending['do']; readonly turn: Turn; readonly environment: Environment },
  { timeoutMs, stop }: Control,
  { number, comeMs, leftMs, hold, drop }: Hall,
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const { turn } = asked;
    const leave = () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
      drop(mine);
    };
    const fail = (error: unknown) => {
      leave();
      reject(error);
    };
    const onStop = () => fail(stop.reason);
    // Somebody who is busy with other turns will come.
    const nobody = () => {
      const left = leftMs();
      if (left > 0) timer = setTimeout(nobody, left);
      else
        fail(new SubjectError(`Nobody came for ${turn.case} "${turn.step}" (--pull). Start what asks for the turns.`));
    };
    let timer = setTimeout(nobody, comeMs);
    const mine: Pending = {
      number,
      do: asked.do,
      turn,
      variables: variablesFor(asked.environment),
      taken: false,
      take: () => {
        if (mine.taken) return;
        mine.taken = true;
        clearTimeout(timer);
        timer = setTimeout(() => fail(new OutOfTime()), timeoutMs);
      },
      settle: said => {
        leave();
        resolve(said);
      },
    };
    stop.addEventListener('abort', onStop);
    hold(mine);
  });
}
