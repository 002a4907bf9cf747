import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KitName } from '../../examples/measure/kits.js';
import { type HarnessOptions, startHarness, type WorldHandle } from '../../mock-server/index.js';
import { start, tempFolder } from '../support/command.js';

export type Variables = Readonly<Record<string, string>>;

/** A way for a client to reach the mock. */
export type Road = {
  readonly name: string;
  readonly options: Pick<HarnessOptions, 'https' | 'intercept' | 'sts'>;
  readonly worlds: readonly string[];
  /** What a client has to know to take it. */
  readonly variables: (world: WorldHandle) => Variables;
};

/** The settings of production, to the letter (HOST-01, HOST-02). */
export const PRODUCTION = {
  SIMS_TOKEN_URL: 'https://sts.sims.co.uk/connect/token',
  SIMS_RAP_URL: 'https://rap.sims.co.uk',
} as const;

export const ROADS: readonly Road[] = [
  { name: 'over http', options: {}, worlds: ['three-schools', 'awkward'], variables: world => world.variables() },
  { name: 'over https', options: { https: true }, worlds: ['awkward'], variables: world => world.variables() },
  {
    name: 'to a token server that follows the RFCs',
    options: { sts: 'rfc6749' },
    worlds: ['awkward'],
    variables: world => world.variables(),
  },
  {
    name: "through the proxy, with the vendor's own addresses",
    options: { intercept: 0 },
    worlds: ['three-schools', 'awkward'],
    variables: world => ({ ...world.variables(), ...PRODUCTION, HTTPS_PROXY: world.ready.proxyUrl ?? '' }),
  },
];

type OnEnd = (end: () => Promise<void>) => void;

/** A harness of its own for one client: through the proxy, the vendor's addresses lead to the default world only. */
export async function openRoad({ options }: Pick<Road, 'options'>, world: string, onEnd: OnEnd): Promise<WorldHandle> {
  const running = await startHarness({
    ...options,
    world,
    clock: 'manual',
    controlPort: null,
    keyFolder: join(tmpdir(), 'sims-id-harness-test-keys'),
    tlsFolder: join(tmpdir(), 'sims-id-harness-test-tls'),
  });
  onEnd(running.stop);
  return running;
}

const WRONG_ADDRESS = '127.0.0.2';

type Wrong = { readonly world: WorldHandle; readonly variables: Variables };

/** The harness under another address of this machine, which its certificate does not name. */
export async function openByWrongName(onEnd: OnEnd): Promise<Wrong> {
  const running = await openRoad({ options: { https: true } }, 'three-schools', onEnd);
  const { port } = new URL(running.ready.stsUrl);
  const relay = createServer(socket => {
    const onward = connect(Number(port), '127.0.0.1');
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const)
      from.on('error', () => to.destroy()).pipe(to);
  });
  await new Promise<void>(resolve => relay.listen(0, WRONG_ADDRESS, resolve));
  onEnd(async () => void relay.close());
  const url = `https://${WRONG_ADDRESS}:${(relay.address() as AddressInfo).port}`;
  return { world: running, variables: { ...running.variables(), SIMS_TOKEN_URL: `${url}/connect/token` } };
}

/**
 * What a client has to know when the CA is to be trusted its own way. Mono keeps trust in a store of its user, and
 * refuses whatever names an address under a CA that is bound to some: it goes by name.
 */
export async function trusting(kit: KitName, variables: Variables): Promise<Variables> {
  const { SIMS_CA_FILE: file, ...others } = variables;
  if (kit !== 'mono' || file === undefined) return variables;
  const store = { XDG_CONFIG_HOME: tempFolder() };
  const { exit, stderr } = await start(['cert-sync', '--quiet', '--user', file], { env: store }).ended;
  if (exit !== 0) throw new Error(`cert-sync ended with ${exit}: ${stderr}`);
  const byName = Object.entries(others).map(([name, value]) => [
    name,
    value.replace('https://127.0.0.1:', 'https://localhost:'),
  ]);
  return { ...Object.fromEntries(byName), ...store, SIMS_CA_FILE: file };
}

/** The same without the CA. */
export function distrusting({ SIMS_CA_FILE: _told, ...variables }: Variables): Variables {
  return { ...variables, XDG_CONFIG_HOME: tempFolder() };
}
