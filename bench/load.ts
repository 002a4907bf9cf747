// The load generator: a process of its own, so that it shares nothing with a server but the machine.
import { type Ask, bytesOf, Caller } from './wire.js';

/** Told once per target, because 20,000 requests are megabytes. */
export type Aim = {
  readonly kind: 'aim';
  readonly name: string;
  readonly origin: string;
  readonly asks: readonly Ask[];
};
export type Fire = { readonly kind: 'fire'; readonly name: string; readonly connections: number; readonly ms: number };
export type Fired = { readonly perSecond: number } | { readonly failed: string };

type Target = { readonly port: number; readonly requests: readonly Buffer[]; turn: number };

const targets = new Map<string, Target>();

process.on('message', (order: Aim | Fire) => {
  if (order.kind === 'aim') aim(order);
  else fire(order).then(tell, error => tell({ failed: String(error) }));
});
process.on('disconnect', () => process.exit());

function aim({ name, origin, asks }: Aim): void {
  const { host, port } = new URL(origin);
  targets.set(name, { port: Number(port), requests: asks.map(ask => bytesOf(ask, host)), turn: 0 });
}

function tell(fired: Fired): void {
  process.send?.(fired);
}

function fire({ name, connections, ms }: Fire): Promise<Fired> {
  const target = targets.get(name);
  if (!target) return Promise.resolve({ failed: `nobody aimed at ${name}` });
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let open = connections;
    let endedAt = startedAt;
    const next = () => {
      endedAt = performance.now();
      if (endedAt - startedAt >= ms) return undefined;
      target.turn = (target.turn + 1) % target.requests.length;
      return target.requests[target.turn];
    };
    const done = () => {
      open -= 1;
      if (open > 0) return;
      const answers = callers.reduce((sum, caller) => sum + caller.answers, 0);
      resolve({ perSecond: (answers * 1000) / (endedAt - startedAt) });
    };
    const callers = Array.from({ length: connections }, () => new Caller(target.port, next, done, reject));
  });
}
