import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Who listens on a TCP port, as `name (pid n)`; undefined where the system does not say (it says on Linux). */
export function holderOf(port: number): string | undefined {
  try {
    const inode = listeningInode(port);
    return inode === undefined ? undefined : processWith(`socket:[${inode}]`);
  } catch {
    return undefined;
  }
}

/** Column 2 is the local address in hex, 4 the state (0A is LISTEN), 10 the inode. */
function listeningInode(port: number): string | undefined {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(wanted) && columns[3] === '0A') return columns[9];
    }
  }
  return undefined;
}

function processWith(socket: string): string | undefined {
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    if (holds(pid, socket)) return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`;
  }
  return undefined;
}

function holds(pid: string, socket: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(fd => readlinkSync(`/proc/${pid}/fd/${fd}`) === socket);
  } catch {
    return false; // Another user's process, or one that has just ended.
  }
}
