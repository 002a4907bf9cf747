import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Draft } from '../../../agent/ports.js';
import { fileVault } from '../../../agent/vault/files/carrier.js';
import { tempFolder } from '../../support/command.js';

const fileOf = (run: string, generation: number) => `gen-${String(generation).padStart(12, '0')}-${run}.vault`;
const lineOf = (run: string, generation: number) =>
  `${JSON.stringify({ generation, file: fileOf(run, generation) })}\n`;
const draft = (run: string, generation: number, replaces: string | null): Draft => ({
  generation,
  file: fileOf(run, generation),
  replaces,
  pieces: () => [Buffer.from(run)],
  sign: () => lineOf(run, generation),
  spent: [],
  keepsPrevious: true,
});

/** As a container that is frozen: its lock goes silent. */
async function freeze(vault: string): Promise<void> {
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(join(vault, 'lock'), longAgo, longAgo);
}

test('When a writer sleeps while another takes over and commits, then it commits nothing and takes nothing away', async () => {
  const vault = join(tempFolder(), 'vault');
  const store = fileVault(vault);
  const first = await store.take('aaaa');
  await first.commit(draft('aaaa', 1, null));
  await freeze(vault);
  const second = await store.take('bbbb');
  await second.commit(draft('bbbb', 2, lineOf('aaaa', 1)));
  await expect(first.commit(draft('aaaa', 2, lineOf('aaaa', 1)))).rejects.toMatchObject({ exit: 11 });
  await expect(first.dropOlder()).rejects.toMatchObject({ exit: 11 });
  expect(await readFile(join(vault, 'current'), 'utf8')).toBe(lineOf('bbbb', 2));
  expect((await readdir(join(vault, 'generations'))).sort()).toEqual([fileOf('aaaa', 1), fileOf('bbbb', 2)]);
  await second.release();
  await first.release();
});

test('When a lock was touched by a clock that was far ahead, then it is not held until then', async () => {
  const vault = join(tempFolder(), 'vault');
  const store = fileVault(vault);
  const ahead = await store.take('aaaa');
  const nextYear = new Date(Date.now() + 365 * 86_400_000);
  await utimes(join(vault, 'lock'), nextYear, nextYear);
  const now = await store.take('bbbb');
  expect(ahead.assertHeld).not.toThrow();
  await expect(ahead.commit(draft('aaaa', 1, null))).rejects.toMatchObject({ exit: 11 });
  await now.release();
  await ahead.release();
});
