// The tables of a vault in PostgreSQL 12 or later, one schema each, made and changed by `sims-agent migrate` only.
import { StoreUnreadable } from '../../errors.js';
import type { Database } from './client.js';

/**
 * Each is applied once, in order, and never edited afterwards.
 * `line` holds a generation line by line as generation-file.ts writes it: header, one per site, seal. Nothing but ciphertext,
 * names and dates is in any of them.
 */
const migrations: readonly ((schema: string) => string)[] = [
  schema => `
    CREATE TABLE ${schema}.lease (  -- one row, never deleted: the epoch must not start again
      name text PRIMARY KEY, holder text NOT NULL, epoch bigint NOT NULL, expires_at timestamptz NOT NULL);
    CREATE TABLE ${schema}.line (
      generation bigint, position integer, line text NOT NULL, PRIMARY KEY (generation, position));
    CREATE TABLE ${schema}.current (  -- one row: which generation counts, signed
      one boolean PRIMARY KEY DEFAULT true CHECK (one), generation bigint NOT NULL, file text NOT NULL,
      epoch bigint NOT NULL, line text NOT NULL);
    CREATE TABLE ${schema}.record (name text PRIMARY KEY, line text NOT NULL);`,
  schema => `CREATE TABLE ${schema}.audit (seq bigint PRIMARY KEY, line text NOT NULL);`,
];

/** Brings the tables up to date; may be run again at any time, also by several at once. Says what it did. */
export async function migrate({ schema, name, transaction }: Database): Promise<string> {
  return transaction(async query => {
    await query('SELECT pg_advisory_xact_lock(hashtext($1))', [`sims-agent ${schema}`]);
    const [about] = await query<{ encoding: string; there: boolean }>(
      "SELECT current_setting('server_encoding') AS encoding, to_regnamespace($1) IS NOT NULL AS there",
      [schema],
    );
    if (about?.encoding !== 'UTF8')
      throw new StoreUnreadable('encoding', `${name}: the database is not in UTF8. Make one with ENCODING 'UTF8'.`);
    if (!about.there) await query(`CREATE SCHEMA ${schema}`);
    await query(`CREATE TABLE IF NOT EXISTS ${schema}.migration (
      version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())`);
    const from = await versionIn(query, schema);
    const due = migrations.slice(from);
    for (const [at, statements] of due.entries()) {
      await query(statements(schema));
      await query(`INSERT INTO ${schema}.migration (version) VALUES ($1)`, [from + at + 1]);
    }
    if (due.length === 0) return `${name}: schema ${schema} is up to date at version ${Math.max(from, 0)}.`;
    return `${name}: schema ${schema}${about.there ? '' : ' was made, and'} went from version ${from} to ${migrations.length}.`;
  });
}

async function versionIn(query: Database['query'], schema: string): Promise<number> {
  const [found] = await query<{ version: number }>(
    `SELECT coalesce(max(version), 0) AS version FROM ${schema}.migration`,
  );
  return found?.version ?? 0;
}

/** Refuses tables that this version did not make. Throws StoreUnreadable. */
export async function assertUpToDate({ query, schema, name }: Database): Promise<void> {
  const version = await versionIn(query, schema);
  if (version === migrations.length) return;
  const todo =
    version < migrations.length ? 'Run: sims-agent migrate' : 'Use the sims-agent that made them, or a newer one.';
  throw new StoreUnreadable(
    'schema_version',
    `${name}: the tables are of version ${version}, not ${migrations.length}. ${todo}`,
  );
}
