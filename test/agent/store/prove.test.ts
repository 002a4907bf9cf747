// The scenarios, played with an agent whose vault is in PostgreSQL. CI plays a few; `prove --vault postgres://…` plays all.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { clusterForFile, missingFiles } from '../../support/postgres.js';

const cluster = clusterForFile();
const bin = fileURLToPath(new URL('../../../dist/sims-harness.js', import.meta.url));
const prove = (...words: string[]) =>
  promisify(execFile)(process.execPath, [bin, 'prove', ...words]).then(
    ({ stdout, stderr }) => ({ exit: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ exit: code, out: stdout, err: stderr }),
  );

describe.skipIf(missingFiles)(`prove with a database${missingFiles ? ` (skipped: ${missingFiles})` : ''}`, () => {
  const few = ['first-sync', 'school-removed', 'secret-reissued', 'list-empty'];

  test('When scenarios are proven side by side, then they hold, and leave nothing in the database', {
    timeout: 120_000,
  }, async () => {
    const { exit, out, err } = await prove(...few, '--vault', cluster().url('postgres'));
    expect([exit, err]).toEqual([0, '']);
    for (const id of few) expect(out).toMatch(new RegExp(`^✔ ${id} `, 'm'));
    expect(await cluster().ask(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'prove%'`)).toEqual([]);
    expect(await cluster().log()).toContain('CREATE SCHEMA prove_');
  });

  test('When the database cannot be had, then nothing is proven and it says why, without the password', async () => {
    const { exit, out, err } = await prove('first-sync', '--vault', 'postgres://u:hunter2@127.0.0.1:1/x');
    expect(exit).not.toBe(0);
    expect(out + err).toContain('cannot be reached (ECONNREFUSED)');
    expect(out + err).not.toContain('hunter2');
    expect((await prove('first-sync', '--vault', 'hunter2')).err).toMatch(/--vault is no postgres:(?!.*hunter2)/);
  });
});
