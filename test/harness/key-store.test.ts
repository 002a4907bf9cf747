import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keysIn } from '../../mock-server/key-store.js';

const folder = await mkdtemp(join(tmpdir(), 'sims-key-store-'));
afterAll(() => rm(folder, { recursive: true }));

test('When a key is asked for again, then it is the one that was kept, for its owner only', async () => {
  const made = await keysIn(join(folder, 'kept'))(1);
  expect(await keysIn(join(folder, 'kept'))(1)).toEqual(made);
  expect(await readdir(join(folder, 'kept'))).toEqual(['token-signing-1.json']);
  if (process.platform !== 'win32')
    expect((await stat(join(folder, 'kept', 'token-signing-1.json'))).mode & 0o777).toBe(0o600);
});

test.each([
  ['is cut', '{"privateKey":"-----BEG'],
  ['holds no key', '{"privateKey":"x","certificate":"y"}'],
])('When the file of a key %s, then another key is made in its place', async (_what, text) => {
  const file = join(folder, 'token-signing-1.json');
  await writeFile(file, text);
  const made = await keysIn(folder)(1);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(made);
});
