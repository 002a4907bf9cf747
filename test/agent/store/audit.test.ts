// The audit and `verify`, on both carriers: every row of the table of tamperings, and the one that only an outside note can show.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { convergenceDigest } from '../../../mock-server/index.js';
import { guid, secretOf, sites } from '../../support/agent/stub-service.js';
import { clusterForFile, missing } from '../../support/postgres.js';
import { type Carrier, files, type Opened, postgres } from './carriers.js';

const cluster = clusterForFile();

type AuditLines = { read(): Promise<string[]>; write(lines: string[]): Promise<void> };

/** The back door to the audit. */
function auditOf({ box, vault }: Opened): AuditLines {
  const folder = join(box.vault, 'audit');
  const only = async () => join(folder, (await readdir(folder)).filter(name => name.endsWith('.jsonl'))[0] ?? '');
  if (!vault.startsWith('postgres'))
    return {
      read: async () => (await readFile(await only(), 'utf8')).split('\n').slice(0, -1),
      write: async lines => writeFile(await only(), lines.map(line => `${line}\n`).join('')),
    };
  const schema = new URL(vault).searchParams.get('schema');
  return {
    read: async () =>
      (await cluster().ask<{ line: string }>(`SELECT line FROM ${schema}.audit ORDER BY seq`)).map(row => row.line),
    write: async lines => {
      await cluster().ask(`DELETE FROM ${schema}.audit`);
      await cluster().ask(
        `INSERT INTO ${schema}.audit SELECT at, line FROM unnest($1::text[]) WITH ORDINALITY AS l (line, at)`,
        [lines],
      );
    },
  };
}

const headIn = (text: string): string => /audit head [0-9a-f]{8} seq \d+/.exec(text)?.[0] ?? 'no head';

