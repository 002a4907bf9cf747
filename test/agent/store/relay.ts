// Between an agent and PostgreSQL: sees every statement of a commit go by, and may do something before or after one.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Cluster } from '../../support/postgres.js';

/** What may be done at one point of a commit; the statement waits till it is done. `cut` ends the agent's connection. */
export type Deed = (cut: () => void) => Promise<void> | void;

/** The statements of one commit, by a word of each, in order, from the one that only a commit has. The rows of a generation may take several. */
export const statements = [
  'FOR UPDATE',
  'SELECT file, line',
  'string_to_array',
  'string_agg',
  'epoch <= excluded.epoch',
  '.line WHERE generation <',
  '.record WHERE name = ANY',
  'pg_notify',
  'COMMIT',
] as const;
export type Statement = (typeof statements)[number];

export class Relay {
  /** The folder of its socket: what a URL names as host. */
  readonly folder: string;
  /** Done once, just before or just after the server has the statement. `nth` counts its kind, from 1. */
  plan: { statement: Statement; nth?: number; when: 'before' | 'after'; deed: Deed } | undefined;
  /** Statements of commits that were seen. */
  readonly seen: Statement[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(cluster: Cluster): Promise<Relay> {
    const folder = await mkdtemp(join(tmpdir(), 'sims-relay-'));
    const relay = new Relay(folder);
    const open = new Set<Socket>();
    const server = createServer(agent => {
      const database = connect(join(cluster.folder, `.s.PGSQL.${cluster.port}`));
      for (const socket of [agent, database]) open.add(socket.on('error', () => undefined));
      database.on('data', data => agent.write(data)).on('close', () => agent.destroySoon());
      agent.on('close', () => database.destroySoon());
      let turn = Promise.resolve();
      agent.on('data', data => {
        turn = turn.then(() => relay.#pass(data, agent, database));
      });
    });
    server.listen(join(folder, `.s.PGSQL.${cluster.port}`));
    await once(server, 'listening');
    onTestFinished(async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await rm(folder, { recursive: true, force: true });
    });
    return relay;
  }

  async #pass(data: Buffer, agent: Socket, database: Socket): Promise<void> {
    const cut = () => void agent.destroy();
    const text = data.toString('latin1');
    const inCommit = this.seen.at(-1) !== undefined && this.seen.at(-1) !== 'COMMIT';
    const statement = statements.find(each => text.includes(each));
    const counts = statement && (inCommit || statement === statements[0]);
    if (counts) this.seen.push(statement);
    const plan = this.plan;
    const now =
      counts &&
      plan?.statement === statement &&
      this.seen.filter(each => each === statement).length === (plan.nth ?? 1);
    if (now) this.plan = undefined;
    if (now && plan.when === 'before') await plan.deed(cut);
    // The end of a dead agent's connection is heard of late: its statement must not slip through until then.
    if (!agent.destroyed && !database.destroyed) database.write(data);
    if (now && plan.when === 'after') await plan.deed(cut);
  }
}
