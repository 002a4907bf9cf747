// Full copies on schedule, in one process, until it is told to stop. What binds a run binds it here as under cron: the runs see to it.

import type { AgentConfig } from '../config/configuration.js';
import { judgeList } from '../core/evidence.js';
import { believable, longestRestMs, noStanding, restAfter, type Standing } from '../core/rest.js';
import { AgentError, Interrupted } from '../errors.js';
import type { Clock, Policy } from '../ports.js';
import { type CycleReport, run, type SyncOptions, sync, type Work, type Write } from '../sync.js';
import { clockUntil } from '../system-clock.js';
import { openStore } from '../vault/store.js';
import { freeAt, nextCopyAt } from '../wire/schedule.js';
import { readKept } from '../wire/standing.js';

/** What the watch does when something is due; each may throw AgentError. */
export type Duties = {
  /** What earlier runs left, in this process or another. */
  standing(): Promise<Standing>;
  copy(): Promise<void>;
  /** True: the site list is another one than at the last copy. */
  look(): Promise<boolean>;
  /** Told when the next copy is due, each time that changes. */
  next(at: number): void;
  failed(error: AgentError): void;
};

const sliceMs = 60_000;
/** However a run ended, and whatever is configured. */
const leastRestMs = 1_000;
const longestOwnMs = ({ rests }: Policy): number => Math.max(leastRestMs, rests === 'off' ? 0 : longestRestMs(rests));

/** Runs until its clock throws Interrupted. Rethrows what another run could not mend: a wrong configuration, a bug. */
export async function watchOver(duties: Duties, policy: Policy, applicationId: string, clock: Clock): Promise<never> {
  // Failures before a run begins leave no record: a vault in use, a database that is down.
  let own = { failures: 0, refused: false, restUntil: 0 };
  let kept = { record: '', standing: noStanding };
  let chance = Math.random();
  let lookedAt = clock.now();
  let announced = 0;
  // At the start a rest after refused credentials may be over, because they were changed: the run itself can tell.
  let isStart = true;
  for (;;) {
    const found = await duties.standing();
    const now = clock.now();
    // Set back, the clock would have the watch sleep until the wrong date. Put right once: anew each time, nothing would ever come due.
    own = { ...own, restUntil: Math.min(own.restUntil, now + longestOwnMs(policy)) };
    lookedAt = Math.min(lookedAt, now);
    const record = JSON.stringify(found);
    kept = { record, standing: believable(record === kept.record ? kept.standing : found, policy.rests, now) };
    const standing = isStart && found.refused ? { ...kept.standing, restUntil: 0 } : kept.standing;
    const copyAt = Math.max(own.restUntil, nextCopyAt(standing, policy, applicationId, now, chance));
    const lookAt =
      policy.pollMs === 0
        ? Number.POSITIVE_INFINITY
        : Math.max(own.restUntil, freeAt(standing, policy, Math.max(lookedAt + policy.pollMs, now)));
    const at = Math.min(copyAt, lookAt);
    if (copyAt !== announced && copyAt > now) duties.next(copyAt);
    announced = copyAt;
    if (at > now) {
      // In slices, because wall clocks are set, machines sleep, and somebody may sync by hand meanwhile.
      await clock.sleep(Math.min(at - now, sliceMs));
      continue;
    }
    isStart = false;
    lookedAt = now;
    try {
      if (copyAt <= now || (await duties.look())) {
        await duties.copy();
        chance = Math.random();
      }
      // A run that only returned may have failed, too, and a good one may have left no record.
      own = { failures: 0, refused: false, restUntil: clock.now() + leastRestMs };
    } catch (error) {
      if (!(error instanceof AgentError) || error instanceof Interrupted || error.exit === 78) throw error;
      const rest = restAfter(own, false, policy.rests, clock.now(), Math.random());
      own = { ...rest, restUntil: Math.max(rest.restUntil, clock.now() + leastRestMs) };
      duties.failed(error);
    }
  }
}

export type WatchOptions = SyncOptions & {
  readonly onReport: (report: CycleReport) => void;
  readonly onNext: (at: number) => void;
  readonly onFailed: (error: AgentError) => void;
};

/** Watches with the real service, vault and clock. Ends by Interrupted once `stop` fires. */
export async function watch(config: AgentConfig, write: Write, options: WatchOptions): Promise<never> {
  const store = await openStore(config.vault);
  const duties: Duties = {
    standing: async () => (await readKept(store)).standing,
    copy: async () => options.onReport(await sync(config, write, options)),
    look: () => look(config, write, { ...options, redraw: false }),
    next: options.onNext,
    failed: options.onFailed,
  };
  try {
    return await watchOver(duties, config.policy, config.applicationId, clockUntil(options.stop));
  } finally {
    await store.close();
  }
}

/** Whether the site list is another one than at the last copy. Two requests; the vault stays as it is. */
export const look = (config: AgentConfig, write: Write, options: SyncOptions = {}) =>
  run(config, write, options, lookAtList, false);

const lookAtList: Work<boolean> = async ({ partner, vault }, patience) => {
  const verdict = judgeList(await partner.sites(), vault.previous);
  const { exit, code } = verdict.go ? { exit: 0, code: null } : verdict;
  return { result: verdict.go !== null && patience.isNews(), plan: null, exit, code };
};
