// Keys and secrets as containers mount them, and advice that must not be followed on folders others need.
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { howToClose } from '../../agent/vault/files/durable.js';
import { keySource } from '../../agent/vault/key-source.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { guid, sites } from '../support/agent/stub-service.js';

const key = Buffer.alloc(32, 7).toString('base64');

/** As Kubernetes mounts a Secret: name -> ..data/name, ..data -> a folder with a date. */
async function mounted(folder: string, name: string, text: string, mode: number): Promise<string> {
  await mkdir(join(folder, '..2026_01_05'), { recursive: true });
  await writeFile(join(folder, '..2026_01_05', name), text);
  await chmod(join(folder, '..2026_01_05', name), mode);
  await symlink('..2026_01_05', join(folder, '..data'));
  await symlink(join('..data', name), join(folder, name));
  return join(folder, name);
}

describe('a Secret that Kubernetes mounts', () => {
  test('When the files behind the links are the owner`s alone, then key and vendor secret are taken', async () => {
    const box = await Sandbox.open(sites(1));
    const file = await mounted(join(box.folder, 'key-mount'), 'kek', key, 0o400);
    const secret = await mounted(join(box.folder, 'secret-mount'), 'vendor', 'vendor+secret/%=&:1\n', 0o400);
    const { SIMS_CLIENT_SECRET: _, ...env } = box.env;
    box.env = { ...env, SIMS_AGENT_KEY: `file:${file}`, SIMS_CLIENT_SECRET_FILE: secret };
    expect((await box.sync()).exit).toBe(0);
    expect((await box.run('verify')).exit).toBe(0);
  });

  test('When what is behind the link is open to others, then that file is named, and how to close it', async () => {
    const box = await Sandbox.open([]);
    const file = await mounted(join(box.folder, 'key-mount'), 'kek', key, 0o440);
    const target = join(box.folder, 'key-mount', '..2026_01_05', 'kek');
    const said = `${target} is open to others (mode 0440). Run: chmod go-rwx '${target}'`;
    await expect(keySource(`file:${file}`, {}, 'SIMS_AGENT_KEY').open()).rejects.toThrow(said);
    const { SIMS_CLIENT_SECRET: _, ...env } = box.env;
    box.env = { ...env, SIMS_CLIENT_SECRET_FILE: file };
    expect((await box.sync()).err).toContain(`${target} is open to others. Run: chmod go-rwx '${target}'`);
  });
});

describe('what is open to others and not this user`s to close', () => {
  test('When the folder of a socket is /tmp, then nobody is told to close /tmp', async () => {
    const box = await Sandbox.open([]);
    const { exit, err } = await box.run('serve', '--socket', '/tmp/sims-agent-test.sock');
    expect(exit).toBe(12);
    expect(err).toContain("/tmp is open to others (mode 1777). It is not this user's alone, so leave it as it is.");
    expect(err).not.toContain('chmod');
  });

  test('When it belongs to somebody else, then another one is to be chosen; when it is ours, it is closed', () => {
    const found = (uid: number, isFolder: boolean) => ({ uid, mode: 0o755, isDirectory: () => isFolder });
    const me = process.getuid?.() ?? 0;
    expect(howToClose('/x', found(me + 1, true))).toMatch(/Choose a folder of this user's own\.$/);
    expect(howToClose('/x', found(me + 1, false))).toMatch(/Choose a file of this user's own\.$/);
    expect(howToClose('/x', found(me, true))).toBe("Run: chmod go-rwx '/x'");
  });
});

describe('a key that is lost', () => {
  test('When a vault is there, then the advice is to restore the key or begin anew, before any about making one', async () => {
    const box = await Sandbox.open(sites(1));
    await box.sync();
    box.env = { ...box.env, SIMS_AGENT_KEY: `file:${join(box.folder, 'none')}` };
    const { exit, err } = await box.run('status');
    expect(exit).toBe(12);
    expect(err).toContain(
      'restore it, or move the vault aside and sync into an empty one. Only where there is no vault yet:',
    );
    await writeFile(join(box.folder, 'none'), 'short', { mode: 0o600 });
    expect((await box.run('status')).err).toMatch(
      /If the key is lost, restore it, or move the vault aside [^:]*one\.\n$/,
    );
  });
});

describe('a report in refused/', () => {
  test('When one names a file elsewhere, or is no organisation, then nothing outside is touched', async () => {
    const box = await Sandbox.open(sites(2));
    await box.sync();
    const bystander = join(box.folder, 'bystander.json');
    await writeFile(bystander, '{}');
    await writeFile(join(box.vault, 'refused', 'a.json'), JSON.stringify({ organisation: '../../../bystander' }));
    await writeFile(
      join(box.vault, 'refused', `${guid(2)}.json`),
      JSON.stringify({ organisation: '../../../bystander' }),
    );
    const { exit, err } = await box.sync();
    expect(exit).toBe(0);
    expect(await readFile(bystander, 'utf8')).toBe('{}');
    // Its name is what counts, and it is used up.
    expect(err).toContain(`refused_checked org=${guid(2)}`);
    await expect(readFile(join(box.vault, 'refused', `${guid(2)}.json`))).rejects.toThrow('ENOENT');
  });
});

describe('get', () => {
  test('When an id or a secret holds what steers a terminal, then it does not reach one', async () => {
    const box = await Sandbox.open(sites(1));
    const [school] = box.stub.sites;
    if (!school) throw new Error('site');
    box.stub.sites = [
      { ...school, clients: [{ id: 'client\n\u001b[31mred', secret: 'S3cret\u001b]0;title\u0007-end' }] },
    ];
    await box.sync();
    expect((await box.run('get', guid(1))).out).toBe('client[31mred\t[Secret]\n');
    expect((await box.run('get', guid(1), '--reveal')).out).toBe(
      'client[31mred\t(holds characters a line cannot show; use --json)\n',
    );
    expect(JSON.parse((await box.run('get', guid(1), '--reveal', '--json')).out)[0].secret).toBe(
      'S3cret\u001b]0;title\u0007-end',
    );
  });
});
