import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Benchmark } from './bench.js';
import { reads } from './cache.js';
import { openGun } from './gun.js';
import { AGENT, HARNESS } from './programs.js';
import { clients, list } from './reads.js';
import { startToToken } from './start.js';
import { sync } from './sync.js';
import { type Row, table } from './table.js';
import { tokens } from './tokens.js';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { start: startToToken, tokens, clients, list, sync, reads };

const words = process.argv.slice(2);
const quick = words.includes('--quick');
const names = words.filter(word => word !== '--quick');
const unknown = names.filter(name => !Object.hasOwn(BENCHMARKS, name));

if (unknown.length > 0)
  fail(`There is no benchmark "${unknown[0]}". There are: ${Object.keys(BENCHMARKS).join(', ')}.`);
else if (!existsSync(HARNESS) || !existsSync(AGENT)) fail('Nothing is built yet: run "node build.mjs" first.');
else await run(names.length > 0 ? names : Object.keys(BENCHMARKS));

async function run(chosen: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sims-bench-'));
  // Ctrl+C ends the run by the same way as its end: every program started is stopped, the folder removed.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const keyFile = join(folder, 'peer-key.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const bench: Bench = { quick, gun: openGun(), folder, keyFile };

  const rows: Row[] = [];
  for (const name of chosen) {
    process.stderr.write(`${name} …\n`);
    rows.push(...((await BENCHMARKS[name]?.(bench)) ?? []));
  }
  bench.gun.close();
  const [cpu] = cpus();
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpu?.model.trim()}\n`,
  );
  console.log(table(rows));
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 64;
}
