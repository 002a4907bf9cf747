// npm run drill:kill -- [--count 500] [--seed 1] [--vault postgres | postgres://…]: the suite's kill drill, as long as one likes.
// `postgres` alone takes a server of its own, from Debian's package; a URL names one where schemas may be made.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    vault: { type: 'string', default: 'files' },
  },
});
const { count, seed, vault } = values;
const onFiles = vault === 'files';

if (!/^\d+$/.test(count) || !/^\d+$/.test(seed) || !(onFiles || /^postgres(ql:\/\/.+|:\/\/.+)?$/.test(vault))) {
  process.stderr.write('Give --count and --seed as whole numbers, and --vault as files, postgres or postgres://…\n');
  process.exit(64);
}
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    onFiles ? 'test/agent/kill.long.test.ts' : 'test/agent/store/postgres-crash.long.test.ts',
    '-t',
    'at \\d+ random moments',
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      KILLS: count,
      KILL_SEED: seed,
      ...(vault.includes('://') && { SIMS_TEST_POSTGRES: vault }),
    },
  },
);
process.exitCode = status ?? 1;
