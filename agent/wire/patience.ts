// What binds a run from outside: rests after failed runs, a `Retry-After` that outlives its run, the day's budget, closed windows.
import { createHash } from 'node:crypto';
import type { AgentConfig } from '../config/configuration.js';
import { upstreamOf } from '../config/upstream.js';
import type { ListEvidence, SiteRow } from '../core/evidence.js';
import {
  advance,
  believable,
  budgetAt,
  defaultRests,
  type Obstacle,
  obstacleTo,
  restAfter,
  type Standing,
} from '../core/rest.js';
import { day, isoTime } from '../core/time.js';
import { type AgentError, Interrupted, TryLater } from '../errors.js';
import type { Clock, Log, Policy, RequestCounts, Store, VaultSession } from '../ports.js';
import type { MasterKey } from '../vault/keys.js';
import { derive, keyFrom, lp, mac } from '../vault/seal.js';
import { openAt } from './schedule.js';
import { type LastRun, readKept, writeKept } from './standing.js';

/** What the calls of a run meet. */
export type Gate = {
  /**
   * Asked before every request, which it counts. Throws TryLater when a window has closed or the day's budget is spent; LockNotHeld or
   * StoreUnreadable when it could not be put down that the request is charged.
   */
  pass(): Promise<void>;
  /** The service wants to be left alone until then, epoch ms. */
  quiet(until: number): void;
  /** A site list arrived. Throws as `pass` does. */
  listed(list: ListEvidence): Promise<void>;
};

export type Ended = Pick<LastRun, 'exit' | 'code' | 'says'>;

export type Patience = Gate & {
  /** Waits out a short rest. Throws TryLater when the run may not begin yet. */
  begin(ignoreBackoff: boolean): Promise<void>;
  /** Whether the site list is another one than at the last run. */
  isNews(): boolean;
  /** Keeps what the next run has to know. `isCopy`: the run was a sync, neither a plan nor a look at the list. */
  end(ended: Ended, requests: RequestCounts, isCopy: boolean): Promise<void>;
};

type Parts = {
  readonly store: Store;
  /** Asked before each write: whoever has taken the vault over has a record of their own. */
  readonly vault: Pick<VaultSession, 'assertHeld'>;
  readonly policy: Policy;
  /** Of `credentialOf`. */
  readonly credential: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly stop: AbortSignal | undefined;
};

/** Retries and another token come on top of a whole copy: so many more are charged at a time. */
const chargedAhead = 10;
/** A shorter pause is over before a killed run could be started anew. */
const shortestNotedMs = 1_000;

