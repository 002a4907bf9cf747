import { readFileSync } from 'node:fs';
import { type Control, type Environment, type Run, type Subject, SubjectError, type Turn } from './subject.js';
import { createDumps, runOf, type Said, variablesFor } from './turns.js';

/** A person at a terminal. */
export type Person = {
  say(line: string): void;
  /** The next line that is typed; undefined when there will be none. */
  ask(question: string, stop: AbortSignal): Promise<string | undefined>;
  /** Puts the variables where the person can use them, and gives the file's path. */
  hand(turn: Turn, variables: Environment): string;
};

/** An agent that a person runs, turn by turn. A person is not hurried: there is no time limit. */
export function byHandSubject({ say, ask, hand }: Person): Subject {
  const dumps = createDumps();
  const take = async (turn: Turn, what: string, question: string, env: Environment, stop: AbortSignal) => {
    const file = hand(turn, variablesFor(env));
    say(`${turn.case} ${turn.round}, "${turn.step}": ${turn.tells}`);
    say(`  Set the variables of ${file}, then ${what}.`);
    for (;;) {
      const line = await ask(question, stop);
      stop.throwIfAborted();
      if (line === undefined)
        throw new SubjectError('The input has ended before the last turn. --by-hand needs somebody to type.');
      const said = read(line.trim());
      if (typeof said !== 'string') return said;
      say(`  ${said}`);
    }
  };
  return {
    name: 'an agent that is run by hand',
    killable: false,
    serve: undefined,
    sync: async (env: Environment, { stop }: Control, turn: Turn): Promise<Run> => {
      const from = performance.now();
      const said = await take(turn, 'run one sync', SYNCED, env, stop);
      dumps.keep(turn, said.dump);
      return runOf(said, performance.now() - from);
    },
    dump: async (env: Environment, { stop }: Control, turn: Turn): Promise<Run | undefined> => {
      const kept = dumps.take(turn);
      if (kept !== 'none') return kept;
      const said = await take(turn, 'write what is stored to a file, without a sync', DUMPED, env, stop);
      return said.dump === undefined ? undefined : runOf({ exit: 0, stdout: said.dump }, 0);
    },
  };
}

const SYNCED = '  Its exit code, and the file with the dump if there is one: ';
const DUMPED = '  0, and the file with the dump if there is one: ';

/** `0`, or `0 dump.json`; a sentence for what is neither. */
function read(line: string): Said | string {
  const [, exit, file] = /^(\d{1,3})(?:\s+(\S.*))?$/.exec(line) ?? [];
  if (exit === undefined) return 'Type a number such as 0, or a number and a file such as: 0 dump.json';
  if (file === undefined) return { exit: Number(exit) };
  try {
    return { exit: Number(exit), dump: readFileSync(file, 'utf8') };
  } catch {
    return `${file} cannot be read. Type the exit code again, and the path of a file that is there.`;
  }
}
