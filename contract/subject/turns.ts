import type { Environment, Run, Turn } from './subject.js';

/** What somebody said who ran a sync, or read the store, for us. */
export type Said = {
  /** Null when a signal ended it. */
  readonly exit: number | null;
  readonly stdout?: string;
  readonly stderr?: string;
  /** What is stored after it, as the dump would print it. */
  readonly dump?: string;
};

/** The variables of section "Variables" of the guide; what is for our own agent alone would only puzzle. */
export function variablesFor(environment: Environment): Environment {
  const meant = Object.entries(environment).filter(
    ([name]) => name.startsWith('SIMS_') && !/^SIMS_(?:AGENT|USE|RUN)_/.test(name),
  );
  return Object.fromEntries(meant);
}

export function runOf({ exit, stdout = '', stderr = '' }: Said, ms: number): Run {
  return { exit, stdout, stderr, cut: false, timedOut: false, killed: false, ms };
}

/** Keeps what was stored after a sync until the stage asks for it. */
export function createDumps() {
  const kept = new Map<string, string | undefined>();
  const keyOf = ({ case: id, round, step }: Turn) => `${id} ${round} ${step}`;
  return {
    keep: (turn: Turn, dump: string | undefined): void => void kept.set(keyOf(turn), dump),
    /** `none`: this turn had no sync, so somebody has to be asked. */
    take: (turn: Turn): Run | undefined | 'none' => {
      const key = keyOf(turn);
      if (!kept.has(key)) return 'none';
      const dump = kept.get(key);
      kept.delete(key);
      return dump === undefined ? undefined : runOf({ exit: 0, stdout: dump }, 0);
    },
  };
}
