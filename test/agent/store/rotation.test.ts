// `key rotate` on both carriers, and killed at every step (V5).
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { openVault } from '../../../agent/index.js';
import { guid, secretOf, sites } from '../../support/agent/stub-service.js';
import { clusterForFile, missing } from '../../support/postgres.js';
import { type Carrier, files, type Opened, otherKey, postgres } from './carriers.js';

const bin = fileURLToPath(new URL('../../../dist/sims-agent.js', import.meta.url));
const cluster = clusterForFile();

function suite(carrier: Carrier): void {
  let vault: Opened;
  let newKey: string;
  beforeEach(async () => {
    vault = await carrier(sites(8));
    await vault.box.sync();
    newKey = join(vault.box.folder, 'new-key');
  });
  const rotate = (...more: string[]) => vault.box.run('key', 'rotate', '--new-key', `file:${newKey}`, ...more);

  async function expectUnchanged(): Promise<void> {
    const { out } = await vault.box.run('verify');
    expect(out).toContain('generation 1,');
    expect((await vault.box.run('get', guid(1), '--reveal')).out).toContain(secretOf(1));
  }

  test('When the key is rotated, then the new one opens all there was, the old one nothing, and nobody was asked', async () => {
    const { box } = vault;
    const before = await box.served();
    const asked = box.stub.asked.length;
    const created = /generation 1, (\S+),/.exec((await box.run('status')).out)?.[1];
    const { exit, out, err } = await rotate();
    expect([exit, out]).toEqual([0, expect.stringMatching(/^Generation 2 is sealed under the new key/)]);
    expect(out).toContain(`Now set SIMS_AGENT_KEY to file:${newKey}`);
    expect(err).toMatch(/new-key \(owner-only\).*\naudit head [0-9a-f]{8} seq \d+\n$/);
    expect((await stat(newKey)).mode & 0o777).toBe(0o600);
    expect(await vault.generations()).toEqual([2]);
    expect(await box.run('list')).toMatchObject({ exit: 12, err: expect.stringContaining('Check SIMS_AGENT_KEY') });

    box.env['SIMS_AGENT_KEY'] = `file:${newKey}`;
    expect(await box.served()).toEqual(before);
    expect((await box.run('status')).out).toContain(`generation 2, ${created}`);
    expect((await box.run('verify')).exit).toBe(0);
    expect(box.stub.asked).toHaveLength(asked);
    const { report } = await box.sync();
    expect(report).toMatchObject({ exit: 0, generation: 3, changes: { add: 0, rotate: 0 } });
    expect((await box.run('verify')).exit).toBe(0);
  });

  test('When tombstones, a hold and an approval wait, then they come through the rotation', async () => {
    const { box } = vault;
    const all = box.stub.sites;
    box.stub.sites = all.slice(1);
    await box.sync();
    box.stub.sites = all.slice(7);
    const { report } = await box.sync();
    const { digest } = report['hold'] as { digest: string };
    await box.run('approve', digest);
    expect((await rotate()).exit).toBe(0);
    box.env['SIMS_AGENT_KEY'] = `file:${newKey}`;
    expect((await box.sync()).report).toMatchObject({ exit: 0, approved: digest, changes: { tombstone: 6 } });
    box.stub.sites = all;
    expect((await box.sync()).report).toMatchObject({ changes: { restore: 7, rotate: 0, add: 0 } });
  });

  test('When it is done again with the old key, then it says that it is done', async () => {
    await rotate();
    const { exit, out } = await rotate();
    expect([exit, out]).toEqual([0, expect.stringMatching(/^The vault is sealed under the new key already/)]);
    expect(JSON.parse((await rotate('--json')).out)).toEqual({ generation: null, key: `file:${newKey}` });
  });

  test('When a running reader finds the new key where the old one was, then it reads on', async () => {
    const reader = await openVault({ vault: vault.vault, keyFile: vault.keyFile });
    await rotate();
    await expect(reader.refresh()).rejects.toThrow(/SIMS_AGENT_KEY/);
    expect(reader.get(guid(1))[0]?.secret().reveal()).toBe(secretOf(1));
    await copyFile(newKey, vault.keyFile);
    await reader.refresh();
    expect(reader.opened?.header.generation).toBe(2);
    expect(reader.get(guid(1))[0]?.secret().reveal()).toBe(secretOf(1));
    await reader.close();
  });

  test.each<[string, number, RegExp, () => Promise<unknown>]>([
    ['the new key is no key', 12, /new-key does not hold 32 bytes/, () => writeFile(newKey, 'x', { mode: 0o600 })],
    [
      'the new key is open to others',
      12,
      /open to others/,
      () => writeFile(newKey, randomBytes(32).toString('hex'), { mode: 0o644 }),
    ],
    ['the new key is the one in use', 64, /the one in use/, () => copyFile(vault.keyFile, newKey)],
    ['the old key is another one', 12, /Check SIMS_AGENT_KEY/, () => otherKey(vault.box)],
  ])('When %s, then the rotation ends %d and nothing has changed', async (_what, expected, message, prepare) => {
    await prepare();
    const { exit, out, err } = await rotate();
    expect([exit, out, err]).toEqual([expected, '', expect.stringMatching(message)]);
    delete vault.box.env['SIMS_AGENT_KEY'];
    await expectUnchanged();
  });

  test('When another agent has the vault, then the rotation ends 11 and nothing has changed', async () => {
    const giveBack = await vault.usurp();
    expect((await rotate()).exit).toBe(11);
    await giveBack();
    await expectUnchanged();
  });

  test('When the command line is not whole, then nothing is done', async () => {
    expect(await vault.box.run('key', 'rotate')).toMatchObject({
      exit: 78,
      err: expect.stringMatching(/SIMS_AGENT_NEW_KEY is not set/),
    });
    expect(await vault.box.run('key')).toMatchObject({
      exit: 64,
      err: expect.stringMatching(/Did you mean "key rotate"/),
    });
    expect(await vault.box.run('key', 'rotate', 'now')).toMatchObject({ exit: 64 });
    await expectUnchanged();
  });
}

