import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { openVault, type Vault } from '../agent/index.js';
import type { Benchmark } from './bench.js';
import { runToEnd, startServer } from './child.js';
import { sideBySide } from './measure.js';
import { AGENT, ourEnvironment, peer, startOurs } from './programs.js';
import { compared, OURS } from './table.js';

const HTTP = 'node:http, same bytes';
const LIBRARY = 'openVault';
const CONNECTIONS = 32;

/** Credentials of 20,000 schools in turn, out of a vault, by `sims-agent serve` and by the library; the peer looks nothing up. */
export const reads: Benchmark = async ({ folder, gun, quick }) => {
  const env = await filledVault(folder);
  const serving = await startServer([process.execPath, '--', AGENT, 'serve', '--json', '--port', '0'], env);
  const origin = serving.ready['url'] ?? '';
  const keyFile = env['SIMS_AGENT_KEY']?.slice('file:'.length) ?? '';
  const vault = await openVault({ vault: join(env['SIMS_STATE_DIR'] ?? '', 'vault'), keyFile });
  const ids = vault.sites
    .filter(({ organisation }) => vault.resultFor(organisation) === 'served')
    .map(at => at.received);
  const bearer = readFileSync(join(env['XDG_CONFIG_HOME'] ?? '', 'sims-agent', 'bearer'), 'utf8').trim();
  const headers = { Authorization: `Bearer ${bearer}`, Accept: 'application/json' };
  const asks = ids.map(id => ({ method: 'GET' as const, path: `/v1/organisations/${id}`, headers }));

  const sample = join(folder, 'read.json');
  writeFileSync(sample, await (await request(`${origin}${asks[1]?.path}`, { headers })).body.text());
  const http = await startServer(peer('http-bytes', sample));
  const ms = quick ? 700 : 2_500;
  gun.aim(OURS, origin, asks);
  gun.aim(HTTP, http.ready['rapUrl'] ?? '', asks);
  const contestants = [
    { name: OURS, once: () => gun.fire(OURS, CONNECTIONS, ms) },
    { name: HTTP, once: () => gun.fire(HTTP, CONNECTIONS, ms) },
    { name: LIBRARY, once: async () => readFor(ms, vault, ids) },
  ];
  await sideBySide(1, contestants); // To warm up.
  const samples = await sideBySide(quick ? 2 : 5, contestants);
  const metrics = await (await request(`${origin}/metrics`)).body.text();
  await Promise.all([serving.stop(), http.stop(), vault.close()]);
  const upstream = /^sims_agent_reads_upstream_calls_total (\d+)$/m.exec(metrics)?.[1];
  if (upstream !== '0') throw new Error(`Reads sent ${upstream} requests to the service; there may be none.`);
  const library = new Map([...samples].map(([name, values]) => [name === LIBRARY ? OURS : name, values]));
  return [
    compared('reads, sims-agent serve', samples, HTTP, '/s'),
    compared('reads, openVault in its own process', library, HTTP, '/s'),
  ];
};

/** What an agent left after its first sync, and all that reading it needs; the service is stopped. */
async function filledVault(folder: string): Promise<NodeJS.ProcessEnv> {
  const ours = await startOurs(folder, 'large');
  const home = mkdtempSync(join(folder, 'cache-'));
  const [policy, key] = [join(home, 'policy.json'), join(home, 'agent.key')];
  writeFileSync(policy, JSON.stringify({ requestsPerSecond: 'off' }));
  writeFileSync(key, randomBytes(32).toString('base64'), { mode: 0o600 });
  const env = {
    ...ourEnvironment(folder),
    SIMS_STATE_DIR: join(home, 'state'),
    SIMS_AGENT_KEY: `file:${key}`,
    XDG_CONFIG_HOME: join(home, 'config'),
  };
  await runToEnd([process.execPath, AGENT, 'sync'], { ...env, ...ours.variables, ...env, SIMS_AGENT_POLICY: policy });
  await ours.stop();
  return env;
}

let turn = 0;

/** Reads per second, secrets opened. */
function readFor(ms: number, vault: Vault, ids: readonly string[]): number {
  const startedAt = performance.now();
  let answers = 0;
  let passed = 0;
  for (; passed < ms; passed = performance.now() - startedAt) {
    turn = (turn + 1) % ids.length;
    const [pair] = vault.get(ids[turn] ?? '');
    if (!pair || pair.secret().reveal() === '') throw new Error('A school that is served has no secret.');
    answers += 1;
  }
  return (answers * 1000) / passed;
}
