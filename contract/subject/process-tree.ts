import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A variable that every process of one run inherits: by it those are found that left their parents and their group. */
export const MARK = 'SIMS_RUN_MARK';

/** Ends a process with everything it has started, at once. */
export function killTree({ pid }: ChildProcess, mark: string): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).once(
      'error',
      () => {},
    );
    return;
  }
  // Found before anybody is ended: an orphan no longer has its parent.
  const strays = straysOf(pid, mark);
  send(-pid, 'SIGKILL');
  for (const stray of strays) send(stray, 'SIGKILL');
  // One of them may just have started another.
  if (strays.length > 0) for (const late of straysOf(pid, mark)) send(late, 'SIGKILL');
}

/** Asks a process and its group to end by themselves; Windows has no such word for a program without a window. */
export function askToEnd({ pid }: ChildProcess): void {
  if (pid !== undefined && process.platform !== 'win32') send(-pid, 'SIGTERM');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

/**
 * Linux only: descendants by parent, and whoever bears the mark. Elsewhere the group has to do. Numbers go up: whoever has a
 * lower one was there before (but for the day they wrap), and need not be looked at.
 */
function straysOf(root: number, mark: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  const later = readdirSync('/proc').flatMap(name => (Number(name) > root ? [Number(name)] : []));
  const parents = new Map(later.map(pid => [pid, parentOf(pid)]));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || isBelow(parent));
  };
  return later.filter(pid => isBelow(pid) || bears(pid, mark));
}

function parentOf(pid: number): number | undefined {
  // "pid (name) state parent …", where the name may hold anything, brackets too.
  const after = read(`/proc/${pid}/stat`).split(')').at(-1);
  const parent = Number(after?.trim().split(' ')[1]);
  return Number.isInteger(parent) && parent > 0 ? parent : undefined;
}

const bears = (pid: number, mark: string): boolean =>
  `\0${read(`/proc/${pid}/environ`)}`.includes(`\0${MARK}=${mark}\0`);

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // Ended meanwhile, or somebody else's.
    return '';
  }
}
