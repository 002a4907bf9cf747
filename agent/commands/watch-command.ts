// `sims-agent watch`: the watch, what it tells, and its pages.

import type { AgentConfig } from '../config/configuration.js';
import { isoTime } from '../core/time.js';
import type { CycleReport, SyncOptions, Write } from '../sync.js';
import { Vault } from '../vault/reader.js';
import { openStore } from '../vault/store.js';
import { missedCopies } from '../wire/schedule.js';
import { readKept } from '../wire/standing.js';
import { serveHealth } from './health-server.js';
import type { LoopbackServer } from './loopback-server.js';
import { countEvent, countRun, metricsText, noTotals, type Totals } from './metrics.js';
import { whyNotReady } from './readiness.js';
import { sparing } from './sparing-key.js';
import { watch } from './watch.js';

export type Telling = {
  /** Each report of a copy. */
  readonly onReport: (report: CycleReport) => void;
  /** 127.0.0.1 only; undefined = no pages. */
  readonly port: number | undefined;
};

/** Runs until `stop` fires, and then throws Interrupted. */
export async function runWatch(
  config: AgentConfig,
  write: Write,
  options: SyncOptions,
  telling: Telling,
): Promise<never> {
  const totals = noTotals();
  const pages = telling.port === undefined ? undefined : await openPages(config, totals, telling.port);
  if (pages) write(`Listening on ${pages.address}: /livez /readyz /metrics\n`);
  try {
    return await watch(config, write, {
      ...options,
      onEnd: told => countRun(totals, told),
      onLog: event => countEvent(totals, event),
      onReport: telling.onReport,
      onNext: at => write(`The next full copy is due at ${isoTime(at)}.\n`),
      onFailed: error => write(`sims-agent: ${error.message}\n`),
    });
  } finally {
    await pages?.close();
  }
}

async function openPages(config: AgentConfig, totals: Totals, port: number): Promise<LoopbackServer> {
  const store = await openStore(config.vault);
  const vault = new Vault(store, sparing(config.key));
  const server = await serveHealth(port, {
    ready: () => whyNotReady(vault, Date.now()),
    metrics: async () => {
      // What was read before still counts; /readyz says what is wrong.
      await vault.refresh().catch(() => undefined);
      const { opened, sites } = vault;
      const now = Date.now();
      const missed = opened ? missedCopies(config.policy, config.applicationId, opened.header.createdAt, now) : 0;
      const current = opened && { ...opened.header, sites };
      return metricsText(totals, await readKept(store), current, config.policy, now, missed);
    },
  });
  return {
    ...server,
    close: async () => {
      await server.close();
      await store.close();
    },
  };
}
