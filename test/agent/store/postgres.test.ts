// What only a vault in PostgreSQL has: tables, roles, passwords, TLS, readers that are told, and a server's log.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseDatabaseUrl } from '../../../agent/vault/postgres/url.js';
import { type OpenVaultOptions, openVault } from '../../../agent/vault/reader.js';
import { findLeaks } from '../../../contract/secrecy/find.js';
import type { Canary } from '../../../contract/secrecy/needles.js';
import { issueLeaf, makeAuthority } from '../../../mock-server/tls/certificates.js';
import { Sandbox } from '../../support/agent/sandbox.js';
import { guid, listRow, type StubSite, secretOf, site, sites } from '../../support/agent/stub-service.js';
import { adminPassword, clusterForFile, missing, missingFiles, startCluster } from '../../support/postgres.js';
import { type Opened, postgres } from './carriers.js';

const cluster = clusterForFile();
const dist = fileURLToPath(new URL('../../../dist', import.meta.url));
const skipped = (why: string | undefined): string => (why ? ` (skipped: ${why})` : '');
const opened = (world = sites(3), policy = {}) => postgres(cluster)(world, policy);
const schemaOf = ({ vault }: Opened): string => new URL(vault).searchParams.get('schema') ?? '';

async function reading(options: OpenVaultOptions) {
  const vault = await openVault(options);
  onTestFinished(() => vault.close());
  return vault;
}

