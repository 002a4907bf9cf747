// A fault at any write, fsync, rename or removal of a sync leaves generation g or g+1, whole (I14). Of PostgreSQL: postgres-crash.test.ts.
import type { FileHandle } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { Sandbox } from '../../support/agent/sandbox.js';
import { secretOf, site } from '../../support/agent/stub-service.js';

/** What is to fail: the n-th change of the disk from now on, and, when `forGood`, all after it. 0 = nothing. */
const fault = vi.hoisted(() => ({ at: 0, forGood: false, seen: [] as string[] }));

vi.mock('node:fs/promises', async importOriginal => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  const step = (what: string): void => {
    if (fault.at === 0) return;
    fault.seen.push(what);
    const n = fault.seen.length;
    if (n === fault.at || (fault.forGood && n > fault.at))
      throw Object.assign(new Error(`EIO: i/o error, ${what}`), { code: 'EIO' });
  };
  const guarded =
    <Arguments extends unknown[], Result>(what: string, work: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      step(what);
      return work(...given);
    };
  const changes = new Set(['writeFile', 'appendFile', 'sync', 'truncate', 'write']);
  const watched = (handle: FileHandle): FileHandle =>
    new Proxy(handle, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name, target);
        if (typeof found !== 'function') return found;
        // What a real fsync costs is not what is tested.
        const bound = name === 'sync' ? async () => {} : found.bind(target);
        return changes.has(String(name)) ? guarded(`handle.${String(name)}`, bound) : bound;
      },
    });
  const open: typeof real.open = async (path, flags, mode) => {
    if (flags !== undefined && flags !== 'r') step(`open ${flags}`);
    return watched(await real.open(path, flags, mode));
  };
  return {
    ...real,
    open,
    rename: guarded('rename', real.rename),
    rm: guarded('rm', real.rm),
    truncate: guarded('truncate', real.truncate),
  };
});

const worldOf = (version: number) =>
  [1, 2, 3].map(n => site(n, { clients: [{ id: `client-${n}`, secret: secretOf(n, version) }] }));

test.each([
  ['once', false],
  ['for good', true],
] as const)(
  'When the disk fails %s at any change a sync makes, then the vault is the old generation or the new one, whole, and the next sync converges',
  async (_often, forGood) => {
    const box = await Sandbox.open(worldOf(1));
    await box.sync();
    let before = JSON.stringify(await box.served());
    const outcomes = { old: 0, new: 0 };
    const steps = new Set<string>();
    let steppedOver = false;
    for (let at = 1; !steppedOver; at++) {
      box.stub.sites = worldOf(at + 1);
      Object.assign(fault, { at, forGood, seen: [] });
      const { exit } = await box.run('sync');
      steppedOver = fault.seen.length < at;
      for (const step of fault.seen) steps.add(step);
      fault.at = 0;

      expect((await box.run('verify')).exit, `verify after a fault at ${at}`).toBe(0);
      const found = JSON.stringify(await box.served());
      expect((await box.sync()).exit, `the sync after a fault at ${at}`).toBe(0);
      const converged = JSON.stringify(await box.served());
      const isOld = found === before;
      expect(isOld || found === converged, `a fault at ${at} leaves neither`).toBe(true);
      // A run that says it is well has committed; any other says that it was the vault.
      expect([0, 12], `a fault at ${at}`).toContain(exit);
      if (exit === 0) expect(isOld, `exit 0 after a fault at ${at}`).toBe(false);
      outcomes[isOld ? 'old' : 'new'] += 1;
      before = converged;
    }
    expect([...steps].sort()).toEqual(expect.arrayContaining(['handle.sync', 'handle.writeFile', 'open w', 'rename']));
    expect(Math.min(outcomes.old, outcomes.new), JSON.stringify(outcomes)).toBeGreaterThan(3);
  },
);
