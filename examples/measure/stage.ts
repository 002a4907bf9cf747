import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { buildWorld } from '../../fixtures/index.js';
import { startHarness, type World, type WorldHandle } from '../../mock-server/index.js';
import { CASES, type Case } from './cases.js';
import type { Sent } from './wire.js';

/** One request for a token as it came by, and what the mock made of it. */
export type Seen = Sent & { readonly status: number; readonly why: string | undefined };

/** The mock with a world for each case, and somebody who writes down what passes on the way to it. */
export type Stage = {
  /** Where the tokens of a case are to be had. */
  tokenUrl(of: Case): string;
  /** Everything else the client of a case has to know. */
  variables(of: Case): Readonly<Record<string, string>>;
  /** What was asked for this case since it was last taken. */
  take(of: Case): readonly Seen[];
  close(): Promise<void>;
};

export async function openStage(): Promise<Stage> {
  const keyFolder = join(tmpdir(), 'sims-id-harness-measure-keys');
  const harness = await startHarness({ clock: 'manual', controlPort: null, keyFolder });
  const worlds = new Map<string, WorldHandle>();
  for (const one of CASES) {
    const world = worldWith(one.knows ?? one);
    worlds.set(one.id, await harness.newWorld({ world, clock: 'manual', switches: one.switches }));
  }
  const worldOf = ({ id }: Case) => worlds.get(id) ?? unknown(id);
  const seen = new Map<string, Seen[]>();
  const server = await listen(message => passOn(message, [...worlds.values()], seen));
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    tokenUrl: one => here + pathOf(worldOf(one)),
    variables: one => worldOf(one).variables(),
    take: one => {
      const { id } = worldOf(one);
      const taken = seen.get(id) ?? [];
      seen.delete(id);
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await harness.stop();
    },
  };
}

const pathOf = ({ ready }: WorldHandle): string => new URL(ready.tokenUrl).pathname;

/** Forwards a request to the world it names, and notes under the world's id what it was and what became of it. */
async function passOn(message: IncomingMessage, worlds: readonly WorldHandle[], seen: Map<string, Seen[]>) {
  const body = await bytesOf(message);
  const world = worlds.find(w => pathOf(w) === message.url);
  if (!world) return { status: 404, headers: {}, body: '' };
  const answer = await forward(message, new URL(world.ready.tokenUrl), body);
  const { authorization } = message.headers;
  const why = world.journal.list().at(-1)?.why;
  const noted = { authorization, body: body.toString('latin1'), status: answer.status, why };
  seen.set(world.id, [...(seen.get(world.id) ?? []), noted]);
  return answer;
}

function unknown(id: string): never {
  throw new Error(`no case is called ${id}`);
}

/** Three schools whose partner authenticates with this. */
function worldWith({ clientId, secret }: { readonly clientId: string; readonly secret: string }): World {
  const world = buildWorld('three-schools');
  const partners = world.partners.map(partner => {
    const secrets = partner.vendorClient.secrets.map(held => ({ ...held, value: secret }));
    return { ...partner, vendorClient: { ...partner.vendorClient, clientId, secrets } };
  });
  return { ...world, partners };
}

type Answered = { readonly status: number; readonly headers: Record<string, string>; readonly body: string };

async function forward(message: IncomingMessage, url: URL, body: Buffer): Promise<Answered> {
  const { authorization, 'content-type': type } = message.headers;
  const headers = {
    ...(authorization !== undefined && { authorization }),
    ...(type !== undefined && { 'content-type': type }),
  };
  const answer = await request(url, { method: message.method as 'POST', headers, body });
  const passed = ['content-type', 'www-authenticate', 'cache-control'].flatMap(name => {
    const value = answer.headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { status: answer.statusCode, headers: Object.fromEntries(passed), body: await answer.body.text() };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function listen(answer: (message: IncomingMessage) => Promise<Answered>): Promise<Server> {
  const server = createServer(async (message, response) => {
    const { status, headers, body } = await answer(message);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}
