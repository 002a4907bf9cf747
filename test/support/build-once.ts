import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The folder of one run of the tests, for what several files need and one makes. */
export const RUN_FOLDER = 'TEST_RUN_FOLDER';

/** Before all tests: the bins as they are shipped, made from the sources as they are now. */
export async function setup(): Promise<() => void> {
  await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: process.cwd() });
  const folder = mkdtempSync(join(tmpdir(), 'sims-run-'));
  process.env[RUN_FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
