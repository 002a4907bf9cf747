import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Benchmark } from './bench.js';
import { runToEnd } from './child.js';
import { type Contestant, sideBySide } from './measure.js';
import { AGENT, type Ours, ourEnvironment, peer, startOurs } from './programs.js';
import { compared, OURS, type Row } from './table.js';

const SMALL = 'ours, 1,000 schools';
/** The agent's own default, and what a machine with several cores would rather use. */
const CONCURRENCY = [4, 16];

/** The agent's first sync, from the start of its process to a sealed store on disk, beside the same calls alone. */
export const sync: Benchmark = async bench => {
  const large = await startOurs(bench.folder, 'large');
  const thousand = await startOurs(bench.folder, 'thousand');
  const rows: Row[] = [];
  for (const connections of CONCURRENCY) rows.push(...(await race(bench, large, thousand, connections)));
  await Promise.all([large.stop(), thousand.stop()]);
  return rows;
};

async function race(bench: Bench, large: Ours, thousand: Ours, connections: number): Promise<Row[]> {
  const undici = `undici, ${connections} connections`;
  const { samples, peaks, cpu } = watched(bench.folder, [
    { name: OURS, run: env => syncOnce(bench.folder, large, connections, env) },
    { name: undici, run: env => runToEnd(watchedPeer(connections), { ...large.variables, ...env }) },
    { name: SMALL, run: env => syncOnce(bench.folder, thousand, connections, env) },
  ]);
  // Not counted: whoever came first would pay for the server's own warming up.
  await runToEnd(peer('undici-sync', String(connections)), { ...process.env, ...large.variables });
  const times = await sideBySide(bench.quick ? 1 : 5, samples);
  const path = `sync of 20,000, ${connections} at a time`;
  return [
    compared(path, times, undici, 'ms', '<= 1.5'),
    compared(`${path}, processor time`, cpu, undici, 'ms'),
    compared(`${path}, peak memory`, peaks, undici, 'MB'),
    compared(`${path}, peak memory`, peaks, SMALL, 'MB', 'flat'),
  ];
}

type Watched = { readonly name: string; readonly run: (env: NodeJS.ProcessEnv) => Promise<void> };

/** Contestants by wall time in ms; how much memory and processor time each took is noted on the way. */
function watched(folder: string, all: readonly Watched[]) {
  const peaks = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  const cpu = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  const file = join(folder, 'usage');
  const env = { ...ourEnvironment(folder), BENCH_USAGE_FILE: file };
  const samples: Contestant[] = all.map(({ name, run }) => ({
    name,
    once: async () => {
      const startedAt = performance.now();
      await run(env);
      const ms = performance.now() - startedAt;
      const used: { peakMb: number; cpuMs: number } = JSON.parse(readFileSync(file, 'utf8'));
      peaks.get(name)?.push(used.peakMb);
      cpu.get(name)?.push(used.cpuMs);
      return ms;
    },
  }));
  return { samples, peaks, cpu };
}

const PRELOAD = ['--import', new URL('./peers/usage.mjs', import.meta.url).href];

function watchedPeer(connections: number): string[] {
  const [node = process.execPath, ...words] = peer('undici-sync', String(connections));
  return [node, ...PRELOAD, ...words];
}

/** A first sync into a store of its own, as fast as the service lets it. */
async function syncOnce(folder: string, server: Ours, concurrency: number, env: NodeJS.ProcessEnv): Promise<void> {
  const home = mkdtempSync(join(folder, 'agent-'));
  const policy = join(home, 'policy.json');
  const key = join(home, 'agent.key');
  writeFileSync(policy, JSON.stringify({ requestsPerSecond: 'off', concurrency }));
  writeFileSync(key, randomBytes(32).toString('base64'), { mode: 0o600 });
  const settings = { SIMS_STATE_DIR: join(home, 'state'), SIMS_AGENT_POLICY: policy, SIMS_AGENT_KEY: `file:${key}` };
  await runToEnd([process.execPath, ...PRELOAD, AGENT, 'sync'], { ...server.variables, ...env, ...settings });
  rmSync(home, { recursive: true, force: true });
}