function suite(carrier: Carrier): void {
  let vault: Opened;
  let audit: AuditLines;
  /** What the last run printed. */
  let anchor: string;
  const sync = async () => {
    const ran = await vault.box.sync();
    anchor = headIn(ran.err);
    return ran;
  };
  const records = async () => (await audit.read()).map(line => JSON.parse(line));
  const events = async () => (await records()).map(({ event }) => event);

  beforeEach(async () => {
    vault = await carrier(sites(8));
    await sync();
    audit = auditOf(vault);
  });

  async function expectFound(message: RegExp, commands = [['verify'], ['audit', 'verify']]): Promise<void> {
    for (const argv of commands) {
      const { exit, out, err } = await vault.box.run(...argv);
      expect([argv, exit, out]).toEqual([argv, 12, '']);
      expect(err).toMatch(message);
      expect(err).not.toContain(secretOf(1));
    }
  }
  const edit = async (change: (lines: string[]) => string[]): Promise<void> => {
    const before = await audit.read();
    const after = change([...before]);
    expect(after).not.toEqual(before);
    await audit.write(after);
  };

  test('When nothing was touched, then verify opens everything and ends with the head the last run printed', async () => {
    await sync();
    const { exit, out, err } = await vault.box.run('verify');
    expect([exit, err]).toEqual([0, '']);
    expect(out).toMatch(/^vault {6}generation 2, .*, whole/m);
    expect(out).toMatch(/^rows {7}8 sites, 8 secrets, each opened/m);
    expect(out).toContain('audit head ');
    expect(headIn(out)).toBe(anchor);
    expect((await vault.box.run('audit', 'verify', '--json')).out).toContain('"generation": 2');
  });

  test('When there is a probe key, then verify prints the digest the harness computes from the dump', async () => {
    const dump = JSON.parse((await vault.box.run('list', '--dump')).out);
    const digest = convergenceDigest(dump, vault.box.env['SIMS_PROBE_KEY'] ?? '');
    expect((await vault.box.run('verify')).out).toContain(`digest     ${digest}`);
  });

  test('When runs hold, are approved, suspend, rotate and reveal, then the audit has each, by ids and fingerprints', async () => {
    const { box } = vault;
    const [one, two, three, ...rest] = box.stub.sites;
    if (!one || !two || !three) throw new Error('The world is too small.');
    box.stub.sites = rest;
    expect((await sync()).exit).toBe(4);
    const { out } = await box.run('status');
    const [, digest = ''] = /approve ([0-9a-f]{12})/.exec(out) ?? [];
    expect((await box.run('approve', digest)).exit).toBe(0);
    await sync();
    box.stub.sites = [one, { ...two, authorised: 0 }, ...rest.map(each => ({ ...each }))];
    const changed = box.stub.sites[2]?.clients[0];
    if (!changed) throw new Error('No client to rotate.');
    box.stub.sites[2] = { ...rest[0], id: guid(4).toUpperCase(), clients: [{ ...changed, secret: secretOf(4, 2) }] };
    await sync();
    await box.run('get', guid(1));
    expect((await box.run('get', guid(1), '--reveal')).out).toContain(secretOf(1));

    const all = await records();
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, at) => at + 1));
    const seen = new Set(all.map(({ event }) => event));
    for (const event of ['run.start', 'plan', 'hold', 'approve', 'tombstone', 'restore', 'rotate', 'reveal', 'run.end'])
      expect([...seen]).toContain(event);
    expect(all.filter(({ event }) => event === 'reveal')).toMatchObject([{ org: guid(1), n: 1 }]);
    expect(all.find(({ event }) => event === 'rotate')).toMatchObject({
      org: guid(4),
      generation: 3,
      oldFp: expect.stringMatching(/^[0-9a-f]{8}$/),
      newFp: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(all.filter(({ event }) => event === 'run.end').map(({ exit }) => exit)).toEqual([0, 4, 0, 0]);
    expect((await audit.read()).join('\n')).not.toContain('S3cr');
    expect((await box.run('verify')).exit).toBe(0);
  });

  test('When a run fails before its commit, then the audit has its end and why', async () => {
    vault.box.stub.answer = ({ kind }) => (kind === 'list' ? { status: 500 } : undefined);
    await sync();
    expect((await records()).at(-1)).toMatchObject({ event: 'run.end', exit: 6, generation: 1 });
    expect(headIn((await vault.box.run('verify')).out)).toBe(anchor);
  });

  test('When many append at once, then the chain has them all', async () => {
    const before = (await events()).length;
    await Promise.all(sites(8).map((_, at) => vault.box.run('get', guid(at + 1), '--reveal')));
    expect((await events()).slice(before)).toEqual(Array.from({ length: 8 }, () => 'reveal'));
    expect((await vault.box.run('verify')).exit).toBe(0);
  });

  test.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      'a record is edited',
      lines => lines.map((line, at) => (at === 1 ? line.replace('"at":1', '"at":2') : line)),
      /record 2/,
    ],
    ['a record is removed', lines => lines.filter((_, at) => at !== 1), /record 2/],
    ['two records change places', ([a = '', b = '', ...rest]) => [b, a, ...rest], /record 1/],
    ['a record is written twice', lines => [...lines, lines.at(-1) ?? ''], /record \d+/],
    ['the first records are cut', lines => lines.slice(2), /record 1/],
    ['the tail is cut', lines => lines.slice(0, 3), /end of its audit was cut/],
    ['all of it is taken away', () => [], /end of its audit was cut/],
  ])('When of the audit %s, then verify ends 12', async (_what, change, message) => {
    await sync();
    await edit(change);
    await expectFound(message);
  });

  test('When the sealed part of the audit is cut, then a sync does not grow a new tail over it, and no new reader trusts it', async () => {
    await sync();
    await edit(lines => lines.slice(0, 3));
    const asked = vault.box.stub.asked.length;
    await expectFound(/end of its audit was cut/, [['sync'], ['get', guid(1), '--reveal'], ['list']]);
    expect(vault.box.stub.asked).toHaveLength(asked);
  });

  test.each<[string, (text: string) => string]>([
    ['a bit of it is flipped', text => text.replace(/\[\["(.{20})./, (_, start) => `[["${start}${'#'}`)],
    [
      'a row is dropped',
      text =>
        text
          .split('\n')
          .filter((_, at) => at !== 2)
          .join('\n'),
    ],
    ['two rows are swapped', text => text.replace(/^(.*\n)(.*\n)(.*\n)/, '$1$3$2')],
  ])('When of the generation %s, then verify ends 12', async (_what, change) => {
    const text = await vault.read();
    expect(change(text)).not.toBe(text);
    await vault.write(change(text));
    await expectFound(/cannot be trusted/);
  });

  test('When an approval is forged, then verify ends 12, and a sync ignores it, alarms and still holds', async () => {
    const { box } = vault;
    box.stub.sites = box.stub.sites.slice(6);
    const { report } = await sync();
    const { digest } = report['hold'] as { digest: string };
    await vault.setApproval(
      digest,
      JSON.stringify({ digest, actor: 'me', expiresAt: Date.now() + 3_600_000, mac: 'x' }),
    );
    await expectFound(/1 approval in .* was not written with this vault's key/);
    expect(await sync()).toMatchObject({ exit: 4, err: expect.stringContaining('code=approval_forged') });
  });

  test('When an old pointer is put back with its generation, then every new process refuses it', async () => {
    const pointer = await vault.pointer();
    await sync();
    await vault.setPointer(pointer);
    await expectFound(/generation went back/, [
      ['verify'],
      ['sync'],
      ['status'],
      ['list'],
      ['get', guid(1), '--reveal'],
    ]);
  });

  test('When an old pointer is put back and the record that would tell is changed, then every new process refuses it', async () => {
    const pointer = await vault.pointer();
    await sync();
    await vault.setPointer(pointer);
    await edit(lines => [...lines.slice(0, -1), (lines.at(-1) ?? '').replace('"exit":0', '"exit":1')]);
    await expectFound(/last record of its audit was changed/, [['list'], ['get', guid(1), '--reveal'], ['status']]);
  });

  test('When the newest records are cut, then nothing local shows it, but the head the run printed does', async () => {
    await sync();
    await edit(lines => lines.slice(0, -1));
    const { exit, out } = await vault.box.run('verify');
    expect(exit).toBe(0);
    expect(headIn(out)).not.toBe(anchor);
  });
}

describe('files', () => {
  suite(files);

  test('When the whole vault is rolled back, then nothing local shows it, but the head the run printed does', async () => {
    const { box } = await files(sites(3));
    await box.sync();
    const [state, copy] = [join(box.folder, 'state'), join(box.folder, 'copy')];
    await cp(state, copy, { recursive: true });
    const { err } = await box.sync();
    await rm(state, { recursive: true });
    await cp(copy, state, { recursive: true });
    const { exit, out } = await box.run('verify');
    expect(exit).toBe(0);
    expect(headIn(out)).not.toBe(headIn(err));
  });

  test('When a process was killed in mid-line, then the half line is no record, and the next one takes its place', async () => {
    const { box } = await files(sites(3));
    await box.sync();
    const [month = ''] = await readdir(join(box.vault, 'audit'));
    await writeFile(join(box.vault, 'audit', month), '{"seq":9', { flag: 'a' });
    expect((await box.run('verify')).exit).toBe(0);
    expect((await box.sync()).exit).toBe(0);
    expect((await box.run('verify')).exit).toBe(0);
  });

  test.skipIf(process.platform === 'win32')(
    'When anything in the vault is opened up to the group, then verify ends 12 and says how to mend it',
    async () => {
      const { box } = await files(sites(3));
      await box.sync();
      await box.sync();
      const { chmod, stat } = await import('node:fs/promises');
      const all = ['', ...(await readdir(box.vault, { recursive: true }))].map(name => join(box.vault, name));
      expect(all.length).toBeGreaterThan(6);
      for (const path of all) {
        const { mode } = await stat(path);
        await chmod(path, mode | 0o040);
        expect([path, await box.run('verify')]).toEqual([
          path,
          { exit: 12, out: '', err: expect.stringContaining(`chmod go-rwx '${path}'`) },
        ]);
        await chmod(path, mode);
      }
      expect((await box.run('verify')).exit).toBe(0);
    },
  );

  test('When an audit is there but no generation, then a first sync does not go on with it', async () => {
    const { box } = await files(sites(3));
    await box.sync();
    await rm(join(box.vault, 'current'));
    await rm(join(box.vault, 'generations'), { recursive: true });
    const { exit, err } = await box.run('sync');
    expect([exit, err]).toEqual([12, expect.stringContaining('audit is there, but no generation')]);
  });
});

describe.skipIf(missing)('PostgreSQL', () => suite(postgres(cluster)));
