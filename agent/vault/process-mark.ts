// Tells a process that has ended from one that lives, so that what a killed agent held need not be waited for.
import { readFileSync, readlinkSync } from 'node:fs';
import { systemCode } from '../errors.js';

/**
 * `start`: when it began; a reused number is then not mistaken for its former owner. `boot`: which start of the machine.
 * `space`: whose process numbers these are; a container has its own. All three are empty where the system does not tell (not Linux).
 */
export type ProcessMark = { readonly pid: number } & Readonly<Record<'start' | 'boot' | 'space', string>>;

export const bootId = (): string => textOf('/proc/sys/kernel/random/boot_id').trim();

export const ownMark = (): ProcessMark => ({
  pid: process.pid,
  start: startOf(process.pid),
  boot: bootId(),
  space: space(),
});

/** Whether it has certainly ended. The machine must be the same, and not started anew since: that is for the caller to know. */
export const hasEnded = (mark: Pick<ProcessMark, 'pid' | 'start' | 'space'>): boolean =>
  mark.space === space() && (startOf(mark.pid) !== mark.start || !isAlive(mark.pid));

/** The text of a small file; empty when it is not there. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function startOf(pid: number): string {
  const stat = textOf(`/proc/${pid}/stat`);
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Killed, but not yet noticed by its parent: it does nothing any more.
  return state === 'Z' || state === 'X' ? '' : (rest[18] ?? '');
}

function space(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
