import { connect } from 'node:net';
import { portHolders } from '../../mock-server/index.js';
import { bad, type Finding, ok } from './finding.js';

/** A port that `serve` would listen on, and the option that gives it another. */
export type Wanted = { readonly option: string; readonly port: number };

/** Whether ports are free, by knocking: nothing is ever started on one. */
export async function portFindings(host: string, wanted: readonly Wanted[]): Promise<readonly Finding[]> {
  const fixed = wanted.filter(({ port }) => port !== 0);
  const isTaken = await Promise.all(fixed.map(({ port }) => answers(host, port)));
  const { holderOf } = await portHolders();
  const taken = fixed.filter((_, n) => isTaken[n]);
  const free = fixed.filter((_, n) => !isTaken[n]).map(({ port }) => port);
  return [
    ...taken.map(({ port, option }) => {
      const holder = holderOf(port);
      const by = holder === undefined ? '' : ` by ${holder}`;
      return bad(
        'ports',
        `Port ${port} is taken${by}. Stop it, or choose another with --${option} (0 takes any free port).`,
      );
    }),
    ...(free.length > 0 ? [ok('ports', `${free.join(', ')} ${free.length === 1 ? 'is' : 'are'} free`)] : []),
  ];
}

const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function answers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: EVERYWHERE[host] ?? host, port });
    const settle = (isTaken: boolean) => {
      socket.destroy();
      resolve(isTaken);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
