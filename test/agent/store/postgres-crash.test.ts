// Agents that die, sleep or lose their connection while they work on a vault in PostgreSQL (PG1, PG2, W50, W51).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type StubSite, secretOf, site } from '../../support/agent/stub-service.js';
import { clusterForFile, missingFiles } from '../../support/postgres.js';
import { type Opened, postgres } from './carriers.js';
import { Relay, type Statement, statements } from './relay.js';

const cluster = clusterForFile();
const bin = fileURLToPath(new URL('../../../dist/sims-agent.js', import.meta.url));
const size = 600;

/** Every school with its secret of this version. */
const worldOf = (version: number): StubSite[] =>
  Array.from({ length: size }, (_, at) =>
    site(at + 1, { clients: [{ id: `c-${at + 1}`, secret: secretOf(at + 1, version) }] }),
  );

/** A vault with one generation, and an address of it that leads through a relay. */
async function prepared(
  policy = {},
): Promise<Opened & { readonly relay: Relay; readonly relayed: Record<string, string> }> {
  const vault = await postgres(cluster)(worldOf(1), policy);
  await vault.box.sync();
  const relay = await Relay.open(cluster());
  const url = vault.vault.replace(encodeURIComponent(cluster().folder), encodeURIComponent(relay.folder));
  return { ...vault, relay, relayed: { ...vault.box.env, SIMS_VAULT: url } };
}

