import { randomBytes } from 'node:crypto';
import { UsageError } from '../usage-error.js';

/** A schema of a scenario's own in a PostgreSQL database, so that scenarios side by side do not meet. */
export type ProofDatabase = {
  /** What tells the agent of it; with the password variables, which a database may need. */
  readonly variables: Readonly<Record<string, string>>;
  /** Removes the schema with all that is in it. */
  drop(): Promise<void>;
};

/** @throws UsageError for what is no address of a database; it is not quoted, since it may hold a password. */
export function databaseFor(address: string, scenario: string): ProofDatabase {
  if (!/^postgres(ql)?:/i.test(address) || !URL.canParse(address))
    throw new UsageError(
      '--vault is no postgres://user@host/database. Correct it, or leave it out for a vault of files.',
    );
  const url = new URL(address);
  url.searchParams.delete('schema');
  const connectionString = String(url);
  const schema = `prove_${randomBytes(4).toString('hex')}_${scenario.replaceAll(/[^a-z0-9]/g, '_')}`.slice(0, 63);
  url.searchParams.set('schema', schema);
  const passwords = ['PGPASSWORD', 'PGPASSFILE'].flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    variables: { ...Object.fromEntries(passwords), SIMS_VAULT: String(url) },
    drop: async () => {
      const { Client } = await import('pg');
      const client = new Client({ connectionString });
      try {
        await client.connect();
        await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      } catch {
        throw new UsageError(`--vault: the schema ${schema} could not be removed afterwards. Drop it by hand.`);
      } finally {
        await client.end();
      }
    },
  };
}
