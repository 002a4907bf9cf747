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

  const clear = async (keep: (generation: number, file: string) => boolean): Promise<void> => {
    for (const file of await readdir(generations))
      if (!keep(Number(/^gen-(\d{12})-\w+\.vault$/.exec(file)?.[1]), file)) await removed(join(generations, file));
  };

  const commit = async (lock: Lock, draft: Draft): Promise<void> => {
    // Unfinished work of killed runs would have become this very generation.
    await clear(n => n < draft.generation);
    await writeDurably(join(generations, draft.file), draft.pieces());
    const pointer = draft.sign(await generation(draft));
    lock.verifyHeld();
    if ((await current()) !== draft.replaces)
      throw new LockNotHeld('base_moved', 'Another sims-agent committed meanwhile. Nothing of this run was committed.');
    await writeDurably(join(vault, 'current'), [pointer]);
    for (const name of draft.spent) await removed(pathOf(name));
    // The one before the current stays (V6).
    await clear((n, file) => file === draft.file || (draft.keepsPrevious && n === draft.generation - 1));
    await sweepLockDebris(vault);
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
      return { assertHeld: lock.assertHeld, commit: draft => commit(lock, draft), release: lock.release };
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
