import { readdirSync, readFileSync } from 'node:fs';

/** What everybody on a machine may see of a process, and what its own user may. */
export type ChildSight = { readonly part: 'arguments' | 'environment'; readonly text: string };

/** Only there does a process show its arguments and its environment without another program to ask. */
export const SEES_CHILDREN = process.platform === 'linux';

/** Arguments and environment of a process and of all that it has started and that runs now. */
export function lookAtFamily(root: number): readonly ChildSight[] {
  if (!SEES_CHILDREN) return [];
  return familyOf(root).flatMap(pid => [
    { part: 'arguments' as const, text: read(`/proc/${pid}/cmdline`) },
    { part: 'environment' as const, text: read(`/proc/${pid}/environ`) },
  ]);
}

function familyOf(pid: number): readonly number[] {
  const children = threadsOf(pid).flatMap(thread =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean),
  );
  return [pid, ...children.flatMap(child => familyOf(Number(child)))];
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // Ended meanwhile.
    return '';
  }
}
