import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program that said on its first line of stdout, as JSON, where it listens. */
export type Server = {
  readonly ready: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

const READY_WITHIN_MS = 30_000;
const running = new Set<ChildProcess>();

// Nothing started here outlives the run, however it ends.
process.on('exit', () => {
  for (const child of running) end(child, 'SIGKILL');
});

/** Starts a program in a process group of its own: npx and its like start others, and all must end together. */
function start(command: readonly string[], env: NodeJS.ProcessEnv) {
  const [program = process.execPath, ...words] = command;
  const detached = process.platform !== 'win32';
  const child = spawn(program, words, { env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    said = (said + text).slice(-5_000);
  });
  return { child, failure: (how: string) => new Error(`${command.join(' ')} ${how}: ${said}`) };
}

type Started = ReturnType<typeof start>;

export async function startServer(command: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Server> {
  const started = start(command, env);
  const line = await firstLine(started);
  return { ready: JSON.parse(line), stop: () => stop(started.child) };
}

/** Runs a program to its end. @throws with what it said on stderr when it fails. */
export async function runToEnd(command: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { child, failure } = start(command, env);
  child.stdout.resume();
  const [code] = await once(child, 'close');
  if (code !== 0) throw failure(`ended with ${code}`);
}

async function firstLine({ child, failure }: Started): Promise<string> {
  const lines = createInterface({ input: child.stdout });
  const told = once(lines, 'line', { signal: AbortSignal.timeout(READY_WITHIN_MS) });
  const ended = once(child, 'close').then(([code]) => {
    throw failure(`ended with ${code} before it was ready`);
  });
  const [line] = await Promise.race([told, ended]);
  ended.catch(() => {}); // It ends later, when it is told to.
  lines.on('line', () => {}); // Keeps reading, so that the program never waits for us.
  return line;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  end(child, 'SIGTERM');
  const last = setTimeout(() => end(child, 'SIGKILL'), 3_000);
  await ended;
  clearTimeout(last);
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // It has gone by itself.
  }
}
