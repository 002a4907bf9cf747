import { once } from 'node:events';
import { request } from 'node:http';
import type { Benchmark } from './bench.js';
import { runToEnd, startServer } from './child.js';
import { type Contestant, sideBySide } from './measure.js';
import { FREE_PORTS, HARNESS, ourEnvironment, peer } from './programs.js';
import { compared, hint, OURS } from './table.js';

const FASTIFY = 'fastify, key on disk';
const HTTP = 'node:http, key on disk';
const NPX = 'npx sims-harness serve';
const NODE = 'node -e 0';
const VERSION = 'node dist/sims-harness.js --version';
const NPX_VERSION = 'npx sims-harness --version';

/** From nothing running to the first access token. */
export const startToToken: Benchmark = async ({ quick, folder, keyFile }) => {
  const env = ourEnvironment(folder);
  const serve = ['serve', '--json', ...FREE_PORTS];
  const contestants = [
    server(OURS, [process.execPath, HARNESS, ...serve], env),
    server(FASTIFY, peer('fastify-token', keyFile), env),
    server(HTTP, peer('http-token', keyFile), env),
    server(NPX, ['npx', 'sims-harness', ...serve], env),
    program(NODE, [process.execPath, '-e', '0'], env),
    program(VERSION, [process.execPath, HARNESS, '--version'], env),
    program(NPX_VERSION, ['npx', 'sims-harness', '--version'], env),
  ];
  // Not counted: the very first start makes the signing key, and the files are not in the machine's cache yet.
  await sideBySide(1, contestants);
  const samples = await sideBySide(quick ? 3 : 15, contestants);
  return [
    compared('built bin, start to first token', samples, FASTIFY, 'ms', '<= 1.25'),
    compared('built bin, start to first token', samples, HTTP, 'ms'),
    ...[NPX, VERSION, NPX_VERSION, NODE].map(name => hint(name, samples.get(name), 'ms')),
  ];
};

/** Milliseconds until a token is there. */
function server(name: string, command: readonly string[], env: NodeJS.ProcessEnv): Contestant {
  return {
    name,
    once: async () => {
      const startedAt = performance.now();
      const { ready, stop } = await startServer(command, env);
      await firstToken(ready);
      const ms = performance.now() - startedAt;
      await stop();
      return ms;
    },
  };
}

/** Milliseconds until the program has ended. */
function program(name: string, command: readonly string[], env: NodeJS.ProcessEnv): Contestant {
  return {
    name,
    once: async () => {
      const startedAt = performance.now();
      await runToEnd(command, env);
      return performance.now() - startedAt;
    },
  };
}

async function firstToken(ready: Readonly<Record<string, string>>): Promise<void> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: ready['clientId'] ?? 'anyone',
    client_secret: ready['clientSecret'] ?? 'anything',
    scope: 'partner-read',
  }).toString();
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length };
  const asked = request(ready['tokenUrl'] ?? '', { method: 'POST', headers, agent: false });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 200) throw new Error(`the first token was refused with ${answer.statusCode}`);
}
