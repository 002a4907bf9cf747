// What is true of a vault of files only; what every carrier has to do is in store/store.test.ts.
import { randomBytes } from 'node:crypto';
import { chmod, copyFile, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ownMark } from '../../agent/vault/process-mark.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { guid, secretOf, sites } from '../support/agent/stub-service.js';

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
  test('When the tail of a file is cut, then every command ends 12 and shows nothing', async () => {
    const path = await currentFile();
    await truncate(path, (await stat(path)).size - 30);
    await expectRefused(/cannot be trusted/);
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
  test('When a killed run left debris, then the next sync clears it and goes on', async () => {
    await writeFile(join(generations(), 'gen-000000000002-deadbeef.vault.tmp'), 'half', { mode: 0o600 });
    await copyFile(await currentFile(), join(generations(), 'gen-000000000002-deadbeef.vault'));
    expect((await box.sync()).report).toMatchObject({ exit: 0, generation: 2 });
    expect((await readdir(generations())).filter(name => name.includes('deadbeef'))).toEqual([]);
  });
});

describe('the lock', () => {
  const lock = (): string => join(box.vault, 'lock');
  const owner = { run: 'other', ...ownMark(), host: hostname() };
  const linux = process.platform === 'linux';

  test('When a living process holds it, then sync ends 11 before any request, and reads go on', async () => {
    await writeFile(lock(), JSON.stringify(owner), { mode: 0o600 });
    const asked = box.stub.asked.length;
    expect(await box.run('sync')).toMatchObject({ exit: 11, err: expect.stringContaining(`process ${process.pid}`) });
    expect(box.stub.asked).toHaveLength(asked);
    expect((await box.run('list')).exit).toBe(0);
  });

  test.each([
    ['a process that is gone', { ...owner, pid: 2 ** 22 + 1 }],
    ['a process whose number was reused', linux ? { ...owner, start: '1' } : { ...owner, pid: 2 ** 22 + 1 }],
    ['a process before the last start of the machine', { ...owner, boot: 'another boot' }],
  ])('When it was left by %s, then it is taken over', async (_who, left) => {
    await writeFile(lock(), JSON.stringify(left), { mode: 0o600 });
    expect((await box.sync()).exit).toBe(0);
    await expect(stat(lock())).rejects.toThrow('ENOENT');
  });

  test('When its owner lives in another container of the same name, then its number proves nothing, and it is not taken over', async () => {
    await writeFile(lock(), JSON.stringify({ ...owner, space: 'pid:[1]', pid: 2 ** 22 + 1 }), { mode: 0o600 });
    expect((await box.run('sync')).exit).toBe(11);
  });

  test('When its owner on another host has been silent for a minute, then it is taken over; before that it is not', async () => {
    await writeFile(lock(), JSON.stringify({ ...owner, host: 'elsewhere' }), { mode: 0o600 });
    expect((await box.run('sync')).exit).toBe(11);
    const past = new Date(Date.now() - 61_000);
    await utimes(lock(), past, past);
    expect((await box.sync()).exit).toBe(0);
  });
});
