// Puts the parts of one cycle together. The network is opened after the vault, so a bad key or vault costs no request (W52).
import { createHash } from 'node:crypto';
import { isNew } from './adapters/file-vault.js';
import { openSession } from './adapters/file-vault-session.js';
import { makeKeyFile, readKeyFile } from './adapters/key-file.js';
import { makeLog, makeScrubber } from './adapters/log.js';
import { openPartner } from './adapters/partner.js';
import { systemClock } from './adapters/system-clock.js';
import type { AgentConfig } from './config.js';
import { type CycleReport, runCycle } from './cycle.js';

export type { CycleReport } from './cycle.js';

/** Takes the log's lines, each with its newline. */
export type Write = (line: string) => void;

/** One full copy: reads the service, plans, guards, commits one generation. Throws AgentError with its exit code. */
export const sync = (config: AgentConfig, write: Write): Promise<CycleReport> => run(config, write, true);

/** As `sync`, without the commit. */
export const plan = (config: AgentConfig, write: Write): Promise<CycleReport> => run(config, write, false);

async function run(config: AgentConfig, write: Write, commit: boolean): Promise<CycleReport> {
  const scrubber = makeScrubber();
  scrubber.watch(config.vendor.secret);
  const log = makeLog(write, scrubber);
  const master = await openKey(config, write);
  const upstream = {
    sts: config.tokenUrl.host + config.tokenUrl.pathname,
    rap: config.rapUrl.host + config.rapUrl.pathname.replace(/\/+$/, ''),
    application: config.applicationId,
    client: config.vendor.id,
  };
  const vault = await openSession(config.vault, master, upstream, systemClock);
  try {
    const partner = await openPartner(config, systemClock, log, scrubber);
    try {
      const parts = { vault, partner, clock: systemClock, log, policy: config.policy, digest: sha256 };
      const report = await runCycle(parts, commit);
      const { exit: status } = report.plan;
      const ms = Math.round(report.durationMs);
      const generation = report.generation ?? undefined;
      log({ level: status === 0 ? 'info' : 'warn', event: 'run_end', status, ms, generation });
      return report;
    } finally {
      await partner.close();
    }
  } finally {
    await vault.close();
  }
}

async function openKey({ keyFile, keyIsDefault, vault }: AgentConfig, write: Write) {
  if (keyIsDefault && (await isNew(vault)) && (await makeKeyFile(keyFile)))
    write(
      `A new vault key was made: ${keyFile} (owner-only). Back it up apart from the vault: without it the vault cannot be read.\n`,
    );
  return readKeyFile(keyFile);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
