/** How one run of the subject ended, and what it said. */
export type Run = {
  /** Null when a signal ended it. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** More was said than is kept. */
  readonly cut: boolean;
  readonly timedOut: boolean;
  /** It was killed on purpose. */
  readonly killed: boolean;
  readonly ms: number;
};

export type Control = {
  readonly timeoutMs: number;
  /** Aborts everything: somebody pressed Ctrl+C. The run then rejects with its reason. */
  readonly stop: AbortSignal;
  /** Kills this run (SIGKILL, with all it has started), which then resolves with `killed`. */
  readonly kill?: AbortSignal;
  /** Told of the process that a command was started as, once it runs. */
  readonly onStart?: (pid: number) => void;
};

export type Environment = Readonly<Record<string, string>>;

/** Which act of which round it is: for a person or a program that takes part by hand. */
export type Turn = {
  readonly case: string;
  readonly round: string;
  readonly step: string;
  /** In school words: what happens in the round. */
  readonly tells: string;
};

/** A running application of the integrator's. */
export type Served = {
  /** Asks it for the credentials of a school, as its users would. Resolves to the HTTP status; 0 for no answer. */
  use(organisationId: string): Promise<number>;
  /** What it has said so far, to be searched for secrets. */
  said(): string;
  stop(): Promise<void>;
};

/** Somebody's agent, however it is reached. @throws SubjectError when it cannot be reached at all. */
export type Subject = {
  /** For reports, e.g. the command. */
  readonly name: string;
  sync(environment: Environment, control: Control, turn: Turn): Promise<Run>;
  /**
   * Prints what is stored; undefined where the integrator gave no such command. A run of undefined: not this time, such as
   * from a person who did not name a file.
   */
  readonly dump: ((environment: Environment, control: Control, turn: Turn) => Promise<Run | undefined>) | undefined;
  readonly serve: ((environment: Environment, control: Control) => Promise<Served>) | undefined;
  /** False: a run cannot be killed from here (`--pull`, `--by-hand`). */
  readonly killable: boolean;
};

/** The subject is set up wrongly: nothing to judge. The message says what to mend. */
export class SubjectError extends Error {
  override readonly name = 'SubjectError';

  /** What it printed before, which may hold secrets: for `withLastWords` alone. */
  readonly said: Pick<Run, 'stdout' | 'stderr'> | undefined;

  constructor(message: string, said?: Pick<Run, 'stdout' | 'stderr'>) {
    super(message);
    // Whoever prints an error does not print this.
    Object.defineProperty(this, 'said', { value: said, enumerable: false });
  }
}
