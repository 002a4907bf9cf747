// A whole copy of 20,000 schools at the vendor's pace, on a clock that is moved by hand: 67 minutes in some seconds (T6, INFRA-26).
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Configuration } from '../../agent/config/configuration.js';
import { upstreamOf } from '../../agent/config/upstream.js';
import { runCycle } from '../../agent/cycle.js';
import { makeScrubber } from '../../agent/log.js';
import type { Clock } from '../../agent/ports.js';
import { openSession } from '../../agent/vault/session.js';
import { openStore } from '../../agent/vault/store.js';
import { openPartner } from '../../agent/wire/partner.js';
import { credentialOf, openPatience } from '../../agent/wire/patience.js';
import { buildWorld } from '../../fixtures/index.js';
import { startMock } from '../support/mock.js';

const mock = await startMock();

/**
 * The world's clock as the agent's own. It moves only when somebody waits, and only while no request is on its way, so that each
 * arrives at the very instant it was sent.
 */
function clockOf(advance: (ms: number) => void) {
  let at = Date.UTC(2026, 0, 5, 2);
  let onTheirWay = 0;
  let still: (() => void) | undefined;
  const clock: Clock = {
    now: () => at,
    monotonic: () => at,
    sleep: async ms => {
      // Whoever was let through before sends first.
      await new Promise(setImmediate);
      if (onTheirWay > 0)
        await new Promise<void>(resolve => {
          still = resolve;
        });
      at += ms;
      advance(ms);
    },
  };
  const sent = () => {
    onTheirWay += 1;
  };
  const arrived = () => {
    onTheirWay -= 1;
    if (onTheirWay === 0) still?.();
  };
  return { clock, sent, arrived };
}

test('When 20,000 schools are copied at the default pace, then five a second are asked for, with one renewal of the token', {
  timeout: 240_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sims-agent-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'key'), '5e'.repeat(32), { mode: 0o600 });
  const world = await mock.fresh(buildWorld('large'));
  const arrivals: number[] = [];
  const requests = new Map<string, number>();
  const { clock, sent, arrived } = clockOf(world.advance);
  const startedAt = clock.now();
  world.subscribe(event => {
    if (event.type !== 'exchange') return;
    const { operation, status } = event.exchange;
    const what = `${operation} ${status}`;
    requests.set(what, (requests.get(what) ?? 0) + 1);
    arrivals.push(clock.now() - startedAt);
    arrived();
  });

  const env = {
    ...world.variables(),
    SIMS_STATE_DIR: join(folder, 'state'),
    SIMS_AGENT_KEY: `file:${join(folder, 'key')}`,
  };
  const config = new Configuration({}, env).agent();
  const { policy } = config;
  const store = await openStore(config.vault);
  const master = await config.key.open();
  const vault = await openSession(store, master, upstreamOf(config), clock);
  const log = () => {};
  const pace = await openPatience({
    store,
    vault,
    policy,
    credential: credentialOf(config, master),
    clock,
    log,
    stop: undefined,
  });
  const gate = {
    ...pace,
    pass: async () => {
      await pace.pass();
      sent();
    },
  };
  const partner = await openPartner(config, clock, log, makeScrubber(), gate);
  onTestFinished(() => partner.close());
  await pace.begin(false);
  const { plan, requests: told } = await runCycle({ vault, partner, clock, log, policy, digest: String }, true);
  await vault.close();

  const schools = plan.sites.filter(site => site.authorised === 1).length;
  expect(schools).toBeGreaterThan(19_000);
  expect(plan).toMatchObject({ exit: 0, commit: true });
  expect(Object.fromEntries(requests)).toEqual({
    'sts.token 200': 2,
    'rap.sites 200': 2,
    'rap.clients 200': schools,
  });
  expect(told).toMatchObject({ token: 2, list: 2, clients: schools, retries: 0 });
  // Evenly spaced: never a sixth within the second that one begins.
  const crowded = arrivals.filter((at, nth) => (arrivals[nth + 5] ?? Number.POSITIVE_INFINITY) < at + 1_000);
  expect(crowded).toHaveLength(0);
  // The first goes out at once.
  expect(arrivals.at(-1)).toBe((schools + 3) * 200);
});
