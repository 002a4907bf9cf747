import { execFileSync } from 'node:child_process';
import { buildWorld } from '../fixtures/index.js';
import type { Bench, Benchmark } from './bench.js';
import { startServer } from './child.js';
import { sideBySide } from './measure.js';
import { peer, startOurs } from './programs.js';
import { compared, hint, OURS, type Row } from './table.js';
import type { Ask } from './wire.js';

const FASTIFY = 'fastify, signs each';
const HTTP = 'node:http, signs each';
const OIDC = 'oidc-provider';
const CONNECTIONS = 16;

/**
 * Tokens for one client and for many. A token may be reused within its second, so many means the 20,000 schools of
 * the large world in turn: none comes again before the second is over.
 */
export const tokens: Benchmark = async bench => {
  const { gun, keyFile, folder } = bench;
  const ours = await startOurs(folder, 'large');
  const byTheRfcs = await startOurs(folder, 'large', ['--sts', 'rfc6749']);
  const peers = {
    [FASTIFY]: await startServer(peer('fastify-token', keyFile)),
    [HTTP]: await startServer(peer('http-token', keyFile)),
    [OIDC]: await startServer(peer('oidc-token', keyFile)),
  };
  const schools = schoolAsks();
  const [first] = schools;
  if (!first) throw new Error('the large world has no schools');
  gun.aim('ours, many', ours.ready['tokenUrl'] ?? '', schools);
  gun.aim('ours, one', ours.ready['tokenUrl'] ?? '', [first]);
  gun.aim('ours, by the RFCs', byTheRfcs.ready['tokenUrl'] ?? '', [first]);
  gun.aim(FASTIFY, peers[FASTIFY].ready['tokenUrl'] ?? '', schools);
  gun.aim(HTTP, peers[HTTP].ready['tokenUrl'] ?? '', schools);
  const standard = { grant_type: 'client_credentials', client_id: 'one', client_secret: STANDARD_SECRET };
  gun.aim(OIDC, peers[OIDC].ready['tokenUrl'] ?? '', [form('/token', { ...standard, scope: 'partner' })]);

  const many = await race(bench, 'ours, many', [FASTIFY, HTTP]);
  const one = await race(bench, 'ours, one', [FASTIFY, OIDC]);
  const strict = await race(bench, 'ours, by the RFCs', [OIDC]);
  await Promise.all([ours, byTheRfcs, ...Object.values(peers)].map(server => server.stop()));
  return [
    compared('tokens, many clients', many, FASTIFY, '/s', '>= 0.9'),
    compared('tokens, many clients', many, HTTP, '/s'),
    compared('tokens, one client', one, FASTIFY, '/s', '>= 5'),
    compared('tokens, one client', one, OIDC, '/s'),
    compared('tokens, --sts rfc6749', strict, OIDC, '/s'),
    ...opensslHint(),
  ];
};

const STANDARD_SECRET = 'one-secret-that-is-long-enough-to-do';

async function race({ gun, quick }: Bench, target: string, peers: readonly string[]) {
  const ms = quick ? 600 : 2_500;
  const contestant = (name: string, aimed: string) => ({ name, once: () => gun.fire(aimed, CONNECTIONS, ms) });
  const all = [contestant(OURS, target), ...peers.map(name => contestant(name, name))];
  await sideBySide(1, all); // To warm up.
  return sideBySide(quick ? 2 : 5, all);
}

function schoolAsks(): Ask[] {
  const installations = buildWorld('large').installations.filter(i => i.state === 'active');
  return installations.flatMap(({ clients }) =>
    clients.map(({ clientId, secrets, scopes }) =>
      form('/connect/token', {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secrets.at(-1)?.value ?? '',
        scope: scopes.join(' '),
      }),
    ),
  );
}

function form(path: string, fields: Readonly<Record<string, string>>): Ask {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', path, headers, body: new URLSearchParams(fields).toString() };
}

/** What one core signs in a second without any server, where openssl is installed: RSA depends much on the CPU. */
function opensslHint(): Row[] {
  try {
    const words = ['speed', '-seconds', '1', 'rsa2048'];
    const text = execFileSync('openssl', words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    const figure = Number(/^rsa\s+2048 bits\s+\S+\s+\S+\s+([\d.]+)/m.exec(text)?.[1]);
    return [hint('openssl speed rsa2048, sign, one core', [figure], '/s')];
  } catch {
    return [];
  }
}
