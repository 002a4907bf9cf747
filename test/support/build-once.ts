import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Before all tests: the bins as they are shipped, made from the sources as they are now. */
export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: process.cwd() });
}