describe('files', () => {
  suite(files);

  test('When it was ended before the old generation was gone, then doing it again takes that away', async () => {
    const { box } = await files(sites(1));
    await box.sync();
    const folder = join(box.vault, 'generations');
    const [old = ''] = await readdir(folder);
    const left = await readFile(join(folder, old));
    const next = join(box.folder, 'next.key');
    await box.run('key', 'rotate', '--new-key', `file:${next}`);
    await writeFile(join(folder, old), left, { mode: 0o600 });
    expect(await box.run('key', 'rotate', '--new-key', `file:${next}`)).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^The vault is sealed under the new key already, and older generations are deleted\./),
    });
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^gen-0+2-/)]);
    box.env['SIMS_AGENT_KEY'] = `file:${next}`;
    expect((await box.run('verify')).exit).toBe(0);
  });

  test('When the new key would lie beside the vault, then the rotation ends 78', async () => {
    const { box } = await files(sites(1));
    await box.sync();
    const inside = join(box.folder, 'state', 'key');
    expect(await box.run('key', 'rotate', '--new-key', `file:${inside}`)).toMatchObject({ exit: 78 });
  });

  test('When there is no vault yet, then there is nothing to rotate', async () => {
    const { box } = await files(sites(1));
    expect(await box.run('key', 'rotate', '--new-key', `file:${join(box.folder, 'k')}`)).toMatchObject({
      exit: 64,
      err: expect.stringContaining('There is no vault'),
    });
  });

  test('When it is killed at each thing that happens in the folders, then it is not done or done, and can be done again', {
    timeout: 120_000,
  }, async () => {
    const { box } = await files(sites(40));
    await box.sync();
    await box.sync();
    const before = await box.served();
    const outcomes = { old: 0, new: 0 };
    let current = join(box.folder, 'config', 'sims-agent', 'key');
    for (let nth = 1; nth <= 24; nth++) {
      const next = join(box.folder, `key-${nth}`);
      const env = { ...box.env, SIMS_AGENT_KEY: `file:${current}`, SIMS_AGENT_NEW_KEY: `file:${next}` };
      const child = spawn(process.execPath, [bin, 'key', 'rotate'], {
        env: { ...env, PATH: process.env['PATH'] },
        stdio: 'ignore',
      });
      const exited = once(child, 'exit');
      let seen = 0;
      const onEvent = () => {
        seen += 1;
        if (seen === nth) child.kill('SIGKILL');
      };
      const watchers = ['', 'generations', 'audit'].map(folder => watch(join(box.vault, folder), onEvent));
      await exited;
      for (const watcher of watchers) watcher.close();

      box.env['SIMS_AGENT_KEY'] = `file:${current}`;
      const byOld = await box.run('verify');
      const isNew = byOld.exit !== 0;
      if (isNew) box.env['SIMS_AGENT_KEY'] = `file:${next}`;
      expect([nth, (await box.run('verify')).exit]).toEqual([nth, 0]);
      expect(await box.served()).toEqual(before);
      outcomes[isNew ? 'new' : 'old'] += 1;
      box.env['SIMS_AGENT_KEY'] = `file:${current}`;
      expect([nth, await box.run('key', 'rotate', '--new-key', `file:${next}`)]).toEqual([
        nth,
        expect.objectContaining({ exit: 0 }),
      ]);
      box.env['SIMS_AGENT_KEY'] = `file:${next}`;
      expect(await box.served()).toEqual(before);
      expect((await box.sync()).report).toMatchObject({ exit: 0, changes: { rotate: 0, add: 0 } });
      current = next;
    }
    expect(Math.min(outcomes.old, outcomes.new), JSON.stringify(outcomes)).toBeGreaterThan(0);
    expect((await readdir(join(box.vault, 'generations'))).length).toBeLessThanOrEqual(2);
    expect(await readFile(join(box.vault, 'current'), 'utf8')).toContain('"generation"');
  });
});

describe.skipIf(missing)('PostgreSQL', () => suite(postgres(cluster)));
