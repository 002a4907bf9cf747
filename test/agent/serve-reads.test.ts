// The rule the cache exists for: reads ask nobody, whether the service could be asked or not (GUIDE-02).
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countUpstreamCalls } from '../../agent/commands/upstream-calls.js';
import { openVault } from '../../agent/index.js';
import { type RunningHarness, startHarness } from '../../mock-server/index.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { Serving } from '../support/agent/serving.js';
import { StubService } from '../support/agent/stub-service.js';

/** An address that stays while the server behind it goes and comes back. Every connection counts, also one that finds nobody. */
class Gate {
  connections = 0;
  #to: number | null = null;
  readonly #open = new Set<Socket>();
  readonly #server = createServer(from => {
    this.connections += 1;
    this.#open.add(from.on('error', () => undefined));
    if (this.#to === null) return void from.destroy();
    const to = connect(this.#to, '127.0.0.1').on('error', () => undefined);
    this.#open.add(to);
    from.pipe(to).pipe(from);
  });

  static async open(): Promise<Gate> {
    const gate = new Gate();
    gate.#server.listen(0, '127.0.0.1');
    await once(gate.#server, 'listening');
    onTestFinished(() => {
      gate.lead(null);
      gate.#server.close();
    });
    return gate;
  }

  /** To another server from now on, or to none; connections so far are cut and forgotten. */
  lead(url: string | null): void {
    this.#to = url === null ? null : Number(new URL(url).port);
    for (const socket of this.#open) socket.destroy();
    this.connections = 0;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
}

const probeKey = '5eed';
const keyFolder = join(tmpdir(), 'sims-id-harness-test-keys');

async function startService(gates: readonly Gate[]): Promise<RunningHarness> {
  const mock = await startHarness({ world: 'thousand', seed: 7, controlPort: null, keyFolder });
  onTestFinished(() => mock.stop().catch(() => undefined));
  for (const [at, gate] of gates.entries()) gate.lead(at === 0 ? mock.ready.stsUrl : mock.ready.rapUrl);
  return mock;
}

/** A thousand schools' credentials in a vault, by addresses that stay. */
async function filled() {
  const gates = [await Gate.open(), await Gate.open()] as const;
  const mock = await startService(gates);
  const box = await Sandbox.open([]);
  const given = mock.variables();
  box.env = {
    ...box.env,
    ...given,
    SIMS_STATE_DIR: join(box.folder, 'state'),
    SIMS_PROBE_KEY: probeKey,
    SIMS_TOKEN_URL: (given['SIMS_TOKEN_URL'] ?? '').replace(new URL(mock.ready.stsUrl).origin, gates[0].url),
    SIMS_RAP_URL: (given['SIMS_RAP_URL'] ?? '').replace(new URL(mock.ready.rapUrl).origin, gates[1].url),
  };
  expect((await box.run('sync')).exit).toBe(0);
  expect(gates.map(gate => gate.connections > 0)).toEqual([true, true]);
  const truth = new Map<string, string[]>();
  for (const { organisationId, clientId, secretFingerprint } of mock.truth(probeKey)) {
    const key = organisationId.toLowerCase();
    truth.set(key, [...(truth.get(key) ?? []), `${clientId} ${secretFingerprint}`].sort());
  }
  return { gates, mock, box, truth };
}

type Pair = { readonly clientId: string; readonly clientSecret: string };
const shown = (pairs: readonly Pair[]): readonly string[] =>
  pairs
    .map(({ clientId, clientSecret }) => {
      const fingerprint = createHmac('sha256', Buffer.from(probeKey, 'hex')).update(clientSecret).digest('hex');
      return `${clientId} ${fingerprint}`;
    })
    .sort();

/** 10,000 schools in an order that a seed decides, one in ten of them unknown; every answer is compared with the truth. */
async function readAll(
  truth: ReadonlyMap<string, readonly string[]>,
  read: (organisationId: string) => Promise<readonly Pair[]>,
): Promise<void> {
  const known = [...truth.keys()];
  let state = 7;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  const wanted = Array.from({ length: 10_000 }, () =>
    random(10) === 0 ? 'nobody' : (known[random(known.length)] ?? ''),
  );
  let next = 0;
  const lane = async () => {
    for (let id = wanted[next++]; id !== undefined; id = wanted[next++])
      expect([id, shown(await read(id))]).toEqual([id, truth.get(id) ?? []]);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}

/** With the service switched off, and then with one that would answer. */
async function expectNobodyAsked(
  { gates, mock, box, truth }: Awaited<ReturnType<typeof filled>>,
  read: (organisationId: string) => Promise<readonly Pair[]>,
): Promise<void> {
  await mock.stop();
  for (const gate of gates) gate.lead(null);
  await readAll(truth, read);
  expect(gates.map(gate => gate.connections)).toEqual([0, 0]);
  const again = await startService(gates);
  await readAll(truth, read);
  expect([again.journal.count(), ...gates.map(gate => gate.connections)]).toEqual([0, 0, 0]);
  // A journal that could not count would prove nothing.
  expect((await box.run('sync')).exit).toBe(0);
  expect(again.journal.count()).toBe(truth.size + 3); // one token, two lists
}

describe('10,000 random reads with the service off, and 10,000 with it on', () => {
  test('When they go to sims-agent serve, then each is right, nobody is asked, and its own counter says 0', {
    timeout: 120_000,
  }, async () => {
    const world = await filled();
    const serving = await Serving.start(world.box, '--port', '0');
    await expectNobodyAsked(world, async id => {
      const { status, body } = await serving.ask(`/v1/organisations/${id}`);
      return status === 200 ? JSON.parse(body).clients : [];
    });
    expect(await serving.metric('reads_upstream_calls_total')).toBe(0);
    const [served, unknown] = [
      await serving.metric('reads_total{result="served"}'),
      await serving.metric('reads_total{result="unknown"}'),
    ];
    expect([served + unknown, unknown > 1_000]).toEqual([20_000, true]);
  });

  test('When they go to openVault, then each is right and nobody is asked', { timeout: 120_000 }, async () => {
    const world = await filled();
    const keyFile = join(world.box.folder, 'config', 'sims-agent', 'key');
    const vault = await openVault({ vault: world.box.vault, keyFile });
    vault.follow(50);
    await expectNobodyAsked(world, async id =>
      vault.get(id).map(({ clientId, secret }) => ({ clientId, clientSecret: secret().reveal() })),
    );
    expect([...vault.reads.values()].reduce((sum, n) => sum + n, 0)).toBe(20_000);
    await vault.close();
  });
});

describe('the counter of upstream calls', () => {
  test('When anything in the process sends a request, by fetch or by node:http, then it is counted', async () => {
    const stub = await StubService.start([]);
    onTestFinished(() => stub.close());
    const calls = countUpstreamCalls();
    expect(calls()).toBe(0);
    await fetch(stub.url);
    expect(calls()).toBe(1);
    const [answer] = await once(request(stub.url).end(), 'response');
    answer.resume();
    expect(calls()).toBe(2);
  });
});

describe('the sources of a read', () => {
  /** Every file of the agent that this one can reach, with its text. */
  async function reach(file: string, seen = new Map<string, string>()): Promise<ReadonlyMap<string, string>> {
    if (seen.has(file)) return seen;
    const url = new URL(`../../agent/${file}`, import.meta.url);
    const source = await readFile(url, 'utf8');
    seen.set(file, source);
    for (const [, path = ''] of source.matchAll(/(?:from|import\() ?'(\.[^']+)\.js'/g)) {
      const { href } = new URL(`${path}.ts`, url);
      await reach(href.slice(href.lastIndexOf('/agent/') + '/agent/'.length), seen);
    }
    return seen;
  }

  test.each(['commands/serve.ts', 'vault/reader.ts'])(
    'When %s is followed to its last import, then there is no HTTP client',
    async door => {
      const files = await reach(door);
      expect(files.size).toBeGreaterThan(15);
      for (const [file, source] of files) {
        const imports = [...source.matchAll(/import (?!type )([^;]*?) from '(node:https?2?|node:net|undici)'/g)];
        const used = imports.map(([, names, from]) => `${names} from ${from}`);
        const server = ['{ createServer, type IncomingMessage } from node:http', '{ connect } from node:net'];
        expect([file, used]).toEqual([file, file === 'commands/loopback-server.ts' ? server : []]);
        expect([file, /\bfetch\(|\bXMLHttpRequest|\bWebSocket\(/.test(source)]).toEqual([file, false]);
      }
    },
  );
});
