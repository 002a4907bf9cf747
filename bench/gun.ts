import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Aim, Fire, Fired } from './load.js';
import type { Ask } from './wire.js';

/** The load generator, seen from the run. */
export type Gun = {
  aim(name: string, origin: string, asks: readonly Ask[]): void;
  /** Answers per second; any answer but 200 is an error. */
  fire(name: string, connections: number, ms: number): Promise<number>;
  close(): void;
};

export function openGun(): Gun {
  const child: ChildProcess = fork(fileURLToPath(new URL('./load.ts', import.meta.url)));
  process.once('exit', () => child.kill());
  return {
    aim: (name, origin, asks) => child.send({ kind: 'aim', name, origin, asks } satisfies Aim),
    fire: async (name, connections, ms) => {
      child.send({ kind: 'fire', name, connections, ms } satisfies Fire);
      const [fired]: Fired[] = await once(child, 'message', { signal: AbortSignal.timeout(ms + 20_000) });
      if (fired && 'perSecond' in fired) return fired.perSecond;
      throw new Error(`${name}: ${fired?.failed ?? 'the load generator is gone'}`);
    },
    close: () => child.disconnect(),
  };
}
