// One writer at a time on a vault in PostgreSQL: a lease that runs out by itself, with a number that only grows. Who slept through
// its end writes nothing, because the commit looks for that very number (PG1, PG2). The server's clock alone counts.
import { hostname } from 'node:os';
import { LockNotHeld } from '../../errors.js';
import { hasEnded, ownMark } from '../process-mark.js';
import type { Database } from './client.js';

export type Lease = {
  readonly holder: string;
  readonly epoch: string;
  /** Throws LockNotHeld once it is lost, or why it could not be renewed in time. */
  assertHeld(): void;
  /** Until the end of the run nothing is renewed: the commit holds the row. */
  pause(): void;
  release(): Promise<void>;
};

const soon = (parameter: string): string => `clock_timestamp() + ${parameter} * interval '1 millisecond'`;
const mine = "name = 'writer' AND holder = $1 AND epoch = $2";

/** Row by which the holder is told from all others; `FOR UPDATE` makes a challenger wait for our commit. */
export const fence = (schema: string): string =>
  `SELECT 1 FROM ${schema}.lease WHERE ${mine} AND expires_at > clock_timestamp() FOR UPDATE`;

function nameOf(run: string): string {
  const { pid, start, boot, space } = ownMark();
  return `${run}, process ${pid} on ${hostname()} (${start} ${boot} ${space})`;
}

/** Only a process of this very machine, since it was last started, can be known to be dead; a host's name proves neither. */
function isDead(holder: string): boolean {
  const [, pid, start, boot, space] = /, process (\d+) on .* \((\d+) (\S+) (\S+)\)$/.exec(holder) ?? [];
  return (
    start !== undefined &&
    space !== undefined &&
    boot === ownMark().boot &&
    hasEnded({ pid: Number(pid), start, space })
  );
}

/** Takes the lease when it is free, over, or its holder dead: the new epoch keeps out whatever the dead one still sent. Throws LockNotHeld. */
export async function takeLease({ query, schema }: Database, run: string, leaseMs: number): Promise<Lease> {
  const table = `${schema}.lease`;
  const holder = nameOf(run);
  const takeFrom = (dead: string) =>
    query<{ epoch: string }>(
      `INSERT INTO ${table} AS l VALUES ('writer', $1, 1, ${soon('$2')})
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, epoch = l.epoch + 1, expires_at = excluded.expires_at
       WHERE l.expires_at <= clock_timestamp() OR l.holder = $3 RETURNING epoch`,
      [holder, leaseMs, dead],
    );
  let heldUntil = performance.now() + leaseMs;
  let [taken] = await takeFrom('');
  if (!taken) {
    const [other] = await query<{ holder: string }>(`SELECT holder FROM ${table} WHERE name = 'writer'`);
    heldUntil = performance.now() + leaseMs;
    if (other && isDead(other.holder)) [taken] = await takeFrom(other.holder);
    const who = other?.holder.replace(/ \([^()]*\)$/, '') ?? 'another sims-agent';
    const wait = `Try again when it has finished; if it died, in ${Math.ceil(leaseMs / 1000)} s.`;
    if (!taken) throw new LockNotHeld('lock_held', `The vault is in use by ${who}. ${wait}`);
  }
  const { epoch } = taken;
  let failure: unknown;
  let busy = false;
  const renew = async () => {
    if (busy) return;
    busy = true;
    const sentAt = performance.now();
    try {
      const renewed = await query(
        `UPDATE ${table} SET expires_at = ${soon('$3')} WHERE ${mine} AND expires_at > clock_timestamp() RETURNING 1`,
        [holder, epoch, leaseMs],
      );
      heldUntil = renewed.length === 1 ? sentAt + leaseMs : Number.NEGATIVE_INFINITY;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    busy = false;
  };
  const beat = setInterval(renew, leaseMs / 3).unref();
  const pause = () => clearInterval(beat);
  return {
    holder,
    epoch,
    assertHeld: () => {
      if (performance.now() < heldUntil) return;
      throw (
        failure ?? new LockNotHeld('lock_lost', 'This run lost the vault to another sims-agent. Nothing was committed.')
      );
    },
    pause,
    release: async () => {
      pause();
      await query(`UPDATE ${table} SET expires_at = clock_timestamp() WHERE ${mine}`, [holder, epoch]).catch(
        () => undefined,
      );
    },
  };
}
