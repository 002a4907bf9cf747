import { type ChildProcess, spawn } from 'node:child_process';
import { UsageError } from '../usage-error.js';

/** One run of an agent's command. */
export type AgentRun = {
  /** Null when a signal ended it. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
};

export type RunLimits = {
  readonly timeoutMs: number;
  /** Ends the agent at once; the run then throws the reason. */
  readonly stop: AbortSignal;
};

/** Enough for the fingerprints of the largest estate, at some 220 bytes each. */
const MOST_OUTPUT = 32 * 1024 * 1024;

/** A command as its words: quotes keep blanks together, nothing is left to a shell. @throws UsageError */
export function wordsOf(command: string): string[] {
  if (/^(?:[^"']|"[^"]*"|'[^']*')*$/.test(command)) {
    const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
    return words.map(word => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  }
  throw new UsageError(`--agent ${command}: a quote is not closed. Close it.`);
}

/**
 * Runs an agent to its end. It gets a group of its own, so that what it started ends with it.
 * @throws UsageError when the command cannot be started.
 */
export function runAgent(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  { timeoutMs, stop }: RunLimits,
): Promise<AgentRun> {
  const [command = '', ...args] = argv;
  stop.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    let timedOut = false;
    const end = () => endGroup(child);
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, timeoutMs);
    stop.addEventListener('abort', end);
    const over = () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
    };
    child.once('error', error => {
      over();
      reject(cannotStart(argv, error));
    });
    child.once('close', exit => {
      over();
      end();
      if (stop.aborted) reject(stop.reason);
      else resolve({ exit, stdout: stdout(), stderr: stderr(), timedOut });
    });
  });
}

function cannotStart(argv: readonly string[], error: Error): UsageError {
  const code = 'code' in error ? String(error.code) : error.message;
  const text = `The agent "${argv.join(' ')}" cannot be started (${code}).`;
  return new UsageError(`${text} Check --agent: the program, its path, and whether it may be run.`);
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on('data', (part: Buffer) => {
    if (size < MOST_OUTPUT) parts.push(part);
    size += part.length;
  });
  return () => Buffer.concat(parts).toString('utf8');
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}
