// The two carriers of a vault, and how somebody with access to one could tamper with it.
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Policy, Sandbox } from '../../support/agent/sandbox.js';
import type { StubSite } from '../../support/agent/stub-service.js';
import type { Cluster } from '../../support/postgres.js';

/** An agent's sandbox, with the back door to what it stored. */
export type Opened = {
  readonly box: Sandbox;
  /** What `openVault` takes. */
  readonly vault: string;
  readonly keyFile: string;
  /** The current generation, as the lines it was written in. */
  read(): Promise<string>;
  /** Puts other bytes in its place, leaving the pointer as it is. */
  write(text: string): Promise<void>;
  drop(): Promise<void>;
  pointer(): Promise<string>;
  setPointer(line: string | null): Promise<void>;
  /** Which generations are there. */
  generations(): Promise<readonly number[]>;
  approvals(): Promise<readonly string[]>;
  setApproval(name: string, line: string): Promise<void>;
  /** Lets another agent take the vault over, as after a long silence; the function gives it back. */
  usurp(): Promise<() => Promise<void>>;
};

export type Carrier = (world: StubSite[], policy?: Policy) => Promise<Opened>;

const keyFileOf = (box: Sandbox): string => join(box.folder, 'config', 'sims-agent', 'key');

export const files: Carrier = async (world, policy) => {
  const box = await Sandbox.open(world, policy);
  const folder = join(box.vault, 'generations');
  const current = join(box.vault, 'current');
  const path = async () => join(folder, JSON.parse(await readFile(current, 'utf8')).file);
  const approvals = join(box.vault, 'approvals');
  return {
    box,
    vault: box.vault,
    keyFile: keyFileOf(box),
    read: async () => readFile(await path(), 'utf8'),
    write: async text => writeFile(await path(), text),
    drop: async () => rm(await path()),
    pointer: () => readFile(current, 'utf8'),
    setPointer: line => (line === null ? rm(current) : writeFile(current, line)),
    generations: async () => (await readdir(folder)).map(name => Number(name.slice(4, 16))).sort((a, b) => a - b),
    approvals: async () => (await readdir(approvals)).map(name => name.replace(/\.json$/, '')),
    setApproval: (name, line) => writeFile(join(approvals, `${name}.json`), line, { mode: 0o600 }),
    usurp: async () => {
      const lock = join(box.vault, 'lock');
      await writeFile(lock, JSON.stringify({ run: 'other', pid: 1, start: '', boot: '', host: 'elsewhere' }));
      return () => rm(lock);
    },
  };
};

export const postgres =
  (cluster: () => Cluster): Carrier =>
  async (world, policy) => {
    const box = await Sandbox.open(world, policy);
    const { url, schema } = cluster().newVault();
    delete box.env['SIMS_STATE_DIR'];
    box.env['SIMS_VAULT'] = url;
    const { exit, err } = await box.run('migrate');
    if (exit !== 0) throw new Error(err);
    const ask = (sql: string, values: unknown[] = []) => cluster().ask(sql.replaceAll('@', `${schema}.`), values);
    const one = async (sql: string): Promise<string> => String(Object.values((await ask(sql))[0] ?? {})[0]);
    const mine = 'generation = (SELECT max(generation) FROM @current)';
    return {
      box,
      vault: url,
      keyFile: keyFileOf(box),
      read: () => one(`SELECT string_agg(line || E'\\n', '' ORDER BY position) FROM @line WHERE ${mine}`),
      write: async text => {
        const generation = await one('SELECT generation FROM @current');
        await ask(`DELETE FROM @line WHERE ${mine}`);
        const lines = text.split('\n');
        if (lines.at(-1) === '') lines.pop();
        await ask('INSERT INTO @line SELECT $1, at, line FROM unnest($2::text[]) WITH ORDINALITY AS l (line, at)', [
          generation,
          lines,
        ]);
      },
      drop: async () => void (await ask(`DELETE FROM @line WHERE ${mine}`)),
      pointer: () => one('SELECT line FROM @current'),
      setPointer: async line =>
        void (line === null
          ? await ask('DELETE FROM @current')
          : await ask(`UPDATE @current SET line = $1::text, generation = ($1::text::json->>'generation')::bigint`, [
              line,
            ])),
      generations: async () =>
        (await ask('SELECT DISTINCT generation FROM @line ORDER BY 1')).map(row => Number(row['generation'])),
      approvals: async () =>
        (await ask(`SELECT substr(name, 11) AS name FROM @record WHERE name LIKE 'approvals/%'`)).map(row =>
          String(row['name']),
        ),
      setApproval: async (name, line) =>
        void (await ask('INSERT INTO @record VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET line = excluded.line', [
          `approvals/${name}`,
          line,
        ])),
      usurp: async () => {
        await ask(
          `UPDATE @lease SET holder = 'other', epoch = epoch + 1, expires_at = clock_timestamp() + interval '1 hour'`,
        );
        return async () => void (await ask('UPDATE @lease SET expires_at = clock_timestamp()'));
      },
    };
  };

/** A key that is not the vault's. */
export async function otherKey(box: Sandbox): Promise<void> {
  const path = join(box.folder, 'other');
  await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600 });
  box.env['SIMS_AGENT_KEY'] = `file:${path}`;
}
