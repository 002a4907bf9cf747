import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Sandbox } from '../support/agent/sandbox.js';
import { guid, secretOf, site, sites } from '../support/agent/stub-service.js';

let box: Sandbox;
beforeEach(async () => {
  box = await Sandbox.open(sites(3));
  await box.sync();
});

const generations = (): string => join(box.vault, 'generations');
const currentFile = async (): Promise<string> => {
  const { file } = JSON.parse(await readFile(join(box.vault, 'current'), 'utf8'));
  return join(generations(), file);
};
const edit = async (path: string, change: (text: string) => string): Promise<void> => {
  const before = await readFile(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
};
const lines = (text: string): string[] => text.split('\n');
const swap = (text: string, a: number, b: number): string => {
  const all = lines(text);
  const [one = '', other = ''] = [all[a], all[b]];
  all[a] = other;
  all[b] = one;
  return all.join('\n');
};
const sealedIn = (text: string): string[] => [...text.matchAll(/\[\["([^"]+)"/g)].map(([, found = '']) => found);

/** Every command refuses, says nothing of the content, and asks nobody. */
async function expectRefused(message: RegExp): Promise<void> {
  const asked = box.stub.asked.length;
  for (const argv of [['sync'], ['plan'], ['list'], ['list', '--dump'], ['get', guid(1), '--reveal'], ['status']]) {
    const { exit, out, err } = await box.run(...argv);
    expect([argv[0], exit, out]).toEqual([argv[0], 12, '']);
    expect(err).toMatch(message);
    expect(err + out).not.toContain(secretOf(1));
  }
  expect(box.stub.asked).toHaveLength(asked);
}

describe('tampering', () => {
  test.each<[string, (text: string) => string]>([
    [
      'a bit of a sealed field is flipped',
      text =>
        text.replace(
          sealedIn(text)[0] ?? '',
          found => `${found.slice(0, 20)}${found[20] === 'A' ? 'B' : 'A'}${found.slice(21)}`,
        ),
    ],
    [
      'a tag is shortened',
      text =>
        text.replace(sealedIn(text)[0] ?? '', found =>
          Buffer.from(found, 'base64').subarray(0, -12).toString('base64'),
        ),
    ],
    [
      'two ciphertexts change places',
      text => {
        const [a = '', b = ''] = sealedIn(text);
        return text.replace(a, '@').replace(b, a).replace('@', b);
      },
    ],
    ['a state is edited', text => text.replace('"state":"active"', '"state":"pending"')],
    ['a date is edited', text => text.replace(/"sinceAt":1/, '"sinceAt":2')],
    ['a name is edited', text => text.replace('School 1', 'School 9')],
    [
      'a row is removed',
      text =>
        lines(text)
          .filter((_, at) => at !== 2)
          .join('\n'),
    ],
    [
      'a row is added',
      text =>
        lines(text)
          .flatMap((line, at) => (at === 2 ? [line, line] : [line]))
          .join('\n'),
    ],
    ['rows change their order', text => swap(text, 1, 2)],
    ['the header is edited', text => text.replace('"generation":1', '"generation":2')],
    ['the seal is edited', text => text.replace('"rows":3', '"rows":4')],
    ['the tail is cut', text => text.slice(0, -30)],
    [
      'a wrapped key is replaced',
      text => text.replace(/"dek":"[^"]+"/, `"dek":"${randomBytes(60).toString('base64')}"`),
    ],
  ])('When %s, then every command ends 12 and shows nothing', async (_what, change) => {
    await edit(await currentFile(), change);
    await expectRefused(/cannot be trusted/);
  });

  test('When a row of an older generation is put back with a matching pointer hash, then the seal refuses it', async () => {
    const old = lines(await readFile(await currentFile(), 'utf8'))[1] ?? '';
    await box.sync();
    await edit(await currentFile(), text =>
      lines(text)
        .map((line, at) => (at === 1 ? old : line))
        .join('\n'),
    );
    await expectRefused(/cannot be trusted/);
  });

  test('When the pointer names an older, valid file, then its MAC refuses it', async () => {
    const older = JSON.parse(await readFile(join(box.vault, 'current'), 'utf8'));
    await box.sync();
    await edit(join(box.vault, 'current'), text =>
      JSON.stringify({ ...JSON.parse(text), generation: older.generation, file: older.file, sha256: older.sha256 }),
    );
    await expectRefused(/cannot be trusted/);
  });

  test('When an old pointer is replayed with its file, then a running reader refuses to go back', async () => {
    const pointer = await readFile(join(box.vault, 'current'));
    await box.sync();
    const { openVault } = await import('../../agent/index.js');
    const vault = await openVault({ vault: box.vault, keyFile: keyFile() });
    await writeFile(join(box.vault, 'current'), pointer);
    await expect(vault.refresh()).rejects.toThrow(/generation went back/);
    expect(vault.get(guid(1))[0]?.secret().reveal()).toBe(secretOf(1));
  });

  test('When the pointer is gone but later generations are there, then the vault is not taken for a new one', async () => {
    await box.sync();
    await rm(join(box.vault, 'current'));
    await expectRefused(/pointer to the current generation is gone/);
  });

  test('When the file the pointer names is gone, then there is no older one to fall back to', async () => {
    await box.sync();
    await rm(await currentFile());
    await expectRefused(/is missing/);
  });

  test.skipIf(process.platform === 'win32').each([
    ['the vault folder', async () => box.vault],
    ['the generations', async () => generations()],
    ['a generation', currentFile],
    ['the pointer', async () => join(box.vault, 'current')],
    ['the key', async () => keyFile()],
  ])('When %s is opened up to the group, then every command ends 12 and says how to mend it', async (_what, path) => {
    await chmod(await path(), 0o750);
    await expectRefused(/open to others \(mode 0750\). Run: chmod go-rwx/);
  });
});

const keyFile = (): string => join(box.folder, 'config', 'sims-agent', 'key');

describe('the key', () => {
  test('When another key is given, then every command ends 12', async () => {
    const other = join(box.folder, 'other');
    await writeFile(other, randomBytes(32).toString('hex'), { mode: 0o600 });
    box.env['SIMS_AGENT_KEY'] = `file:${other}`;
    await expectRefused(/cannot be trusted|another key/);
  });

  test('When the default key is gone but the vault is there, then no new key is made', async () => {
    await rename(keyFile(), `${keyFile()}.aside`);
    await expectRefused(/cannot be read \(ENOENT\)/);
  });

  test('When the key holds too few bytes, then every command ends 12', async () => {
    await writeFile(keyFile(), 'c2hvcnQ=');
    await expectRefused(/does not hold 32 bytes/);
  });

  test('When a key file is given in hex, then the vault opens with it and no default key is made', async () => {
    const fresh = await Sandbox.open(sites(1));
    const path = join(fresh.folder, 'hex-key');
    await writeFile(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
    fresh.env['SIMS_AGENT_KEY'] = `file:${path}`;
    expect((await fresh.sync()).exit).toBe(0);
    expect(Object.keys(await fresh.served())).toEqual(['1']);
    await expect(stat(join(fresh.folder, 'config'))).rejects.toThrow('ENOENT');
  });

  test('When a key was made, then only its owner can touch it', async () => {
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
    expect((await stat(box.vault)).mode & 0o777).toBe(0o700);
    expect((await stat(await currentFile())).mode & 0o777).toBe(0o600);
  });
});

describe('generations', () => {
  test('When several syncs have run, then the current and the one before are kept, and the data key is always another', async () => {
    const seen = new Set<string>();
    for (let turn = 0; turn < 3; turn++) {
      seen.add(/"dek":"[^"]+"/.exec(await readFile(await currentFile(), 'utf8'))?.[0] ?? '');
      await box.sync();
    }
    expect(seen.size).toBe(3);
    expect((await readdir(generations())).map(name => name.slice(0, 16))).toEqual([
      'gen-000000000003',
      'gen-000000000004',
    ]);
  });

  test('When a killed run left debris, then the next sync clears it and goes on', async () => {
    await writeFile(join(generations(), 'gen-000000000002-deadbeef.vault.tmp'), 'half', { mode: 0o600 });
    await copyFile(await currentFile(), join(generations(), 'gen-000000000002-deadbeef.vault'));
    expect((await box.sync()).report).toMatchObject({ exit: 0, generation: 2 });
    expect((await readdir(generations())).filter(name => name.includes('deadbeef'))).toEqual([]);
  });

  test('When a tombstone is carried and a secret rotated over generations, then both open again when they return', async () => {
    const all = box.stub.sites;
    box.stub.sites = all.slice(1);
    for (let turn = 0; turn < 3; turn++) await box.sync();
    box.stub.sites = all;
    expect((await box.sync()).report).toMatchObject({ exit: 0, changes: { restore: 1 } });
    expect((await box.run('get', guid(1), '--reveal')).out).toContain(secretOf(1));
  });

  test('When stale rows are carried over generations, then their secrets still open', async () => {
    box.stub.answer = ({ organisation }) => (organisation === guid(2) ? { status: 500 } : undefined);
    for (let turn = 0; turn < 2; turn++) expect((await box.sync()).exit).toBe(3);
    expect((await box.run('get', guid(2), '--reveal')).out).toContain(secretOf(2));
  });

  test('When a secret has every awkward character, then it comes back byte for byte', async () => {
    const awkward = ' +/%=&:"\\\u00a3\u20ac\ud83d\ude00\u0000\u2028 ';
    box.stub.sites = [...box.stub.sites, site(9, { clients: [{ id: '__proto__', secret: awkward }] })];
    await box.sync();
    const { openVault } = await import('../../agent/index.js');
    const vault = await openVault({ vault: box.vault, keyFile: keyFile() });
    expect(vault.get(guid(9)).map(pair => [pair.clientId, pair.secret().reveal()])).toEqual([['__proto__', awkward]]);
  });
});

describe('the lock', () => {
  const lock = (): string => join(box.vault, 'lock');
  const owner = { run: 'other', pid: process.pid, start: '', boot: '', host: hostname() };
  const linux = process.platform === 'linux';
  const boot = async () => (linux ? (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim() : '');
  const myStart = async () =>
    linux ? ((await readFile('/proc/self/stat', 'utf8')).split(') ')[1]?.split(' ')[19] ?? '') : '';

  test('When a living process holds it, then sync ends 11 before any request, and reads go on', async () => {
    await writeFile(lock(), JSON.stringify({ ...owner, boot: await boot(), start: await myStart() }), { mode: 0o600 });
    const asked = box.stub.asked.length;
    expect(await box.run('sync')).toMatchObject({ exit: 11, err: expect.stringContaining(`process ${process.pid}`) });
    expect(box.stub.asked).toHaveLength(asked);
    expect((await box.run('list')).exit).toBe(0);
  });

  test.each([
    ['a process that is gone', async () => ({ ...owner, boot: await boot(), pid: 2 ** 22 + 1 })],
    [
      'a process whose number was reused',
      async () => ({ ...owner, boot: await boot(), start: linux ? '1' : '', pid: linux ? process.pid : 2 ** 22 + 1 }),
    ],
    ['a process before the last start of the machine', async () => ({ ...owner, boot: 'another boot' })],
  ])('When it was left by %s, then it is taken over', async (_who, left) => {
    await writeFile(lock(), JSON.stringify(await left()), { mode: 0o600 });
    expect((await box.sync()).exit).toBe(0);
    await expect(stat(lock())).rejects.toThrow('ENOENT');
  });

  test('When its owner on another host has been silent for a minute, then it is taken over; before that it is not', async () => {
    await writeFile(lock(), JSON.stringify({ ...owner, host: 'elsewhere' }), { mode: 0o600 });
    expect((await box.run('sync')).exit).toBe(11);
    const past = new Date(Date.now() - 61_000);
    await utimes(lock(), past, past);
    expect((await box.sync()).exit).toBe(0);
  });

  test('When it is taken away in the middle of a run, then nothing is committed and the run ends 11', async () => {
    const before = await box.served();
    box.stub.answer = ({ kind, nth }) => {
      if (kind === 'list' && nth === 4) writeFileSync(lock(), JSON.stringify({ ...owner, host: 'elsewhere' }));
      return undefined;
    };
    expect((await box.run('sync')).exit).toBe(11);
    expect(await box.served()).toEqual(before);
    await rm(lock());
  });

  test('When two syncs start at once, then one works and the other ends 11', async () => {
    const [one, other] = await Promise.all([box.run('sync'), box.run('sync')]);
    expect([one.exit, other.exit].sort()).toEqual([0, 11]);
    expect((await box.sync()).exit).toBe(0);
  });
});

describe('an empty state folder', () => {
  test('When nothing was ever synced, then reads give nothing, make nothing and need no key', async () => {
    const fresh = await Sandbox.open(sites(1));
    await mkdir(join(fresh.folder, 'state'));
    expect(await fresh.run('list', '--dump')).toMatchObject({ exit: 0, out: '[]\n' });
    expect((await fresh.run('status')).out).toContain('No generation yet');
    expect(await fresh.run('get', guid(1))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('unknown organisation'),
    });
    expect((await fresh.run('approve', '0123456789ab')).exit).toBe(64);
    expect(await readdir(fresh.folder)).not.toContain('config');
    expect(await readdir(join(fresh.folder, 'state'))).toEqual([]);
  });
});