/** Reads what earlier runs left; the vault's lock must be held, or two runs could both have the day's last requests. */
export async function openPatience({ store, vault, policy, credential, clock, log, stop }: Parts): Promise<Patience> {
  const kept = await readKept(store);
  const startedAt = clock.now();
  const standing = believable(kept.standing, policy.rests, startedAt);
  // Kept even if this run may not begin, so that what a wrong clock wrote binds for its time from now on, and no longer.
  if (standing !== kept.standing) await writeKept(store, { ...kept, standing });
  let { pausedUntil, sites } = standing;
  let lastList: readonly SiteRow[] | null = null;
  let sent = 0;
  let charge = 0;
  let noted = Promise.resolve();

  /** Puts down what is known so far, one write after the other: a run that is killed must not be free, nor forget what it was told. */
  const note = (): Promise<void> => {
    noted = noted.then(() => {
      vault.assertHeld();
      const most = Math.max(sites, standing.sites);
      const soFar = { ...standing, sites: most, pausedUntil, sent: charged(standing, charge) };
      return writeKept(store, { ...kept, standing: soFar });
    });
    // Told to whoever wants to send next.
    noted.catch(() => undefined);
    return noted;
  };

  const begin = async (ignoreBackoff: boolean): Promise<void> => {
    // Without rests of our own there is still what the service asked for.
    const { waitOutMs } = policy.rests === 'off' ? defaultRests : policy.rests;
    const obstacle = obstacleTo(standing, policy, clock.now(), { credential, ignoreBackoff });
    const restMs = obstacle ? obstacle.until - clock.now() : 0;
    if (obstacle && (restMs > waitOutMs || obstacle.why === 'budget'))
      throw notYet(obstacle, standing, policy, startedAt);
    if (restMs > 0) log({ level: 'info', event: 'rest', ms: restMs });
    if (restMs > 0) await clock.sleep(restMs);
    assertOpen();
    charge = advance(standing);
    await note();
  };

  const charged = (before: Standing, n: number): Standing['sent'] => {
    const recent = before.sent.filter(({ at }) => at > clock.now() - day);
    return n > 0 ? [...recent, { at: clock.now(), n }] : recent;
  };

  const assertOpen = (): void => {
    const opensAt = openAt(policy, clock.now());
    if (opensAt > clock.now())
      throw new TryLater(
        'window_closed',
        `The policy's windows keep the agent away ${untilTime(opensAt)}. Run it again then.`,
      );
  };

  const pass = async (): Promise<void> => {
    if (stop?.aborted) throw new Interrupted();
    assertOpen();
    const { left, of } = budgetAt(
      { ...standing, sites: Math.max(sites, standing.sites) },
      policy.dailyBudget,
      clock.now(),
    );
    if (sent >= left)
      throw new TryLater(
        'budget_spent',
        `All ${of} requests of 24 hours are spent (dailyBudget). Run the sync again tomorrow.`,
      );
    sent += 1;
    if (sent > charge) {
      charge = sent + chargedAhead;
      void note();
    }
    await noted;
  };

  const list = (): string => (lastList === null ? standing.list : listId(lastList));

  const end: Patience['end'] = async (ended, requests, isCopy) => {
    // Whoever took the vault over has a record of their own.
    if (ended.exit === 11) return;
    await noted.catch(() => undefined);
    const now = clock.now();
    const isGood = [0, 2, 3, 4].includes(ended.exit);
    const isBad = [5, 6, 12].includes(ended.exit) && !ownReasons.includes(ended.code ?? '');
    const rest = isBad
      ? restAfter(standing, ended.exit === 5, policy.rests, now, Math.random())
      : isGood && { failures: 0, refused: false, restUntil: 0 };
    // A list that a fault made short must not make the budget small.
    const known = isGood && isCopy ? { sites, list: list() } : { sites: Math.max(sites, standing.sites) };
    const goodAt = isGood && isCopy ? startedAt : standing.goodAt;
    const next = { ...standing, ...rest, ...known, credential, pausedUntil, sent: charged(standing, sent), goodAt };
    const lastRun = isCopy && ended.exit < 128 ? { ...ended, at: now, ms: now - startedAt, requests } : kept.lastRun;
    // A disk that is full must not hide why the run ended.
    await writeKept(store, { standing: next, lastRun }).catch(() =>
      log({ level: 'error', event: 'alarm', code: 'standing_unwritten' }),
    );
  };

  return {
    begin,
    pass,
    end,
    quiet: until => {
      if (until <= pausedUntil) return;
      pausedUntil = until;
      if (until - clock.now() > shortestNotedMs) void note();
    },
    listed: async rows => {
      if (rows.kind !== 'read') return;
      sites = rows.rows.filter(row => row.authorised === 1).length;
      lastList = rows.rows;
      if (advance({ sites }) <= charge) return;
      charge = advance({ sites });
      await note();
    },
    isNews: () => list() !== standing.list,
  };
}

/** The agent's own patience ended these runs; the service did nothing wrong. */
const ownReasons = ['budget_spent', 'window_closed'];

/** Two lists are the same when they show the same sites with the same consent. Names say nothing about credentials. */
const listId = (rows: readonly SiteRow[]): string => {
  const lines = rows.map(({ organisation, authorised }) => `${organisation} ${authorised}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
};

/** Tells a changed credential, or another address to show it to, from the one before; worth nothing without the vault's key. */
export function credentialOf(config: AgentConfig, master: MasterKey): string {
  const { sts, rap, application, client } = upstreamOf(config);
  const { secret, scope, style } = config.vendor;
  const key = keyFrom(derive(master.key, 'standing'));
  return mac(key, lp(sts, rap, application, client, secret.reveal(), scope, style)).toString('hex', 0, 16);
}

const untilTime = (until: number): string => (Number.isFinite(until) ? `until ${isoTime(until)}` : 'for ever');

const reasons: Readonly<Record<Obstacle['why'], readonly [code: string, says: string]>> = {
  back_off: [
    'back_off',
    'Runs before this one failed, so the agent rests {until}. Or run: sims-agent sync --ignore-backoff',
  ],
  refused: [
    'refused_rest',
    'The credentials were refused, and are not shown again {until}. Correct them: changed ones are tried at once (or --ignore-backoff).',
  ],
  retry_after: ['deferred', 'The service asked to be left alone {until}. Run the sync again then.'],
  budget: [
    'budget_spent',
    '{spent} of the {of} requests of 24 hours are spent (dailyBudget). A whole copy fits again {at}. Against a mock, write {"dailyBudget":"off"} into a file, and name that file in SIMS_AGENT_POLICY.',
  ],
};

function notYet({ until, why }: Obstacle, standing: Standing, { dailyBudget }: Policy, now: number): AgentError {
  const [code, says] = reasons[why];
  const { spent, of } = budgetAt(standing, dailyBudget, now);
  const words = { until: untilTime(until), at: `at ${isoTime(until)}`, spent: String(spent), of: String(of) };
  return new TryLater(
    code,
    says.replace(/\{(\w+)\}/g, (_, word: keyof typeof words) => words[word]),
  );
}
