import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import type { Ready } from '../../mock-server/index.js';
import { atFileEnd } from './file-end.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The words that start the built harness. The `--` keeps Node from taking options that are ours. */
export const HARNESS: readonly string[] = [process.execPath, '--', join(ROOT, 'dist', 'sims-harness.js')];

export type Surroundings = {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: an empty folder, so that no settings file of anybody's is found. */
  readonly cwd?: string;
};

/** A command that is running, and everything it has said so far. */
export type Running = {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Settles at its end. */
  readonly ended: Promise<Ended>;
  send(signal: NodeJS.Signals): void;
};
export type Ended = {
  /** Null when a signal ended it. */
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};
export type Serving = Running & { readonly ready: Ready; stop(): Promise<Ended> };

/** An empty folder that is gone after the file's tests. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sims-test-'));
  atFileEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a program with next to nothing in its environment. */
export function start(argv: readonly string[], { env = {}, cwd = tempFolder() }: Surroundings = {}): Running {
  const [command = '', ...args] = argv;
  const child = spawn(command, args, { cwd, env: { ...surroundings(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const forget = atFileEnd(() => child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', text => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    said.stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit, signal) => {
      forget();
      resolve({ exit, signal, ...said });
    });
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    ended,
    send: signal => child.kill(signal),
  };
}

/** What a program needs to run at all. Signing keys are kept between runs: making one takes half a second. */
function surroundings(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? tmpdir(),
    XDG_DATA_HOME: join(tmpdir(), 'sims-id-harness-test-data'),
    TMPDIR: tmpdir(),
  };
}

/** Runs sims-harness to its end. */
export function harness(args: readonly string[], around?: Surroundings): Promise<Ended> {
  return start([...HARNESS, ...args], around).ended;
}

export const FREE_PORTS = ['--sts-port', '0', '--rap-port', '0', '--control-port', '0'];

/** Starts `serve --json` on free ports and waits for its line. @throws Error with what it said when it ends before. */
export async function serve(args: readonly string[] = [], around?: Surroundings): Promise<Serving> {
  const running = start([...HARNESS, 'serve', '--json', ...FREE_PORTS, ...args], around);
  const ready = JSON.parse(await readyText(running, text => text.includes('\n'))) as Ready;
  return { ...running, ready, stop: () => stop(running) };
}

/** Starts `serve` as a person does, on free ports, and waits for the end of its banner. */
export async function serveForPeople(args: readonly string[] = [], around?: Surroundings): Promise<Running> {
  const running = start([...HARNESS, 'serve', ...FREE_PORTS, ...args], around);
  await readyText(running, text => text.includes('Ctrl+C stops'));
  return running;
}

/** Asks it to end, as Ctrl+C does. */
export function stop(running: Running, signal: NodeJS.Signals = 'SIGINT'): Promise<Ended> {
  running.send(signal);
  return running.ended;
}

async function readyText(running: Running, isReady: (text: string) => boolean): Promise<string> {
  let ended: Ended | undefined;
  running.ended.then(e => {
    ended = e;
  });
  await until(() => ended !== undefined || isReady(running.stdout()));
  if (ended) throw new Error(`serve ended with ${ended.exit}:\n${ended.stdout}\n${ended.stderr}`);
  return running.stdout();
}

/** Waits for something to become true. */
export function until(isTrue: () => boolean | Promise<boolean>, timeout = 50_000): Promise<void> {
  const check = async () => {
    if (!(await isTrue())) throw new Error('not yet');
  };
  return vi.waitFor(check, { timeout, interval: 20 });
}
