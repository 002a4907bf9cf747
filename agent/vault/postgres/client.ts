// The connection to PostgreSQL: limits on every statement, and every failure told by its code alone. `pg` is loaded here and nowhere else.
import { readFile } from 'node:fs/promises';
import type { PoolClient, PoolConfig } from 'pg';
import { type AgentError, ConfigurationError, LockNotHeld, StoreUnreadable, systemCode } from '../../errors.js';
import type { DatabaseAddress } from './url.js';

type Query = <Row>(text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

export type Database = {
  readonly name: string;
  readonly schema: string;
  /** One statement on any connection. */
  readonly query: Query;
  /** All of `work` on one connection, or nothing of it. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
  /** Calls back on each notice of a channel, until the connection is gone; once connected, calling again does nothing. */
  listen(channel: string, notice: (payload: string) => void): Promise<void>;
  close(): Promise<void>;
};

/** `code` of the failure after which nobody knows whether a statement was done. */
export const lost = 'database_lost';

const closeWithinMs = 5_000;

/** Connects with the first statement. Throws ConfigurationError when pg is not installed. */
export async function openDatabase(address: DatabaseAddress, idleInTransactionMs: number): Promise<Database> {
  const { name, schema, host, port, user, password, database, verified } = address;
  const { Pool, Client } = await loadPg();
  const ca = address.rootCertificate === undefined ? undefined : await readRoot(address.rootCertificate);
  // A key that is there but undefined would keep PGPORT and its like from being read.
  const given = Object.entries({ port, user, password, database }).filter(([, value]) => value !== undefined);
  const config: PoolConfig = {
    ...Object.fromEntries(given),
    host,
    ssl: verified && { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    application_name: 'sims-agent',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: 15_000,
    statement_timeout: 10_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    max: 3,
    allowExitOnIdle: true,
  };
  const pool = new Pool(config);
  const ignore = () => undefined; // whoever waits for an answer is told; nobody else needs to be
  pool.on('error', ignore);
  pool.on('connect', client => client.on('error', ignore));
  let listener: InstanceType<typeof Client> | undefined;

  const explained = (cause: unknown): never => {
    throw explain(cause, address);
  };
  const on =
    (connection: Pick<PoolClient, 'query'>): Query =>
    (text, values = []) =>
      connection.query(text, [...values]).then(({ rows }) => rows, explained);

  const transaction: Database['transaction'] = async work => {
    const client = await pool.connect().catch(explained);
    const query = on(client);
    let done = false;
    try {
      await query('BEGIN');
      const result = await work(query);
      await query('COMMIT');
      done = true;
      return result;
    } finally {
      // A connection that goes away takes its transaction with it, also when it could no longer be asked to.
      client.release(!done);
    }
  };

  const listen: Database['listen'] = async (channel, notice) => {
    if (listener) return;
    const client = new Client(config);
    listener = client;
    const gone = () => {
      if (listener === client) listener = undefined;
    };
    client.on('error', gone).on('end', gone);
    client.on('notification', ({ payload = '' }) => notice(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      // Its types do not know that it can be left alone.
      if ('unref' in client && typeof client.unref === 'function') client.unref();
    } catch (cause) {
      gone();
      client.end().catch(ignore);
      explained(cause);
    }
  };

  // Idle connections keep no process alive: without the timer, one with nothing else to do would end here, in mid-await.
  const close = () =>
    new Promise<void>(resolve => {
      const last = setTimeout(resolve, closeWithinMs);
      void Promise.allSettled([pool.end(), listener?.end()]).then(() => {
        clearTimeout(last);
        resolve();
      });
    });
  return { name, schema, query: on(pool), transaction, listen, close };
}

async function loadPg() {
  try {
    return await import('pg');
  } catch (cause) {
    if (systemCode(cause) !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new ConfigurationError(
      'A vault in PostgreSQL needs the package pg, which is not installed. Run: npm install pg',
      { cause },
    );
  }
}

async function readRoot(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(cause => {
    const code = systemCode(cause);
    throw new ConfigurationError(`SIMS_VAULT: sslrootcert cannot be read (${code}). Check its path.`, { cause });
  });
}

/** What to do, by SQLSTATE or the code of a socket. The server's own words stay out: they may quote what was sent. */
function explain(cause: unknown, { name, schema }: DatabaseAddress): AgentError {
  const code = systemCode(cause) ?? 'connection lost';
  const tell = (kind: string, what: string) => new StoreUnreadable(kind, `${name}: ${what}`, { cause });
  if (code === '55P03')
    return new LockNotHeld('lock_held', 'Another sims-agent is committing. Try again when it has finished.', { cause });
  if (/^28/.test(code))
    return tell(
      'database_login',
      `the login is refused (${code}). Check the user, and PGPASSWORD or the password file.`,
    );
  if (code === '3D000') return tell('database_missing', 'there is no such database. Make it, then: sims-agent migrate');
  if (code === '42P01' || code === '3F000')
    return tell('no_tables', `there is no vault in schema ${schema}. Make its tables: sims-agent migrate`);
  if (code === '42501')
    return tell('database_rights', `this user may not do that in schema ${schema}. Grant what docs/agent.md lists.`);
  if (/CERT|SIGN|ISSUER|ALTNAME|SSL|TLS/.test(code) || (cause instanceof Error && /SSL/.test(cause.message)))
    return tell('database_tls', `the connection cannot be verified (${code}). Check host and sslrootcert.`);
  // Classes 08, 57 and a time-out that ends the session; anything without a severity never came from the server.
  const isLost = !(cause instanceof Error && 'severity' in cause) || /^(08|57P|25P0[34])/.test(code);
  if (isLost) return tell(lost, `the database cannot be reached (${code}). Check SIMS_VAULT, and that it runs.`);
  return tell('database', `the database refused a statement (${code}). Look into its log for the reason.`);
}