const start = (env: Record<string, string>) =>
  spawn(process.execPath, [bin, 'sync'], {
    env: { ...env, PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });

async function runHere({ box }: Opened, env: Record<string, string>): Promise<{ exit: number; err: string }> {
  const own = box.env;
  box.env = env;
  try {
    return await box.run('sync');
  } finally {
    box.env = own;
  }
}

const schemaOf = ({ vault }: Opened): string => new URL(vault).searchParams.get('schema') ?? '';
/** As if the time of the lease had passed. */
const expire = (vault: Opened) =>
  cluster().ask(`UPDATE ${schemaOf(vault)}.lease SET expires_at = clock_timestamp() - interval '1 second'`);
const points = statements.flatMap(statement =>
  (statement === 'string_to_array' ? [1, 2, 3] : [1]).flatMap(nth =>
    (['before', 'after'] as const).map(when => ({ statement, nth, when })),
  ),
);
const committedAt = (statement: Statement, when: 'before' | 'after') => statement === 'COMMIT' && when === 'after';

describe.skipIf(missingFiles)(`an agent that fails${missingFiles ? ` (skipped: ${missingFiles})` : ''}`, () => {
  test('When a commit goes by, then every statement of the drills below is in it', async () => {
    const vault = await prepared();
    expect(await runHere(vault, vault.relayed)).toMatchObject({ exit: 0 });
    expect([...new Set(vault.relay.seen)]).toEqual([...statements]);
    expect(vault.relay.seen.filter(each => each === 'string_to_array')).toHaveLength(4);
  });

  test(`When it is killed at any of ${points.length} points of a commit, then the vault is one whole generation and the next sync converges`, {
    timeout: 240_000,
  }, async () => {
    const vault = await prepared();
    const { box, relay } = vault;
    let before = JSON.stringify(await box.served());
    for (const [turn, { statement, nth, when }] of points.entries()) {
      const at = `${when} ${statement} ${nth}`;
      box.stub.sites = worldOf(turn + 2);
      relay.seen.length = 0;
      const child = start(vault.relayed);
      const gone = once(child, 'exit');
      relay.plan = {
        statement,
        nth,
        when,
        deed: async cut => {
          child.kill('SIGKILL');
          await gone;
          cut();
        },
      };
      expect(await gone, at).toEqual([null, 'SIGKILL']);
      // A statement that is under way is finished by the server first; then the session is found to be dead.
      await expire(vault);
      const found = JSON.stringify(await box.served());
      expect(committedAt(statement, when) || found === before, at).toBe(true);
      expect((await box.sync()).exit, at).toBe(0);
      const converged = JSON.stringify(await box.served());
      expect(converged, at).not.toBe(before);
      if (found !== before) expect(found, at).toBe(converged);
      before = converged;
    }
  });

  test('When sessions are ended in the middle of a sweep, then the run goes on and commits', async () => {
    const vault = await prepared({ leaseMs: 1_500 });
    const { box } = vault;
    box.stub.sites = worldOf(2);
    const dropped: Promise<void>[] = [];
    box.stub.answer = ({ kind, nth }) => {
      if (kind === 'clients' && nth % 150 === 0) dropped.push(cluster().dropSessions());
      return undefined;
    };
    expect((await box.sync()).report).toMatchObject({ exit: 0, generation: 2 });
    await Promise.all(dropped);
    expect(dropped.length).toBeGreaterThan(2);
  });

  test.each(points)(
    'When sessions are ended $when $statement $nth, then the commit is done once, and whole',
    async ({ statement, nth, when }) => {
      const vault = await prepared();
      const { box, relay } = vault;
      box.stub.sites = worldOf(2);
      relay.plan = { statement, nth, when, deed: () => cluster().dropSessions() };
      expect(await runHere(vault, vault.relayed)).toMatchObject({ exit: 0 });
      expect(relay.plan).toBeUndefined();
      expect(await vault.generations()).toEqual([1, 2]);
      expect((await box.run('get', site(7).id, '--reveal')).out).toContain(secretOf(7, 2));
      expect((await box.sync()).report).toMatchObject({ exit: 0, generation: 3, changes: { rotate: 0 } });
    },
  );

  test('When the answer to COMMIT is lost, then the agent finds out that it was done', async () => {
    const vault = await prepared();
    vault.relay.plan = { statement: 'COMMIT', when: 'after', deed: cut => cut() };
    expect(await runHere(vault, vault.relayed)).toMatchObject({ exit: 0 });
    expect(vault.relay.seen.filter(each => each === 'string_to_array')).toHaveLength(4);
    expect(await vault.generations()).toEqual([1, 2]);
  });

  test('When a leader sleeps in its sweep beyond its lease, then another commits and the leader ends 11 with nothing', async () => {
    const vault = await prepared({ leaseMs: 1_500 });
    const { box } = vault;
    box.stub.sites = worldOf(2);
    const child = start(box.env);
    const ended = once(child, 'close');
    await new Promise<void>(done => {
      box.stub.answer = ({ kind, nth }) => {
        if (kind !== 'clients' || nth !== size + 50) return undefined;
        child.kill('SIGSTOP');
        done();
        return undefined;
      };
    });
    const asked = box.stub.asked.length;
    box.stub.sites = worldOf(3);
    await until(async () => (await box.sync()).exit === 0);
    const after = await box.served();
    const byOther = box.stub.asked.length;
    child.kill('SIGCONT');
    expect(await ended).toEqual([11, null]);
    // What the lanes had under way when it fell asleep was answered; nothing more was sent.
    expect(box.stub.asked.length - byOther).toBeLessThan(9);
    expect(byOther).toBeGreaterThan(asked);
    expect(await box.served()).toEqual(after);
    expect((await box.run('get', site(7).id, '--reveal')).out).toContain(secretOf(7, 3));
    expect(await vault.generations()).toEqual([1, 2]);
  });

  test.each<Statement>(['FOR UPDATE', 'string_to_array', 'epoch <= excluded.epoch', 'COMMIT'])(
    'When a leader sleeps before %s beyond its lease, then another commits and the leader ends 11 with nothing',
    async statement => {
      const vault = await prepared({ leaseMs: 1_500 });
      const { box, relay } = vault;
      box.stub.sites = worldOf(2);
      const child = start(vault.relayed);
      let said = '';
      child.stderr.on('data', part => {
        said += part;
      });
      const ended = once(child, 'close');
      await new Promise<void>(done => {
        // What was sent is held back as well: the server sees a session that says nothing.
        relay.plan = {
          statement,
          when: 'before',
          deed: async () => {
            child.kill('SIGSTOP');
            done();
            await until(async () => (await box.sync()).exit === 0);
            child.kill('SIGCONT');
          },
        };
        box.stub.answer = ({ kind, nth }) => {
          if (kind === 'token' && nth === 3) box.stub.sites = worldOf(3);
          return undefined;
        };
      });
      expect(await ended, said).toEqual([11, null]);
      expect((await box.run('get', site(7).id, '--reveal')).out).toContain(secretOf(7, 3));
      expect(await vault.generations()).toEqual([1, 2]);
      expect((await box.sync()).report).toMatchObject({ exit: 0, generation: 3 });
    },
  );
});

/** Tries again and again; what is tried takes its own time. */
async function until(attempt: () => Promise<boolean>): Promise<void> {
  while (!(await attempt()));
}
