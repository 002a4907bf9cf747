// The vault as files: `current`, generations/, approvals/, refused/, standing.json, lock. Local disks only.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LockNotHeld } from '../../errors.js';
import type { Draft, GenerationName, RecordName, Store } from '../../ports.js';
import { tampered } from '../signed.js';
import { auditFiles } from './audit.js';
import {
  assertFolder,
  assertPrivateWithin,
  ifThere,
  makePrivate,
  readIfThere,
  removed,
  writeDurably,
} from './durable.js';
import { type Lock, sweepLockDebris, takeLock } from './lock.js';

/** `vault` is created, 0700, by the first writer. */
export function fileVault(vault: string): Store {
  const generations = join(vault, 'generations');
  const current = async (): Promise<string | null> => {
    await assertFolder(vault);
    const line = await readIfThere(join(vault, 'current'), []);
    if (line === null) await assertNeverCommitted(generations);
    return line === null ? null : line.toString('utf8');
  };
  const generation = ({ file }: GenerationName) => readIfThere(join(generations, file), [vault, generations]);
  const pathOf = (name: RecordName): string => join(vault, `${name}.json`);

  const recordNames = async (folder: string): Promise<readonly string[]> =>
    (await ifThere(readdir(join(vault, folder)), [])).flatMap(file => /^(.+)\.json$/.exec(file)?.[1] ?? []);

  const clear = async (
    files: readonly string[],
    keep: (generation: number, file: string) => boolean,
  ): Promise<void> => {
    for (const file of files)
      if (!keep(Number(/^gen-(\d{12})-\w+\.vault$/.exec(file)?.[1]), file)) await removed(join(generations, file));
  };

  const assertOurs = async (lock: Lock, { replaces }: Draft): Promise<void> => {
    if ((await current()) !== replaces)
      throw new LockNotHeld('base_moved', 'Another sims-agent committed meanwhile. Nothing of this run was committed.');
    lock.verifyHeld();
  };

  /** `found`: the files there were when the lock was taken. Whoever sleeps here while another takes over must take nothing of theirs away. */
  const commit = async (lock: Lock, found: readonly string[], draft: Draft): Promise<void> => {
    await assertOurs(lock, draft);
    // Unfinished work of killed runs would have become this very generation.
    await clear(found, n => n < draft.generation);
    await writeDurably(join(generations, draft.file), draft.pieces());
    const pointer = draft.sign(await generation(draft));
    await assertOurs(lock, draft);
    await writeDurably(join(vault, 'current'), [pointer]);
    for (const name of draft.spent) await removed(pathOf(name));
    // The one before the current stays (V6). A later one is somebody else's.
    const { generation: ours, keepsPrevious } = draft;
    await clear(
      await readdir(generations),
      (n, file) => file === draft.file || n > ours || (keepsPrevious && n === ours - 1),
    );
    await sweepLockDebris(vault);
  };

  const dropOlder = async (lock: Lock): Promise<void> => {
    const line = await current();
    lock.verifyHeld();
    const { generation: now }: Partial<GenerationName> = JSON.parse(line ?? '{}');
    if (now !== undefined) await clear(await readdir(generations), n => n >= now);
  };

  return {
    name: vault,
    current,
    generation,
    records: async name => {
      if (!name.endsWith('/'))
        return ifThere(
          readFile(pathOf(name), 'utf8').then(line => [line]),
          [],
        );
      const names = await recordNames(name);
      return Promise.all(names.map(each => readFile(join(vault, name, `${each}.json`), 'utf8').catch(() => '')));
    },
    recordNames,
    record: (name, line) => writeDurably(pathOf(name), [line]),
    ...auditFiles(vault),
    inspect: () => assertPrivateWithin(vault),
    take: async run => {
      const folders = ['approvals', 'refused', 'audit'].map(name => join(vault, name));
      for (const folder of [vault, generations, ...folders]) await makePrivate(folder);
      const lock = await takeLock(vault, run);
      const found = await readdir(generations);
      const { assertHeld, release } = lock;
      return {
        assertHeld,
        commit: draft => commit(lock, found, draft),
        dropOlder: () => dropOlder(lock),
        release,
      };
    },
    listen: async () => {},
    close: async () => {},
  };
}

/** Without a pointer only an unfinished first sync may have left a file; anything later means the pointer was taken away. */
async function assertNeverCommitted(generations: string): Promise<void> {
  const files = await ifThere(readdir(generations), []);
  const later = files.some(file => /^gen-0*[1-9]\d*-/.test(file) && !/^gen-0*1-/.test(file));
  if (later) throw tampered('the pointer to the current generation is gone');
}
