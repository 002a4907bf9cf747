// What is true of a vault whatever carries it. A folder and a database pass the same tests.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openVault } from '../../../agent/index.js';
import { keySource } from '../../../agent/vault/key-source.js';
import { guid, html, listRow, secretOf, site, sites } from '../../support/agent/stub-service.js';
import { clusterForFile, missing } from '../../support/postgres.js';
import { type Carrier, files, type Opened, otherKey, postgres } from './carriers.js';

const cluster = clusterForFile();

const lines = (text: string): string[] => text.split('\n');
const swap = (text: string, a: number, b: number): string => {
  const all = lines(text);
  const [one = '', other = ''] = [all[a], all[b]];
  all[a] = other;
  all[b] = one;
  return all.join('\n');
};
const sealedIn = (text: string): string[] => [...text.matchAll(/\[\["([^"]+)"/g)].map(([, found = '']) => found);

function suite(carrier: Carrier): void {
  let vault: Opened;
  beforeEach(async () => {
    vault = await carrier(sites(3));
    await vault.box.sync();
  });

  const edit = async (change: (text: string) => string): Promise<void> => {
    const before = await vault.read();
    expect(change(before)).not.toBe(before);
    await vault.write(change(before));
  };

  /** Every command refuses, says nothing of the content, and asks nobody. */
  async function expectRefused(message: RegExp): Promise<void> {
    const { box } = vault;
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
      ['the seal is gone', text => lines(text).slice(0, -2).join('\n')],
      [
        'a wrapped key is replaced',
        text => text.replace(/"dek":"[^"]+"/, `"dek":"${randomBytes(60).toString('base64')}"`),
      ],
    ])('When %s, then every command ends 12 and shows nothing', async (_what, change) => {
      await edit(change);
      await expectRefused(/cannot be trusted/);
    });

    test('When a row of an older generation is put back, then it is refused', async () => {
      const old = lines(await vault.read())[1] ?? '';
      await vault.box.sync();
      await edit(text =>
        lines(text)
          .map((line, at) => (at === 1 ? old : line))
          .join('\n'),
      );
      await expectRefused(/cannot be trusted/);
    });

    test('When the whole older generation is put in the place of the current one, then it is refused', async () => {
      const old = await vault.read();
      await vault.box.sync();
      await vault.write(old);
      await expectRefused(/cannot be trusted/);
    });

    test('When the pointer names an older, valid generation, then its MAC refuses it', async () => {
      const older = JSON.parse(await vault.pointer());
      await vault.box.sync();
      const { mac } = JSON.parse(await vault.pointer());
      await vault.setPointer(JSON.stringify({ ...older, mac }));
      await expectRefused(/cannot be trusted/);
    });

    test('When an old pointer is replayed with its generation, then a running reader refuses to go back', async () => {
      const pointer = await vault.pointer();
      await vault.box.sync();
      const reader = await openVault(vault);
      await vault.setPointer(pointer);
      await expect(reader.refresh()).rejects.toThrow(/generation went back/);
      expect(reader.get(guid(1))[0]?.secret().reveal()).toBe(secretOf(1));
      await reader.close();
    });

    test('When pointer and generations are taken away, then a running reader keeps what it read and says why', async () => {
      const reader = await openVault(vault);
      await vault.drop();
      await vault.setPointer(null);
      await expect(reader.refresh()).rejects.toThrow(/generation went back/);
      expect(reader.get(guid(1))[0]?.secret().reveal()).toBe(secretOf(1));
      await reader.close();
    });

    test('When the pointer is gone but later generations are there, then the vault is not taken for a new one', async () => {
      await vault.box.sync();
      await vault.setPointer(null);
      await expectRefused(/pointer to the current generation is gone/);
    });

    test('When the generation the pointer names is gone, then there is no older one to fall back to', async () => {
      await vault.box.sync();
      await vault.drop();
      await expectRefused(/is missing/);
    });
  });

  describe('the key', () => {
    test('When another key is given, then every command ends 12', async () => {
      await otherKey(vault.box);
      await expectRefused(/cannot be trusted|another key/);
    });

    test('When the default key is gone but the vault is there, then no new key is made', async () => {
      await rename(vault.keyFile, `${vault.keyFile}.aside`);
      await expectRefused(/cannot be read \(ENOENT\)/);
    });
  });

  describe('generations', () => {
    test('When several syncs have run, then the current and the one before are kept, and the data key is always another', async () => {
      const seen = new Set<string>();
      for (let turn = 0; turn < 3; turn++) {
        seen.add(/"dek":"[^"]+"/.exec(await vault.read())?.[0] ?? '');
        await vault.box.sync();
      }
      expect(seen.size).toBe(3);
      expect(await vault.generations()).toEqual([3, 4]);
    });

    test('When a tombstone is carried over generations, then its secret opens again when it returns', async () => {
      const { box } = vault;
      const all = box.stub.sites;
      box.stub.sites = all.slice(1);
      for (let turn = 0; turn < 3; turn++) await box.sync();
      box.stub.sites = all;
      expect((await box.sync()).report).toMatchObject({ exit: 0, changes: { restore: 1 } });
      expect((await box.run('get', guid(1), '--reveal')).out).toContain(secretOf(1));
    });

    test('When stale rows are carried over generations, then their secrets still open', async () => {
      const { box } = vault;
      box.stub.answer = ({ organisation }) => (organisation === guid(2) ? { status: 500 } : undefined);
      for (let turn = 0; turn < 2; turn++) expect((await box.sync()).exit).toBe(3);
      expect((await box.run('get', guid(2), '--reveal')).out).toContain(secretOf(2));
    });

    test('When a secret was rotated, then the former one opens as well', async () => {
      const { box } = vault;
      box.stub.sites = [site(1, { clients: [{ id: `sas-oneroster-${guid(1)}`, secret: secretOf(1, 2) }] })].concat(
        box.stub.sites.slice(1),
      );
      for (let turn = 0; turn < 2; turn++) await box.sync();
      const reader = await openVault(vault);
      const [pair] = reader.get(guid(1));
      expect([pair?.secret().reveal(), pair?.previous()?.reveal()]).toEqual([secretOf(1, 2), secretOf(1)]);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 86_400_000 });
      // Nobody synced meanwhile, and its week is over all the same (W32).
      const later = pair?.previous();
      vi.useRealTimers();
      expect(later).toBeNull();
      await reader.close();
    });

    test('When many ask for news at once, then the key is asked for by one after the other, and no more than needed', async () => {
      let [open, most, asked] = [0, 0, 0];
      const source = keySource(`file:${vault.keyFile}`, {}, 'key');
      const counting = {
        ...source,
        open: async () => {
          asked += 1;
          open += 1;
          most = Math.max(most, open);
          return source.open().finally(() => {
            open -= 1;
          });
        },
      };
      const reader = await openVault({ vault: vault.vault, key: counting });
      vault.box.stub.sites = sites(4);
      await vault.box.sync();
      asked = 0;
      await Promise.all(Array.from({ length: 20 }, () => reader.refresh()));
      expect([most, asked, reader.opened?.header.generation]).toEqual([1, 1, 2]);
      await reader.close();
    });

    test('When names, client ids and secrets have every awkward character, then they come back byte for byte', async () => {
      const awkward = ' +/%=&:"\\\u00a3\u20ac\ud83d\ude00\u0000\u2028\ud800 ';
      vault.box.stub.sites = [
        ...vault.box.stub.sites,
        site(8, { name: `Name${awkward}`.replace('+', '-'), clients: [{ id: '\\N\t{}","\u0000', secret: '$1' }] }),
        site(9, { name: "'; --", clients: [{ id: '__proto__', secret: awkward.slice(0, -2) }] }),
      ];
      expect((await vault.box.sync()).exit).toBe(0);
      const reader = await openVault(vault);
      const pairs = [8, 9].flatMap(n => reader.get(guid(n)).map(pair => [pair.clientId, pair.secret().reveal()]));
      expect(pairs).toEqual([
        ['\\N\t{}","\u0000', '$1'],
        ['__proto__', awkward.slice(0, -2)],
      ]);
      expect(reader.site(guid(8))?.labels.name).toBe(`Name${awkward}`.replace('+', '-'));
      await reader.close();
    });

    test('When many sites make a generation of several pieces, then all of them come back', async () => {
      vault.box.stub.sites = sites(1001);
      expect((await vault.box.sync()).report).toMatchObject({ exit: 0, generation: 2 });
      expect(Object.keys(await vault.box.served())).toHaveLength(1001);
    });

    test('When another upstream is given, then nothing is asked and the run ends 78', async () => {
      vault.box.env['SIMS_CLIENT_ID'] = 'vmc-2';
      const asked = vault.box.stub.asked.length;
      expect(await vault.box.run('sync')).toMatchObject({ exit: 78, err: expect.stringContaining('vendor client') });
      expect(vault.box.stub.asked).toHaveLength(asked);
    });
  });

  describe('a pair that was refused (W43)', () => {
    test('When it is reported, then the next sync that reads the school settles it, and no other', async () => {
      const { box } = vault;
      expect(await box.run('refused', guid(3))).toMatchObject({
        exit: 0,
        out: expect.stringContaining('reads this school first'),
      });
      const asked = box.stub.asked.length;
      box.stub.answer = ({ organisation }) => (organisation === guid(3) ? html(503) : undefined);
      expect((await box.sync()).err).not.toContain('refused_checked');
      // The sweep asked for it before all others.
      expect(box.stub.asked.slice(asked).find(({ kind }) => kind === 'clients')?.organisation).toBe(guid(3));
      box.stub.answer = () => undefined;
      expect((await box.sync()).err).toContain(`refused_checked org=${guid(3)} code=same`);
      expect((await box.sync()).err).not.toContain('refused_checked');
      expect((await box.run('verify')).exit).toBe(0);
    });
  });

  describe('held rows', () => {
    const held = async (): Promise<string> => {
      vault.box.stub.sites = [];
      expect((await vault.box.sync()).exit).toBe(4);
      return /approve ([0-9a-f]{12,64})/.exec((await vault.box.run('status')).out)?.[1] ?? '';
    };

    test('When they are approved, then the next sync applies them and uses the approval up', async () => {
      expect((await vault.box.run('approve', await held())).exit).toBe(0);
      expect(await vault.approvals()).toHaveLength(1);
      expect((await vault.box.sync()).report).toMatchObject({ exit: 0, changes: { tombstone: 3 } });
      expect(await vault.approvals()).toEqual([]);
      expect(await vault.box.served()).toEqual({});
    });

    test('When an approval is forged, then it is ignored and alarmed', async () => {
      const digest = await held();
      const forged = { digest, actor: 'root', expiresAt: Date.now() + 1e6, mac: 'A'.repeat(43) };
      await vault.setApproval(digest, JSON.stringify(forged));
      const { exit, err } = await vault.box.run('sync');
      expect(exit).toBe(4);
      expect(err).toContain('approval_forged');
      expect(Object.keys(await vault.box.served())).toHaveLength(3);
    });
  });

  describe('one writer', () => {
    test('When two syncs start at once, then one works and the other ends 11 without a request', async () => {
      const { box } = vault;
      const lists = box.stub.count('list');
      const runs: Promise<{ exit: number }>[] = [];
      // Whoever works does not get its first list before the other has given up: a fast run would be over by then.
      box.stub.answer = ({ kind, nth }) => {
        if (kind !== 'list' || nth !== lists + 1) return undefined;
        const reply = async (response: ServerResponse) => {
          await Promise.race(runs);
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify(box.stub.sites.map(listRow)));
        };
        return { raw: response => void reply(response) };
      };
      runs.push(box.run('sync'), box.run('sync'));
      expect((await Promise.all(runs)).map(({ exit }) => exit).sort()).toEqual([0, 11]);
      expect(box.stub.count('list')).toBe(lists + 2);
      expect((await box.sync()).exit).toBe(0);
    });

    test('When another has it, then sync ends 11 before any request, and reads go on', async () => {
      const giveBack = await vault.usurp();
      const asked = vault.box.stub.asked.length;
      expect(await vault.box.run('sync')).toMatchObject({ exit: 11, err: expect.stringContaining('in use by') });
      expect(vault.box.stub.asked).toHaveLength(asked);
      expect((await vault.box.run('list')).exit).toBe(0);
      await giveBack();
      expect((await vault.box.sync()).exit).toBe(0);
    });

    test('When it is taken over in the middle of a run, then nothing is committed and the run ends 11', async () => {
      const { box } = vault;
      const before = await box.served();
      let giveBack = async () => {};
      box.stub.sites = sites(5);
      box.stub.answer = ({ kind, nth }) => {
        if (kind !== 'list' || nth !== 4) return undefined;
        const reply = async (response: ServerResponse) => {
          giveBack = await vault.usurp();
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify(box.stub.sites.map(listRow)));
        };
        return { raw: response => void reply(response) };
      };
      expect((await box.run('sync')).exit).toBe(11);
      expect(await box.served()).toEqual(before);
      await giveBack();
      box.stub.answer = () => undefined;
      expect((await box.sync()).report).toMatchObject({ exit: 0, generation: 2 });
    });
  });

  describe('reading', () => {
    test('When nothing was ever synced, then reads give nothing, make nothing and need no key', async () => {
      const fresh = await carrier(sites(1));
      await mkdir(join(fresh.box.folder, 'state'));
      expect(await fresh.box.run('list', '--dump')).toMatchObject({ exit: 0, out: '[]\n' });
      expect((await fresh.box.run('status')).out).toContain('No generation yet');
      expect(await fresh.box.run('get', guid(1))).toMatchObject({
        exit: 1,
        err: expect.stringContaining('unknown organisation'),
      });
      expect((await fresh.box.run('approve', '0123456789ab')).exit).toBe(64);
      expect(await readdir(fresh.box.folder)).not.toContain('config');
      expect(await readdir(join(fresh.box.folder, 'state'))).toEqual([]);
    });

    test('When nothing was ever synced, then a program is told so, and verify ends 12, until there is something', async () => {
      const fresh = await carrier(sites(1));
      const reader = await openVault(fresh);
      const nothing = {
        exit: 12,
        code: 'no_generation',
        message: expect.stringContaining('Run sims-agent sync first'),
      };
      for (const read of [() => reader.get(guid(1)), () => reader.resultFor(guid(1)), () => [...reader.served()]])
        expect(read).toThrow(expect.objectContaining(nothing));
      expect(await fresh.box.run('verify')).toMatchObject({
        exit: 12,
        err: expect.stringContaining('There is no vault in'),
      });
      await fresh.box.sync();
      await reader.refresh();
      expect([reader.resultFor(guid(1)), reader.resultFor(guid(2))]).toEqual(['served', 'unknown']);
      await reader.close();
    });

    test('When a run has ended, then status says how', async () => {
      expect((await vault.box.run('status')).out).toContain('exit 0: all well');
      vault.box.stub.answer = () => ({ status: 500 });
      expect((await vault.box.sync()).exit).toBe(6);
      expect((await vault.box.run('status')).out).toMatch(/last run .* exit 6: /);
    });

    test('When another generation is committed, then a reader has it after a refresh, and keeps its own till then', async () => {
      const reader = await openVault(vault);
      vault.box.stub.sites = sites(4);
      await vault.box.sync();
      expect([reader.opened?.header.generation, reader.get(guid(4))]).toEqual([1, []]);
      await reader.refresh();
      expect([reader.opened?.header.generation, reader.get(guid(4)).length]).toEqual([2, 1]);
      await reader.close();
    });
  });
}

describe('a vault of files', () => suite(files));
describe.skipIf(missing)(`a vault in PostgreSQL${missing ? ` (skipped: ${missing})` : ''}`, () =>
  suite(postgres(cluster)),
);
