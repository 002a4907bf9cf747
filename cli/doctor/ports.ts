import { connect } from 'node:net';
import { portHolders } from '../../mock-server/index.js';
import { bad, type Finding, ok, warn } from './finding.js';
import { harnessAt } from './running.js';

/** A port that `serve` would listen on, and the option that gives it another. */
export type Wanted = { readonly option: string; readonly port: number };

/** `serves`: whether somebody wants to serve here; a look at an agent needs none of these ports. */
type Look = { readonly host: string; readonly wanted: readonly Wanted[]; readonly serves: boolean };

/** Whether ports are free, or held by a sims-harness, by knocking: nothing is ever started on one. */
export async function portFindings({ host, wanted, serves }: Look): Promise<readonly Finding[]> {
  const at = EVERYWHERE[host] ?? host;
  const fixed = wanted.filter(({ port }) => port !== 0);
  const isTaken = await Promise.all(fixed.map(({ port }) => answers(at, port)));
  const { holderOf } = await portHolders();
  const taken = fixed.filter((_, n) => isTaken[n]).map(each => ({ ...each, holder: holderOf(each.port) }));
  const free = fixed.filter((_, n) => !isTaken[n]).map(({ port }) => port);
  const control = taken.find(({ option }) => option === 'control-port');
  const known = control && (await harnessAt(at, control.port));
  const isOurs = ({ port, holder }: (typeof taken)[number]) =>
    known !== undefined && (known.has(port) || (holder !== undefined && holder === control?.holder));
  const ours = taken.filter(isOurs).map(({ port }) => port);
  const running = `A sims-harness already runs here${control?.holder === undefined ? '' : `, ${control.holder}`}`;
  return [
    ...(ours.length > 0
      ? [
          ok(
            'ports',
            `${running}: ${ours.join(', ')} ${ours.length === 1 ? 'is its own' : 'are its own'}. Use that one; a second takes any free ports with --sts-port 0 --rap-port 0 --control-port 0.`,
          ),
        ]
      : []),
    ...taken
      .filter(each => !isOurs(each))
      .map(({ port, option, holder }) => {
        const by = holder === undefined ? '' : ` by ${holder}`;
        return serves
          ? bad(
              'ports',
              `Port ${port} is taken${by}. Stop it, or choose another with --${option} (0 takes any free port).`,
            )
          : warn(
              'ports',
              `Port ${port} is taken${by}. Judging an agent does not need it; serve does, or another with --${option}.`,
            );
      }),
    ...(free.length > 0 ? [ok('ports', `${free.join(', ')} ${free.length === 1 ? 'is' : 'are'} free`)] : []),
  ];
}

const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function answers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port });
    const settle = (isTaken: boolean) => {
      socket.destroy();
      resolve(isTaken);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
