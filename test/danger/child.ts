import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Ready } from '../../mock-server/index.js';
import { type Ended, FREE_PORTS, HARNESS, type Running, start, until } from '../support/command.js';

/** A real harness in a process of its own, which may be maltreated. */
export type Victim = Running & {
  readonly ready: Ready;
  /** Bytes in use after a collection: JavaScript's heap, and the buffers beside it. */
  memory(): Promise<number>;
  stop(): Promise<Ended>;
};

const PROBE = fileURLToPath(new URL('memory-probe.mjs', import.meta.url));

/** Starts `serve --json` with these options. @throws Error with what it said when it ends before it is ready. */
export async function victim(options: readonly string[] = []): Promise<Victim> {
  const [node = '', ...rest] = HARNESS;
  const watched = [node, '--expose-gc', '--import', PROBE, ...rest];
  const running = start([...watched, 'serve', '--json', ...FREE_PORTS, ...options]);
  const early = running.ended.then(({ exit }) => {
    throw new Error(`the harness ended with ${exit}:\n${running.stderr()}`);
  });
  // Its end is awaited by whoever stops it; here only an early one counts.
  early.catch(() => undefined);
  await Promise.race([early, until(() => running.stdout().includes('\n'))]);
  const memory = async () => {
    const known = readings(running).length;
    running.send('SIGUSR2');
    await until(() => readings(running).length > known);
    return readings(running).at(-1) ?? 0;
  };
  const stop = () => {
    running.send('SIGTERM');
    return running.ended;
  };
  return { ...running, ready: JSON.parse(running.stdout()) as Ready, memory, stop };
}

function readings(running: Running): number[] {
  return [...running.stderr().matchAll(/^memory (\d+)$/gm)].map(match => Number(match[1]));
}

/** What it has told in the terminal, but for the readings. */
export function toldBy(running: Running): string[] {
  return running
    .stderr()
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('memory '));
}

/** So many open connections, each having sent these bytes. */
export async function crowd(url: string, size: number, bytes: string): Promise<Socket[]> {
  const { hostname, port } = new URL(url);
  const open = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(bytes, () => resolve(socket)));
      socket.once('error', reject);
    });
  const sockets: Socket[] = [];
  // In batches: what waits to be accepted is limited by the system.
  for (let made = 0; made < size; made += 100) {
    sockets.push(...(await Promise.all(Array.from({ length: Math.min(100, size - made) }, open))));
  }
  // The crowd may be sent away at any time.
  for (const socket of sockets) socket.on('error', () => {});
  return sockets;
}

/** What each has received, once all have received this. */
export async function heard(sockets: readonly Socket[], text: string): Promise<void> {
  const waits = sockets.map(
    socket =>
      new Promise<void>((resolve, reject) => {
        let received = '';
        socket.on('data', chunk => {
          received += String(chunk);
          if (received.includes(text)) resolve();
        });
        socket.once('close', () => reject(new Error(`closed after: ${received.slice(0, 200)}`)));
      }),
  );
  await Promise.all(waits);
}