describe.skipIf(missing)(`tables${skipped(missing)}`, () => {
  test('When there are none, then every command ends 12 and says how to make them', async () => {
    const { box } = await opened();
    box.env['SIMS_VAULT'] = cluster().newVault().url;
    for (const argv of [['sync'], ['list'], ['status'], ['get', guid(1)]])
      expect(await box.run(...argv)).toMatchObject({
        exit: 12,
        out: '',
        err: expect.stringContaining('sims-agent migrate'),
      });
    expect(box.stub.asked).toEqual([]);
  });

  test('When migrate is run by several at once and again, then the tables are made once, and it says what it did', async () => {
    const { box } = await opened();
    box.env['SIMS_VAULT'] = cluster().newVault().url;
    const all = await Promise.all([1, 2, 3].map(() => box.run('migrate')));
    expect(all.map(({ exit }) => exit)).toEqual([0, 0, 0]);
    expect(all.filter(({ out }) => /was made, and went from version 0 to \d/.test(out))).toHaveLength(1);
    await box.sync();
    expect((await box.run('migrate')).out).toMatch(/is up to date at version \d+\.\n$/);
    expect(Object.keys(await box.served())).toHaveLength(3);
  });

  test.each([
    ['older', 'DELETE FROM @migration WHERE version > 1', /Run: sims-agent migrate/],
    ['newer', 'INSERT INTO @migration VALUES (99)', /a newer one/],
  ])('When the tables are %s than the agent, then it writes nothing and says what to do', async (_age, sql, says) => {
    const vault = await opened();
    await cluster().ask(sql.replace('@', `${schemaOf(vault)}.`));
    expect(await vault.box.run('sync')).toMatchObject({ exit: 12, err: expect.stringMatching(says) });
    expect(vault.box.stub.asked).toEqual([]);
  });

  test('When the database is not in UTF8, then migrate refuses it', async () => {
    const { box, vault } = await opened();
    const name = `ascii_${schemaOf({ vault } as Opened)}`;
    await cluster().ask(`CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
    onTestFinished(async () => void (await cluster().ask(`DROP DATABASE ${name} WITH (FORCE)`)));
    const url = new URL(vault);
    url.pathname = name;
    box.env['SIMS_VAULT'] = String(url);
    expect(await box.run('migrate')).toMatchObject({ exit: 12, err: expect.stringContaining('not in UTF8') });
  });

  test('When the vault is a folder, then there is nothing to migrate', async () => {
    const { box } = await opened();
    box.env['SIMS_STATE_DIR'] = join(box.folder, 'state');
    box.env['SIMS_VAULT'] = '';
    expect((await box.run('migrate')).exit).toBe(64);
  });
});

describe.skipIf(missingFiles)(`roles${skipped(missingFiles)}`, () => {
  test('When the grants of docs/agent/postgres.md are made, then each role may do its part and no more', async () => {
    const { box, ...vault } = await opened();
    const schema = schemaOf({ box, ...vault });
    const page = await readFile(new URL('../../../docs/agent/postgres.md', import.meta.url), 'utf8');
    const grants = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    for (const role of ['sims_agent', 'sims_reader']) await cluster().ask(`CREATE ROLE ${role} LOGIN`);
    await cluster().ask(grants.replaceAll(/\bsims\b/g, schema));
    const as = (role: string) => {
      box.env['SIMS_VAULT'] = vault.vault.replace('postgres@', `${role}@`);
    };
    as('sims_reader');
    const refused = { exit: 12, err: expect.stringMatching(/may not do that in schema \w+ \(|42501|Grant what/) };
    expect(await box.run('sync')).toMatchObject(refused);
    as('sims_agent');
    for (let turn = 0; turn < 3; turn++) expect((await box.sync()).exit).toBe(0);
    box.stub.sites = [];
    expect((await box.sync()).exit).toBe(4);
    const digest = /approve ([0-9a-f]{12,64})/.exec((await box.run('status')).out)?.[1] ?? '';
    as('sims_reader');
    expect(await box.run('approve', digest)).toMatchObject(refused);
    for (const argv of [['list', '--dump'], ['status'], ['get', guid(1), '--reveal']])
      expect([argv[0], (await box.run(...argv)).exit]).toEqual([argv[0], 0]);
    as('sims_agent');
    expect((await box.run('approve', digest)).exit).toBe(0);
    expect((await box.sync()).report).toMatchObject({ exit: 0, changes: { tombstone: 3 } });
  });
});

describe('the address', () => {
  test.each([
    ['postgres://u@db.example/x', true],
    ['postgres://u@10.0.0.7/x', true],
    ['postgres://u@db.example/x?sslmode=verify-full', true],
    ['postgres://u@localhost/x?sslmode=verify-full', true],
    ['postgresql://u@127.0.0.1:5433/x', false],
    ['postgres://u@[::1]/x', false],
    ['postgres://u@localhost/x?host=/run/postgresql', false],
  ])('When it is %s, then whether it is verified is %s', (url, verified) => {
    expect(parseDatabaseUrl(url).verified).toBe(verified);
  });

  test.each([
    ['postgres://u@db.example/x?sslmode=require', /sslmode must be verify-full/],
    ['postgres://u@db.example/x?sslmode=disable', /sslmode must be verify-full/],
    ['postgres://u@localhost/x?host=db.example&sslmode=disable', /sslmode must be verify-full/],
    ['postgres://u@localhost/x?sslmode=prefer', /sslmode must be disable or verify-full/],
    ['postgres://u@localhost/x?password=hunter2', /takes no "password"/],
    ['postgres://u@localhost/x?schma=a', /Did you mean "schema"/],
    ['postgres://u@localhost/x?schema=a;b', /schema must be/],
    ['postgres://u:hunter2%@localhost/x', /is no postgres:/],
    ['postgres://u:hunter2@local host/x', /is no postgres:/],
    ['mysql://u:hunter2@localhost/x', /is no postgres:/],
  ])('When it is %s, then it is refused without being quoted', (url, message) => {
    expect(() => parseDatabaseUrl(url)).toThrow(message);
    expect(() => parseDatabaseUrl(url)).not.toThrow(/hunter2/);
  });

  test('When it carries a password, then nothing shows it', async () => {
    const box = await Sandbox.open(sites(1));
    box.env['SIMS_VAULT'] = 'postgres://u:hunter2@127.0.0.1:1/x';
    for (const argv of [['sync'], ['list'], ['migrate'], ['sync', '--print-config']]) {
      const { out, err } = await box.run(...argv);
      expect(out + err).toContain('postgres://u@127.0.0.1:1/x');
      expect(out + err).not.toContain('hunter2');
    }
    const flag = await box.run('list', '--vault', 'postgres://u:hunter2@127.0.0.1:1/x');
    expect(flag).toMatchObject({ exit: 64, err: expect.stringContaining('process lists') });
    expect(flag.err).not.toContain('hunter2');
    expect((await box.run('list', '--vault', 'postgres://u@127.0.0.1:1/x')).err).toContain(
      'cannot be reached (ECONNREFUSED)',
    );
  });
});

describe.skipIf(missingFiles)(`over the network${skipped(missingFiles)}`, () => {
  const program = async (env: Record<string, string>, ...argv: string[]) =>
    promisify(execFile)(process.execPath, [join(dist, 'sims-agent.js'), ...argv], {
      env: { PATH: process.env['PATH'], ...env },
    }).then(
      ({ stdout, stderr }) => ({ exit: 0, out: stdout, err: stderr }),
      ({ code, stdout, stderr }) => ({ exit: code, out: stdout, err: stderr }),
    );

  test('When the password comes in the address, from PGPASSWORD or from a password file, then it opens; a wrong one ends 12', async () => {
    const vault = await opened();
    await vault.box.sync();
    const plain = `${cluster()
      .tcp()
      .replace(/:[^:/]*@/, '@')}?schema=${schemaOf(vault)}`;
    const passwords = join(vault.box.folder, 'pgpass');
    const escaped = adminPassword.replaceAll(/[\\:]/g, found => `\\${found}`);
    await writeFile(passwords, `127.0.0.1:${cluster().port}:*:postgres:${escaped}\n`, { mode: 0o600 });
    const tries = [
      { SIMS_VAULT: `${cluster().tcp()}?schema=${schemaOf(vault)}` },
      { SIMS_VAULT: plain, PGPASSWORD: adminPassword },
      { SIMS_VAULT: plain, PGPASSFILE: passwords },
    ];
    for (const each of tries) expect(await program({ ...vault.box.env, ...each }, 'list')).toMatchObject({ exit: 0 });
    const wrong = { SIMS_VAULT: `${cluster().tcp('127.0.0.1', 'hunter2')}?schema=${schemaOf(vault)}` };
    const { exit, err } = await program({ ...vault.box.env, ...wrong }, 'list');
    expect([exit, err]).toEqual([12, expect.stringContaining('login is refused (28P01)')]);
    expect(err).not.toContain('hunter2');
  });

  test('When the connection is encrypted, then certificate and name are checked in full', {
    timeout: 60_000,
  }, async () => {
    const authority = await makeAuthority();
    const leaf = await issueLeaf(authority, ['localhost']);
    const settings = { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' };
    const server = await startCluster(settings, { 'server.crt': leaf.certificate, 'server.key': leaf.key });
    onTestFinished(() => server.stop());
    const { box } = await opened();
    const ca = join(box.folder, 'ca.pem');
    await writeFile(ca, authority.certificate);
    const other = join(box.folder, 'other.pem');
    await writeFile(other, (await makeAuthority()).certificate);
    const at = async (host: string, root: string, from = server) => {
      box.env['SIMS_VAULT'] = `${from.tcp(host)}?sslmode=verify-full${root && `&sslrootcert=${root}`}`;
      return box.run('migrate');
    };
    expect(await at('localhost', ca)).toMatchObject({ exit: 0, err: '' });
    const refused = { exit: 12, out: '', err: expect.stringContaining('cannot be verified') };
    expect(await at('localhost', other)).toMatchObject(refused);
    expect(await at('localhost', '')).toMatchObject(refused);
    expect(await at('127.0.0.1', ca)).toMatchObject(refused);
    // A server without TLS is not taken at its word either.
    expect(await at('localhost', ca, cluster())).toMatchObject(refused);
    expect(await at('localhost', join(box.folder, 'nothing'))).toMatchObject({ exit: 78 });
  });

  test('When pg is not installed, then the agent says so, and files go on without it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sims-no-pg-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await cp(dist, join(folder, 'dist'), { recursive: true });
    await cp(join(dist, '..', 'package.json'), join(folder, 'package.json'));
    const run = (env: Record<string, string>) =>
      promisify(execFile)(process.execPath, [join(folder, 'dist', 'sims-agent.js'), 'status'], { env }).catch(
        error => error,
      );
    expect(await run({ SIMS_VAULT: 'postgres://u@localhost/x' })).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('Run: npm install pg'),
    });
    expect(await run({ SIMS_STATE_DIR: folder })).toMatchObject({
      stdout: expect.stringContaining('No generation yet'),
    });
  });
});

describe.skipIf(missing)(`readers${skipped(missing)}`, () => {
  const versions = (version: number): StubSite[] =>
    Array.from({ length: 150 }, (_, at) =>
      site(at + 1, { clients: [{ id: `c-${at}`, secret: secretOf(1, version) }] }),
    );

  test('When a generation is committed, then a reader that follows has it without waiting for its next look', async () => {
    const vault = await opened();
    await vault.box.sync();
    const reader = await reading(vault);
    const problems: unknown[] = [];
    reader.follow(3_600_000, problem => problems.push(problem));
    vault.box.stub.sites = sites(4);
    // The first notice may be too early for it: it says LISTEN when it likes.
    await vi.waitFor(async () => {
      await vault.box.sync();
      expect(reader.get(guid(4))).toHaveLength(1);
    }, 20_000);
    expect(problems).toEqual([]);
  });

  test('When the sessions of a reader are ended, then it finds its way back by itself', async () => {
    const vault = await opened();
    await vault.box.sync();
    const reader = await reading(vault);
    reader.follow(50);
    await cluster().dropSessions();
    vault.box.stub.sites = sites(4);
    await vault.box.sync();
    await vi.waitFor(() => expect(reader.get(guid(4))).toHaveLength(1), 20_000);
    const listening = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'sims-agent' AND query LIKE 'LISTEN%'`;
    await vi.waitFor(async () => expect((await cluster().ask(listening)).length).toBeGreaterThan(0), 20_000);
  });

  test('When generations are committed while a reader refreshes, then what it has is always of one generation', async () => {
    const policy = { guards: { sameSecretSites: 'off', rotationPercent: 'off' } };
    const vault = await opened(versions(1), policy);
    await vault.box.sync();
    const reader = await reading(vault);
    let writing = true;
    const writer = (async () => {
      for (let version = 2; version <= 6; version++) {
        vault.box.stub.sites = versions(version);
        expect((await vault.box.sync()).exit).toBe(0);
      }
    })().finally(() => {
      writing = false;
    });
    const seen = new Set<number>();
    while (writing) {
      await reader.refresh();
      seen.add(reader.opened?.header.generation ?? 0);
      const secrets = new Set([...reader.served()].map(pair => pair.secret().reveal()));
      expect([...secrets]).toEqual([secretOf(1, reader.opened?.header.generation)]);
    }
    await writer;
    expect(seen.size).toBeGreaterThan(1);
  });

  test.skipIf(missingFiles)(
    'When the database goes down, then readers go on from memory and the agent ends 12',
    async () => {
      const server = await startCluster();
      const vault = await postgres(() => server)(sites(3));
      await vault.box.sync();
      const reader = await reading(vault);
      const problems: unknown[] = [];
      reader.follow(50, problem => problems.push(problem));
      await server.stop();
      await vi.waitFor(() => expect(problems.length).toBeGreaterThan(2), 20_000);
      expect(String(problems.at(-1))).toContain('cannot be reached');
      expect(reader.get(guid(2))[0]?.secret().reveal()).toBe(secretOf(2));
      const asked = vault.box.stub.asked.length;
      expect(await vault.box.run('sync')).toMatchObject({
        exit: 12,
        err: expect.stringContaining('cannot be reached'),
      });
      expect(vault.box.stub.asked).toHaveLength(asked);
    },
  );

  test.skipIf(missingFiles)('When the database goes down in the middle of a run, then the run ends 12', async () => {
    const server = await startCluster();
    const { box } = await postgres(() => server)(sites(3));
    await box.sync();
    box.stub.answer = ({ kind, nth }) => {
      if (kind !== 'list' || nth !== 4) return undefined;
      const body = JSON.stringify(box.stub.sites.map(listRow));
      const headers = { 'content-type': 'application/json' };
      return { raw: response => void server.stop().then(() => response.writeHead(200, headers).end(body)) };
    };
    expect(await box.run('sync')).toMatchObject({ exit: 12, err: expect.stringContaining('cannot be reached') });
    expect(box.stub.count('list')).toBe(4);
  });
});

describe.skipIf(missingFiles)(`what the database sees${skipped(missingFiles)}`, () => {
  afterEach(async () => void (await cluster().ask('DROP TABLE IF EXISTS planted')));

  test('When vaults were written and read, then neither a dump nor the log with all parameters holds a secret', async () => {
    const long = (n: number, version = 1) => `canary-${n}-${version}+/%=&:"\\-${'x'.repeat(8)}${n}${version}`;
    const world = (version: number) =>
      [1, 2, 3].map(n => site(n, { clients: [{ id: `client-${n}`, secret: long(n, version) }] }));
    const { box, keyFile } = await opened(world(1));
    await box.sync();
    box.stub.sites = world(2);
    for (let turn = 0; turn < 2; turn++) await box.sync();
    box.stub.sites = [];
    expect((await box.sync()).exit).toBe(4);
    const digest = /approve ([0-9a-f]{12,64})/.exec((await box.run('status')).out)?.[1] ?? '';
    await box.run('approve', digest);
    await box.run('get', guid(1), '--reveal');
    await box.sync();
    const canaries: Canary[] = [
      ...[1, 2, 3].flatMap(n => [long(n, 1), long(n, 2)]),
      ...box.stub.tokens,
      box.env['SIMS_CLIENT_SECRET'] ?? '',
      Buffer.from(await readFile(keyFile, 'utf8'), 'base64'),
    ].map((value, at) => ({ name: `secret ${at}`, value }));
    const seen = async () => [
      { name: 'dump', bytes: Buffer.from(await cluster().dump()) },
      { name: 'log', bytes: Buffer.from(await cluster().log()) },
    ];
    expect(findLeaks(canaries, await seen())).toEqual([]);
    expect(await cluster().log()).toContain(digest);
    // The net is whole: what is planted is found in both.
    await cluster().ask('CREATE TABLE planted AS SELECT $1::text AS value', [long(1)]);
    const planted = findLeaks(canaries, await seen()).join();
    expect(planted).toMatch(/dump/);
    expect(planted).toMatch(/log/);
  });
});
