// Puts the parts of one cycle together. The network is opened after the vault, so a bad key or vault costs no request (W52).
import { createHash } from 'node:crypto';
import { makeProgress, type Progress } from './commands/progress.js';
import type { AgentConfig } from './config/configuration.js';
import { partnerUrl, upstreamOf } from './config/upstream.js';
import type { Plan } from './core/plan.js';
import { type CycleParts, type CycleReport, runCycle } from './cycle.js';
import { AgentError } from './errors.js';
import { makeLog, scrubber } from './log.js';
import type { Log, Told } from './ports.js';
import { clockUntil } from './system-clock.js';
import { openOrMake } from './vault/key-source.js';
import { openSession } from './vault/session.js';
import { openStore } from './vault/store.js';
import { advice, placeOf } from './wire/advice.js';
import { openPartner } from './wire/partner.js';
import { credentialOf, type Ended, openPatience, type Patience } from './wire/patience.js';

export type { CycleReport } from './cycle.js';

/** Takes the log's lines, each with its newline. */
export type Write = (line: string) => void;

export type SyncOptions = {
  /** Progress is one redrawn line: `write` goes to a terminal. */
  readonly redraw?: boolean;
  /** Called when the vault is about to change. */
  readonly onCommit?: (() => void) | undefined;
  /** Skips the rest after failed runs; never a `Retry-After`, the budget or a window. */
  readonly ignoreBackoff?: boolean;
  /** Ends the run: nothing more is sent, and nothing committed unless that has begun. */
  readonly stop?: AbortSignal | undefined;
  /** Told once the run is over, however it ended. */
  readonly onEnd?: ((told: RunTold) => void) | undefined;
  readonly onLog?: Log | undefined;
};
export type RunTold = Told & { readonly plan: Plan | null };

/** One full copy: reads the service, plans, guards, commits one generation. Throws AgentError with its exit code. */
export const sync = (config: AgentConfig, write: Write, options: SyncOptions = {}) =>
  run(config, write, options, cycle(true), true);

/** As `sync`, without the commit. */
export const plan = (config: AgentConfig, write: Write, options: SyncOptions = {}) =>
  run(config, write, options, cycle(false), false);

/** What is done once everything is open; `exit` and `code` say how it went. */
export type Work<Result> = (
  parts: CycleParts,
  patience: Patience,
) => Promise<Pick<Ended, 'exit' | 'code'> & { readonly result: Result; readonly plan: Plan | null }>;

const cycle =
  (commit: boolean): Work<CycleReport> =>
  async parts => {
    const result = await runCycle(parts, commit);
    const { exit: status, code } = result.plan;
    const [ms, generation] = [Math.round(result.durationMs), result.generation ?? undefined];
    parts.log({ level: status === 0 ? 'info' : 'warn', event: 'run_end', status, ms, generation });
    return { result, plan: result.plan, exit: status, code };
  };

/** Opens store, key and vault, in this order, and closes them however it ends. `isCopy`: it counts as a sync. */
export async function run<Result>(
  config: AgentConfig,
  out: Write,
  options: SyncOptions,
  work: Work<Result>,
  isCopy: boolean,
): Promise<Result> {
  const { policy, vendor } = config;
  const { stop, onCommit, redraw = false, ignoreBackoff = false } = options;
  scrubber.watch(vendor.secret);
  const clock = clockUntil(stop);
  const progress = makeProgress(out, redraw, clock);
  const writeLog = makeLog(progress.write, scrubber);
  const log: Log = event => {
    options.onLog?.(event);
    writeLog(event);
  };
  const store = await openStore(config.vault, policy.leaseMs);
  try {
    const isNew = (await store.current()) === null;
    const master = await openOrMake(config.key, config.keyIsDefault && isNew, out);
    const vault = await openSession(store, master, upstreamOf(config), clock);
    try {
      const credential = credentialOf(config, master);
      const patience = await openPatience({ store, vault, policy, credential, clock, log, stop });
      await patience.begin(ignoreBackoff);
      const parts = { vault, clock, log, policy, digest: sha256, onCommit };
      return await ask({ config, parts, patience, progress, isCopy }, options, work);
    } finally {
      await vault.close();
    }
  } finally {
    progress.end();
    await store.close();
  }
}

type Opened = {
  readonly config: AgentConfig;
  readonly parts: Omit<CycleParts, 'partner' | 'progress'>;
  readonly patience: Patience;
  readonly progress: Progress;
  readonly isCopy: boolean;
};

/** Opens the network, works, and leaves behind what the next run and the audit have to know, however it ended. */
async function ask<Result>(opened: Opened, { stop, onEnd }: SyncOptions, work: Work<Result>): Promise<Result> {
  const { config, parts, patience, progress, isCopy } = opened;
  const partner = await openPartner(config, parts.clock, parts.log, scrubber, patience);
  const close = () => void partner.close();
  stop?.addEventListener('abort', close);
  let ended: Ended = { exit: 1, code: 'bug', says: 'A bug.' };
  let planned: Plan | null = null;
  try {
    const step = (done: number, of: number) => progress.step(done, of, partner.counts().retries);
    const { result, plan: made, exit, code } = await work({ ...parts, partner, progress: step }, patience);
    planned = made;
    ended = { exit, code, says: code === null ? '' : advice(code, placeOf(partnerUrl(config), 'SIMS_RAP_URL')) };
    return result;
  } catch (error) {
    if (error instanceof AgentError) ended = { exit: error.exit, code: error.code, says: error.message };
    throw error;
  } finally {
    stop?.removeEventListener('abort', close);
    await partner.close();
    await patience.end({ ...ended, says: scrubber.clean(ended.says) }, partner.counts(), isCopy);
    if (isCopy) await tellHead(parts, ended, progress.write);
    onEnd?.({ ...partner.told, plan: planned });
  }
}

/** The head of the audit, to be kept outside the vault. Why a run ended matters more than that its end could not be written. */
async function tellHead({ vault, log }: Opened['parts'], { exit, code }: Ended, write: Write): Promise<void> {
  const head = await vault.ended(exit, code).catch(() => undefined);
  if (head === undefined) log({ level: 'error', event: 'alarm', code: 'audit_unwritten' });
  else if (head !== null) write(`${head}\n`);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
