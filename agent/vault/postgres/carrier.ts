// The vault in PostgreSQL, for several agents of which one works, and many readers. Lines are carried as they are: see postgres-schema.ts.
import { LockNotHeld, StoreUnreadable } from '../../errors.js';
import type { Draft, GenerationName, RecordName, Store } from '../../ports.js';
import { tampered } from '../signed.js';
import { type Database, lost, openDatabase } from './client.js';
import { fence, type Lease, takeLease } from './lease.js';
import { assertUpToDate, migrate } from './schema.js';
import { parseDatabaseUrl } from './url.js';

const channel = 'sims_generation';

/** `url` as SIMS_VAULT has it. Nothing is connected yet. */
export async function postgresVault(url: string, leaseMs: number): Promise<Store> {
  const database = await openDatabase(parseDatabaseUrl(url), leaseMs);
  const { name, schema, query } = database;
  return {
    name,
    current: async () => {
      const [found] = await query<{ line: string | null; any: boolean }>(
        `SELECT (SELECT line FROM ${schema}.current) AS line, EXISTS (SELECT FROM ${schema}.line) AS any`,
      );
      if (found?.any && found.line === null) throw tampered('the pointer to the current generation is gone');
      return found?.line ?? null;
    },
    generation: wanted => readGeneration(query, schema, wanted),
    records: async wanted => {
      const rows = await query<{ line: string }>(
        `SELECT line FROM ${schema}.record WHERE name = $1 OR (right($1, 1) = '/' AND left(name, length($1)) = $1) ORDER BY name`,
        [wanted],
      );
      return rows.map(({ line }) => line);
    },
    recordNames: async folder => {
      const rows = await query<{ rest: string }>(
        `SELECT substr(name, length($1) + 1) AS rest FROM ${schema}.record WHERE left(name, length($1)) = $1 ORDER BY name`,
        [folder],
      );
      return rows.map(({ rest }) => rest);
    },
    record: async (at: RecordName, line: string) => {
      await query(
        `INSERT INTO ${schema}.record VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET line = excluded.line`,
        [at, line],
      );
    },
    audit: async part => {
      const rows = await query<{ line: string }>(
        part === 'all'
          ? `SELECT line FROM ${schema}.audit ORDER BY seq`
          : `SELECT line FROM ${schema}.audit ORDER BY seq DESC LIMIT 1`,
      );
      return rows.map(({ line }) => line);
    },
    appendAudit: next => appendAudit(database, next),
    // Who may read the tables is the database's to say: see the grants in docs/agent.md.
    inspect: async () => {},
    take: async run => {
      await assertUpToDate(database);
      const lease = await takeLease(database, run, leaseMs);
      const commit = (draft: Draft) => commitTwice(database, lease, draft);
      // A commit drops them in its own transaction, so there is nothing left.
      return { assertHeld: lease.assertHeld, commit, dropOlder: async () => {}, release: lease.release };
    },
    // A hint only: it is lost with the connection, and some poolers drop it.
    listen: changed =>
      database.listen(channel, payload => {
        if (payload === schema) changed();
      }),
    close: database.close,
  };
}

/** Throws StoreUnreadable; `url` as SIMS_VAULT has it. */
export async function migrateVault(url: string): Promise<string> {
  const database = await openDatabase(parseDatabaseUrl(url), 30_000);
  return migrate(database).finally(database.close);
}

/** The lock ends with the transaction; no right but to read and to insert is needed for it. */
const appendAudit = ({ transaction, schema }: Database, next: Parameters<Store['appendAudit']>[0]): Promise<void> =>
  transaction(async query => {
    await query('SELECT pg_advisory_xact_lock(hashtext($1))', [`sims-agent audit ${schema}`]);
    const [last] = await query<{ seq: string; line: string }>(
      `SELECT seq, line FROM ${schema}.audit ORDER BY seq DESC LIMIT 1`,
    );
    await query(
      `INSERT INTO ${schema}.audit SELECT $1::bigint + at, line FROM unnest($2::text[]) WITH ORDINALITY AS given (line, at)`,
      [last?.seq ?? 0, next(last?.line ?? null).map(line => line.trimEnd())],
    );
  });

/** One statement sees one moment; a generation is never changed, so two moments cannot mix either (PG4). */
async function readGeneration(
  query: Database['query'],
  schema: string,
  { generation }: GenerationName,
): Promise<Buffer | null> {
  const [found] = await query<{ text: string | null }>(
    `SELECT string_agg(line || E'\\n', '' ORDER BY position) AS text FROM ${schema}.line WHERE generation = $1`,
    [generation],
  );
  return found?.text ? Buffer.from(found.text, 'utf8') : null;
}

/** A connection lost in mid-commit leaves it open whether the commit was done: a second attempt finds out, and does it if not. */
async function commitTwice(database: Database, lease: Lease, draft: Draft): Promise<void> {
  lease.pause();
  try {
    await commitOnce(database, lease, draft);
  } catch (error) {
    if (!(error instanceof StoreUnreadable) || error.code !== lost) throw error;
    await commitOnce(database, lease, draft);
  }
}

const commitOnce = ({ transaction, schema }: Database, { holder, epoch }: Lease, draft: Draft): Promise<void> =>
  transaction(async query => {
    const { generation, file, replaces } = draft;
    const [held] = await query(fence(schema), [holder, epoch]);
    const [now] = await query<{ file: string; line: string }>(`SELECT file, line FROM ${schema}.current`);
    if (now?.file === file) return;
    if (!held)
      throw new LockNotHeld('lock_lost', 'This run lost the vault to another sims-agent. Nothing was committed.');
    if ((now?.line ?? null) !== replaces)
      throw new LockNotHeld('base_moved', 'Another sims-agent committed meanwhile. Nothing of this run was committed.');
    let position = 0;
    let sent: Promise<unknown> = Promise.resolve();
    for (const piece of draft.pieces()) {
      const lines = piece.toString('utf8').split('\n').slice(0, -1);
      // The server takes one piece while the next is sealed.
      await sent;
      sent = query(
        `INSERT INTO ${schema}.line SELECT $1::bigint, $2::integer + at, line
           FROM unnest(string_to_array($3, E'\\n')) WITH ORDINALITY AS given (line, at)`,
        [generation, position, lines.join('\n')],
      );
      position += lines.length;
    }
    await sent;
    const line = draft.sign(await readGeneration(query, schema, draft));
    const flipped = await query(
      `INSERT INTO ${schema}.current AS c VALUES (true, $1, $2, $3, $4) ON CONFLICT (one) DO UPDATE
         SET generation = excluded.generation, file = excluded.file, epoch = excluded.epoch, line = excluded.line
         WHERE c.line = $5 AND c.epoch <= excluded.epoch RETURNING 1`,
      [generation, file, epoch, line, replaces],
    );
    if (flipped.length !== 1)
      throw new LockNotHeld('base_moved', 'Another sims-agent committed meanwhile. Nothing of this run was committed.');
    // The one before the current stays (V6).
    await query(`DELETE FROM ${schema}.line WHERE generation < $1`, [generation - (draft.keepsPrevious ? 1 : 0)]);
    await query(`DELETE FROM ${schema}.record WHERE name = ANY($1)`, [draft.spent]);
    await query('SELECT pg_notify($1, $2)', [channel, schema]);
  });
