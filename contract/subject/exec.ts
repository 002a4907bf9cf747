import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { launchOf } from './launch.js';
import { askToEnd, killTree, MARK } from './process-tree.js';
import { type Control, type Environment, type Run, type Subject, SubjectError } from './subject.js';
import { NO_SHELL, wantsShell } from './words.js';

/** Enough for the fingerprints of the largest estate, at some 220 bytes each. */
const MOST_OUTPUT = 32 * 1024 * 1024;
/** How long a process that was asked to end may take, and how long the last words of one that has ended may. */
const GRACE_MS = 1_000;

/** Commands of an integrator's, as their words. */
export type Commands = {
  readonly sync: readonly string[];
  readonly dump?: readonly string[] | undefined;
  /** For reports; the words of `sync` where it is left out. */
  readonly name?: string;
};

/** An agent that is a command: started for each sync, ended with all it has started. */
export function execSubject({ sync, dump, name }: Commands, serve?: Subject['serve']): Subject {
  return {
    name: name ?? sync.join(' '),
    sync: (environment, control) => runCommand(sync, environment, control),
    dump: dump && ((environment, control) => runCommand(dump, environment, control)),
    serve,
    killable: true,
  };
}

/** A command that runs, in a group of its own, so that what it started ends with it. */
export type Started = {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Resolves once it runs. @throws SubjectError when it cannot be started. */
  readonly started: Promise<void>;
  /** Resolves to the exit code, null for a signal, once it and all it started are gone. */
  readonly ended: Promise<number | null>;
  readonly stdout: Collected;
  readonly stderr: Collected;
  /** SIGKILL for all of it. */
  kill(): void;
  /** SIGTERM for all of it, and SIGKILL for what is left a moment later. */
  end(): void;
};

/** Starts a command without a shell. */
export function startCommand(argv: readonly string[], env: Environment): Started {
  const mark = randomUUID();
  const { file, args, verbatim } = launchOf(argv, env);
  const child = spawn(file, args, {
    env: { ...env, [MARK]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    windowsVerbatimArguments: verbatim,
  });
  let last: NodeJS.Timeout | undefined;
  const kill = () => killTree(child, mark);
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', error => reject(cannotStart(argv, error)));
  });
  const ended = new Promise<number | null>(resolve => {
    // The command is over when its first process is: whoever it left behind holds its outputs open, and ends with it.
    child.once('exit', () => {
      clearTimeout(last);
      kill();
      last = setTimeout(() => letGo(child), GRACE_MS);
    });
    child.once('close', exit => {
      clearTimeout(last);
      resolve(exit);
    });
  });
  started.catch(() => undefined);
  const end = () => {
    askToEnd(child);
    last ??= setTimeout(kill, process.platform === 'win32' ? 0 : GRACE_MS);
  };
  return { pid: child.pid, started, ended, stdout: collect(child.stdout), stderr: collect(child.stderr), kill, end };
}

/** Runs a command to its end. @throws SubjectError when it cannot be started; the reason of `stop`. */
export async function runCommand(argv: readonly string[], env: Environment, control: Control): Promise<Run> {
  const { timeoutMs, stop, kill } = control;
  stop.throwIfAborted();
  const from = performance.now();
  const command = startCommand(argv, env);
  const fate = { timedOut: false, killed: false };
  const onKill = () => {
    fate.killed = true;
    command.kill();
  };
  const timer = setTimeout(() => {
    fate.timedOut = true;
    command.end();
  }, timeoutMs);
  stop.addEventListener('abort', command.end);
  kill?.addEventListener('abort', onKill);
  try {
    await command.started;
    if (command.pid !== undefined) control.onStart?.(command.pid);
    const exit = await command.ended;
    stop.throwIfAborted();
    const { stdout, stderr } = command;
    const cut = stdout.isCut() || stderr.isCut();
    return { exit, stdout: stdout.text(), stderr: stderr.text(), cut, ...fate, ms: performance.now() - from };
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', command.end);
    kill?.removeEventListener('abort', onKill);
  }
}

function cannotStart(argv: readonly string[], error: Error): SubjectError {
  const code = 'code' in error ? String(error.code) : error.message;
  const text = `"${argv.join(' ')}" cannot be started (${code}).`;
  if (wantsShell(argv)) return new SubjectError(`${text.slice(0, -1)}: ${NO_SHELL}`);
  return new SubjectError(`${text} Check the program, its path, and whether it may be run.`);
}

/** What a stream has said so far, as much of it as is kept. */
export type Collected = {
  text(): string;
  isCut(): boolean;
  /** Called after every piece. Returns what ends that. */
  watch(listener: () => void): () => void;
};

function collect(stream: NodeJS.ReadableStream): Collected {
  const parts: Buffer[] = [];
  const listeners = new Set<() => void>();
  let size = 0;
  stream.on('data', (part: Buffer) => {
    if (size < MOST_OUTPUT) parts.push(part);
    size += part.length;
    for (const listener of listeners) listener();
  });
  return {
    text: () => Buffer.concat(parts).toString('utf8'),
    isCut: () => size > MOST_OUTPUT,
    watch: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Somebody out of reach holds an output open: what was said until now has to do. */
function letGo({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}
