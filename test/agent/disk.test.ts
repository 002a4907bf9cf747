// A disk that is full, or may not be written: a clear error, exit 12, and the last good copy as it was.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Sandbox } from '../support/agent/sandbox.js';
import { guid, type StubSite, secretOf, site } from '../support/agent/stub-service.js';
import { start } from '../support/command.js';

const worldOf = (version: number): StubSite[] =>
  Array.from({ length: 60 }, (_, at) =>
    site(at + 1, { clients: [{ id: `c-${at + 1}`, secret: secretOf(at + 1, version) }] }),
  );

const bin = fileURLToPath(new URL('../../dist/sims-agent.js', import.meta.url));

/** A small disk of its own; only root may make one. */
function mount(at: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'tmpfs', at], { stdio: 'pipe' });
}

async function whyNoDisk(): Promise<string | undefined> {
  const at = await mkdtemp(join(tmpdir(), 'sims-disk-'));
  try {
    mount(at);
    execFileSync('umount', [at]);
    return undefined;
  } catch {
    return 'a small disk can be mounted by root on Linux only';
  } finally {
    await rm(at, { recursive: true, force: true });
  }
}

const missing = await whyNoDisk();
if (missing) process.stderr.write(`SKIPPED, the tests of full and read-only disks: ${missing}\n`);

async function smallDisk(): Promise<Sandbox> {
  const box = await Sandbox.open(worldOf(1));
  const state = join(box.folder, 'state');
  mkdirSync(state, { mode: 0o700 });
  mount(state);
  onTestFinished(() => void execFileSync('umount', ['-l', state]));
  return box;
}

const filler = (box: Sandbox): string => join(box.folder, 'state', 'filler');

/** Leaves so many blocks of 4 KiB. */
async function fill(box: Sandbox, blocks: number): Promise<void> {
  await rm(filler(box), { force: true });
  const { bavail, bsize } = await statfs(join(box.folder, 'state'));
  await writeFile(filler(box), Buffer.alloc(Math.max(0, bavail - blocks) * bsize));
}

describe.skipIf(missing)(`a full disk${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('When the disk fills up at each step of a sync, then it ends 12 and the copy before is served, or 0 and the new one', {
    timeout: 60_000,
  }, async () => {
    const box = await smallDisk();
    expect((await box.sync()).exit).toBe(0);
    const exits = new Set<number>();
    for (const blocks of [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 32, 64]) {
      const before = await box.served();
      box.stub.sites = worldOf(blocks + 2);
      await fill(box, blocks);
      const { exit, err } = await box.sync();
      exits.add(exit);
      if (exit !== 0)
        expect([blocks, exit, err]).toEqual([
          blocks,
          12,
          expect.stringMatching(/could not be \w+ \(ENOSPC\)\. Check space/),
        ]);
      expect([blocks, (await box.run('verify')).exit]).toEqual([blocks, 0]);
      const served = JSON.stringify(await box.served());
      expect(served === JSON.stringify(before), `${blocks} blocks`).toBe(exit !== 0);
      await rm(filler(box));
      expect([blocks, await box.sync()]).toEqual([blocks, expect.objectContaining({ exit: 0 })]);
      expect((await box.run('verify')).exit).toBe(0);
      expect(JSON.stringify(await box.served())).not.toBe(JSON.stringify(before));
      expect(await readdir(join(box.vault, 'generations'))).toHaveLength(2);
    }
    expect([...exits].sort()).toEqual([0, 12]);
  });

  test('When the first sync finds no space, then it ends 12 and the next one begins anew', async () => {
    const box = await smallDisk();
    for (const blocks of [0, 3, 5, 8]) {
      await fill(box, blocks);
      expect([blocks, await box.run('sync')]).toEqual([
        blocks,
        { exit: 12, out: '', err: expect.stringMatching(/ENOSPC/) },
      ]);
    }
    await rm(filler(box));
    expect((await box.sync()).report).toMatchObject({ exit: 0, generation: 1 });
    expect((await box.run('verify')).exit).toBe(0);
  });

  test('When there is no space for the audit, then no secret is revealed, no hold released and no key rotated', async () => {
    const box = await smallDisk();
    await box.sync();
    const before = await box.served();
    await fill(box, 0);
    const newKey = join(box.folder, 'new-key');
    for (const argv of [
      ['get', guid(1), '--reveal'],
      ['key', 'rotate', '--new-key', `file:${newKey}`],
    ]) {
      const { exit, out, err } = await box.run(...argv);
      expect([argv[0], exit, out]).toEqual([argv[0], 12, '']);
      expect(err).toMatch(/ENOSPC/);
      expect(err).not.toContain(secretOf(1));
    }
    expect(await box.served()).toEqual(before);
    await rm(filler(box));
    expect((await box.run('verify')).exit).toBe(0);
  });

  test('When the disk may only be read, then reads go on and everything that writes ends 12', async () => {
    const box = await smallDisk();
    await box.sync();
    const before = await box.served();
    execFileSync('mount', ['-o', 'remount,ro', join(box.folder, 'state')]);
    const asked = box.stub.asked.length;
    for (const argv of [['sync'], ['plan'], ['get', guid(1), '--reveal']])
      expect([argv[0], await box.run(...argv)]).toEqual([
        argv[0],
        { exit: 12, out: '', err: expect.stringMatching(/EROFS/) },
      ]);
    expect(box.stub.asked).toHaveLength(asked);
    expect(await box.served()).toEqual(before);
    for (const argv of [['status'], ['get', guid(1)], ['verify']]) expect((await box.run(...argv)).exit).toBe(0);
  });
});

test.skipIf(process.platform === 'win32')(
  'When the system refuses to write a file in full, then the program ends 12, and the copy before is served',
  async () => {
    const box = await Sandbox.open(worldOf(1));
    await box.sync();
    const before = await box.served();
    box.stub.sites = worldOf(2);
    // The shell counts in 512 or 1024 bytes: either is less than the generation has.
    const limited = ['sh', '-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, bin, 'sync'];
    const { exit, stdout, stderr } = await start(limited, { env: box.env }).ended;
    expect([exit, stdout]).toEqual([12, '']);
    expect(stderr).toMatch(/could not be written \(EFBIG\)\. Check space and rights of its folder\.$/m);
    expect(await box.served()).toEqual(before);
    expect((await box.run('verify')).exit).toBe(0);
    expect((await box.sync()).exit).toBe(0);
  },
);
