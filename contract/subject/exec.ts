import { type ChildProcess, spawn } from 'node:child_process';
import { type Control, type Environment, type Run, type Subject, SubjectError } from './subject.js';

/** Enough for the fingerprints of the largest estate, at some 220 bytes each. */
const MOST_OUTPUT = 32 * 1024 * 1024;

/** An agent that is a command: started for each sync, ended with all it has started. */
export function execSubject(sync: readonly string[], dump: readonly string[] | undefined): Subject {
  return {
    name: sync.join(' '),
    sync: (environment, control) => run(sync, environment, control),
    dump: dump && ((environment, control) => run(dump, environment, control)),
    serve: undefined,
    killable: true,
  };
}

/** Runs a command to its end, in a group of its own. @throws SubjectError when it cannot be started. */
export function run(argv: readonly string[], env: Environment, control: Control): Promise<Run> {
  const { timeoutMs, stop, kill } = control;
  const [command = '', ...args] = argv;
  stop.throwIfAborted();
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    let timedOut = false;
    let killed = false;
    const end = () => endGroup(child);
    const onKill = () => {
      killed = true;
      end();
    };
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, timeoutMs);
    stop.addEventListener('abort', end);
    kill?.addEventListener('abort', onKill);
    const over = () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      kill?.removeEventListener('abort', onKill);
    };
    child.once('error', error => {
      over();
      const code = 'code' in error ? String(error.code) : error.message;
      reject(
        new SubjectError(
          `"${argv.join(' ')}" cannot be started (${code}). Check the program, its path, and whether it may be run.`,
        ),
      );
    });
    child.once('close', exit => {
      over();
      end();
      if (stop.aborted) reject(stop.reason);
      else
        resolve({
          exit,
          stdout: stdout.text(),
          stderr: stderr.text(),
          cut: stdout.isCut() || stderr.isCut(),
          timedOut,
          killed,
          ms: performance.now() - from,
        });
    });
  });
}

function collect(stream: NodeJS.ReadableStream) {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on('data', (part: Buffer) => {
    if (size < MOST_OUTPUT) parts.push(part);
    size += part.length;
  });
  return { text: () => Buffer.concat(parts).toString('utf8'), isCut: () => size > MOST_OUTPUT };
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}
