import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/command.js';

const AGENT = fileURLToPath(new URL('../../dist/sims-agent.js', import.meta.url));

describe.skipIf(!existsSync('/dev/full'))('Output that cannot be written', () => {
  test.each([['--help'], ['list', '--json'], ['status', '--json']])(
    'When %s goes to a full disk, then the exit code is no success, and why is told',
    (...argv) => {
      const full = openSync('/dev/full', 'w');
      const env = { SIMS_STATE_DIR: join(tempFolder(), 'state'), PATH: process.env['PATH'] };
      const { status, stderr } = spawnSync(process.execPath, [AGENT, ...argv], {
        env,
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      expect([status, stderr]).toEqual([
        1,
        expect.stringContaining('sims-agent: the output cannot be written (ENOSPC).'),
      ]);
    },
  );
});
