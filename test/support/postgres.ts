// A PostgreSQL of the tests' own: a private cluster in a temporary folder, from Debian's package, gone when the file of tests ends.
// SIMS_TEST_POSTGRES=postgres://… names another server instead, where schemas may be made; what needs the server's files is then skipped.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';

const execute = promisify(execFile);
export const adminPassword = 'p%ss w/rd:@#';
const debian = '/usr/lib/postgresql';
const given = process.env['SIMS_TEST_POSTGRES'];

function findPrograms(): string | undefined {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map(version => join(debian, version, 'bin')).find(folder => existsSync(join(folder, 'initdb')));
}

const programs = findPrograms();
/** Why tests of PostgreSQL are skipped, for their title; undefined when there is a server to be had. */
export const missing = programs || given ? undefined : 'PostgreSQL is not on this machine: apt-get install postgresql';
if (missing) process.stderr.write(`SKIPPED: ${missing}\n`);
/** As `missing`, for tests that look into the server's folder. */
export const missingFiles = programs && !given ? undefined : (missing ?? 'SIMS_TEST_POSTGRES is a server of its own');

export class Cluster {
  readonly folder: string;
  readonly port: number;
  readonly #server: ChildProcess | undefined;
  readonly admin: pg.Pool;

  constructor(folder: string, port: number, server?: ChildProcess) {
    this.folder = folder;
    this.port = port;
    this.#server = server;
    this.admin = new pg.Pool({ connectionString: given ?? this.url('postgres'), application_name: 'tests', max: 2 });
    this.admin.on('error', () => undefined);
  }

  /** Reached by its socket; `user` is any that was made. */
  url(user: string, folder = this.folder): string {
    return `postgres://${user}@localhost:${this.port}/postgres?host=${encodeURIComponent(folder)}`;
  }

  /** Reached over the network, by `host`, which must be this machine. */
  tcp(host = '127.0.0.1', password = adminPassword): string {
    return `postgres://postgres:${encodeURIComponent(password)}@${host}:${this.port}/postgres`;
  }

  /** The address of a vault that nobody has used; its tables are not made. */
  newVault(): { readonly url: string; readonly schema: string } {
    const schema = `t_${randomBytes(6).toString('hex')}`;
    const url = given ?? this.url('postgres');
    return { url: `${url}${url.includes('?') ? '&' : '?'}schema=${schema}`, schema };
  }

  async ask<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.admin.query<Row>(sql, values)).rows;
  }

  /** Ends every session of an agent, as an operator or a failing network would. */
  async dropSessions(): Promise<void> {
    await this.ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sims-agent'`);
  }

  log(): Promise<string> {
    return readFile(join(this.folder, 'log'), 'utf8');
  }

  /** What a backup of the whole database would hold. */
  async dump(): Promise<string> {
    const args = ['-h', this.folder, '-p', String(this.port), '-U', 'postgres', 'postgres'];
    return (await execute(join(programs ?? '', 'pg_dump'), args, { maxBuffer: 1 << 28 })).stdout;
  }

  async stop(): Promise<void> {
    await this.admin.end();
    if (!this.#server) return;
    this.#server.stdin?.end();
    if (this.#server.exitCode === null) await once(this.#server, 'exit');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs postgres until its standard input ends, so that a killed test run leaves no server behind. */
const untilInputEnds = '"$@" >log 2>&1 & server=$!; read -r _; kill -INT $server; wait $server';

export type Texts = Readonly<Record<string, string>>;

/**
 * Starts a cluster, over TCP too, logging every statement with its parameters. `settings` as in postgresql.conf; `texts` are files
 * in its data folder. Its superuser is `postgres`, by socket without a password, by TCP with `adminPassword`.
 */
export async function startCluster(settings: Texts = {}, texts: Texts = {}): Promise<Cluster> {
  if (!programs) throw new Error(missing ?? 'no programs');
  const folder = await mkdtemp(join(tmpdir(), 'sims-pg-'));
  const user = await unprivileged();
  if (user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  await writeFile(join(folder, 'password'), `${adminPassword}\n`);
  const auth = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${join(folder, 'password')}`];
  const init = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync', ...auth];
  await execute(join(programs, 'initdb'), init, { cwd: folder, ...user });
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(join(data, name), text, { mode: 0o600 });
    if (user) await chown(join(data, name), user.uid, user.gid);
  }
  const port = await freePort();
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    fsync: 'off',
    log_statement: 'all',
    log_min_duration_statement: '0',
    log_parameter_max_length: '-1',
    log_parameter_max_length_on_error: '-1',
    ...settings,
  };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const argv = ['-c', untilInputEnds, 'sh', join(programs, 'postgres'), '-D', data, ...options];
  const server = spawn('sh', argv, { cwd: folder, ...user, stdio: ['pipe', 'ignore', 'ignore'] });
  await answering(folder, port, server);
  return new Cluster(folder, port, server);
}

/** The server's own programs refuse to be run by root. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = (what: string) => execute('id', [what, 'postgres']).then(({ stdout }) => Number(stdout));
  return { uid: await id('-u'), gid: await id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

async function answering(folder: string, port: number, server: ChildProcess): Promise<void> {
  for (;;) {
    const ready = await execute(join(programs ?? '', 'pg_isready'), ['-h', folder, '-p', String(port)]).catch(
      () => null,
    );
    if (ready) return;
    if (server.exitCode !== null)
      throw new Error(`PostgreSQL did not start: ${await readFile(join(folder, 'log'), 'utf8')}`);
  }
}

/** A cluster for all tests of a file, or the server that SIMS_TEST_POSTGRES names. */
export function clusterForFile(): () => Cluster {
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    if (!missing) cluster = given ? new Cluster('', 0) : await startCluster();
  }, 120_000);
  afterAll(() => cluster?.stop());
  return () => {
    if (!cluster) throw new Error('There is no PostgreSQL.');
    return cluster;
  };
}
