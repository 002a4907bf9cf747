import type { Run } from '../../contract/index.js';
import type { Held } from '../../mock-server/index.js';
import type { Subject } from '../prove/subject.js';

/** What our own agent says of a sync or a plan in JSON, as far as it is told on. */
export type OwnReport = {
  readonly generation: number | null;
  readonly code: string | null;
  readonly approved: string | null;
  readonly hold: {
    readonly digest: string;
    readonly guards: readonly { readonly guard: string; readonly count: number; readonly of: number }[];
  } | null;
  readonly requests: Readonly<Record<'token' | 'list' | 'clients' | 'retries', number>>;
};

/** One run of the agent: what was typed, how it ended, what it said in JSON. */
export type SeenRun = {
  readonly words: readonly string[];
  readonly exit: number | null;
  readonly ms: number;
  readonly report: OwnReport | undefined;
};

export type WatchedSubject = Subject & {
  /** The last run; undefined when there was none since `forget`. */
  seen(): SeenRun | undefined;
  /** What it held after that; undefined when it could not be read. */
  holds(): readonly Held[] | undefined;
  forget(): void;
};

/**
 * The agent, looked at after every run: what it holds is read each time, and once only. `own`: it knows `--json`; others
 * are run with no more words than `prove` gives them.
 */
export function watched(subject: Subject, own: boolean): WatchedSubject {
  let seen: SeenRun | undefined;
  let store: Awaited<ReturnType<Subject['dump']>> | undefined;
  return {
    ...subject,
    run: async (words, sync) => {
      const [command = ''] = words;
      const asked = own && command !== 'approve' ? [...words, '--json'] : words;
      const startedAt = performance.now();
      const run = await subject.run(asked, sync);
      seen = { words, exit: run.exit, ms: Math.round(performance.now() - startedAt), report: reportIn(run) };
      store = await subject.dump();
      return run;
    },
    dump: async () => {
      store ??= await subject.dump();
      return store;
    },
    seen: () => seen,
    holds: () => (store && !('unreadable' in store) ? store : undefined),
    forget: () => {
      seen = undefined;
    },
  };
}

function reportIn({ stdout }: Run): OwnReport | undefined {
  try {
    const value: unknown = JSON.parse(stdout);
    return isReport(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isReport(value: unknown): value is OwnReport {
  return (
    typeof value === 'object' && value !== null && ['generation', 'code', 'hold', 'requests'].every(m => m in value)
  );
}
