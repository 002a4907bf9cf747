// Puts the parts of one cycle together. The network is opened after the vault, so a bad key or vault costs no request (W52).
import { createHash } from 'node:crypto';
import { makeKeyFile } from './adapters/key-file.js';
import { type LastRun, writeLastRun } from './adapters/last-run.js';
import { makeLog, makeScrubber } from './adapters/log.js';
import { openPartner } from './adapters/partner.js';
import { openSession } from './adapters/session.js';
import { openStore } from './adapters/store.js';
import { systemClock } from './adapters/system-clock.js';
import { advice, placeOf } from './advice.js';
import { type AgentConfig, partnerUrl } from './config.js';
import { type CycleReport, runCycle } from './cycle.js';
import { AgentError } from './errors.js';
import type { Store } from './ports.js';
import { makeProgress } from './progress.js';

export type { CycleReport } from './cycle.js';

/** Takes the log's lines, each with its newline. */
export type Write = (line: string) => void;

export type SyncOptions = {
  /** Progress is one redrawn line: `write` goes to a terminal. */
  readonly redraw?: boolean;
  /** Called when the vault is about to change. */
  readonly onCommit?: (() => void) | undefined;
};

/** One full copy: reads the service, plans, guards, commits one generation. Throws AgentError with its exit code. */
export const sync = (config: AgentConfig, write: Write, options: SyncOptions = {}) => run(config, write, options, true);

/** As `sync`, without the commit. */
export const plan = (config: AgentConfig, write: Write, options: SyncOptions = {}) =>
  run(config, write, options, false);

async function run(config: AgentConfig, out: Write, options: SyncOptions, commit: boolean): Promise<CycleReport> {
  const { redraw = false, onCommit } = options;
  const scrubber = makeScrubber();
  scrubber.watch(config.vendor.secret);
  let retries = () => 0;
  const progress = makeProgress(out, redraw, () => retries(), systemClock);
  const log = makeLog(progress.write, scrubber);
  const store = await openStore(config.vault, config.policy.leaseMs);
  const master = await openKey(config, store, out);
  const upstream = {
    sts: config.tokenUrl.host + config.tokenUrl.pathname,
    rap: config.rapUrl.host + config.rapUrl.pathname.replace(/\/+$/, ''),
    application: config.applicationId,
    client: config.vendor.id,
  };
  const vault = await openSession(store, master, upstream, systemClock);
  const remember = async (ended: Omit<LastRun, 'at'>) => {
    if (commit) await writeLastRun(store, { at: systemClock.now(), ...ended });
  };
  const timer = setInterval(progress.tick, 1_000).unref();
  try {
    const partner = await openPartner(config, systemClock, log, scrubber);
    retries = () => partner.counts().retries;
    try {
      const parts = { vault, partner, clock: systemClock, log, policy: config.policy };
      const report = await runCycle({ ...parts, digest: sha256, progress: progress.step, onCommit }, commit);
      const { exit: status, code } = report.plan;
      const ms = Math.round(report.durationMs);
      const generation = report.generation ?? undefined;
      log({ level: status === 0 ? 'info' : 'warn', event: 'run_end', status, ms, generation });
      const place = placeOf(partnerUrl(config), 'SIMS_RAP_URL');
      await remember({ exit: status, code, says: code === null ? '' : advice(code, place) });
      return report;
    } finally {
      await partner.close();
    }
  } catch (error) {
    if (error instanceof AgentError) await remember({ exit: error.exit, code: error.code, says: error.message });
    throw error;
  } finally {
    clearInterval(timer);
    progress.end();
    await vault.close();
    await store.close();
  }
}

async function openKey({ key, keyIsDefault }: AgentConfig, store: Store, write: Write) {
  const isNew = (await store.current()) === null;
  if (keyIsDefault && isNew && key.file && (await makeKeyFile(key.file)))
    write(
      `A new vault key was made: ${key.file} (owner-only). Back it up apart from the vault: without it the vault cannot be read.\n`,
    );
  return key.open();
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
