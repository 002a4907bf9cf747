import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countEvent, countRun, metricsText, noTotals } from '../../agent/commands/metrics.js';
import { whyNotReady } from '../../agent/commands/readiness.js';
import { Configuration } from '../../agent/config/configuration.js';
import { defaultPolicy } from '../../agent/config/policy-file.js';
import { noStanding } from '../../agent/core/rest.js';
import { openVault } from '../../agent/vault/reader.js';
import { day, estate, evidenceOf, hour, org, planFor, start, vaultOf, without } from '../support/agent/evidence.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { sites } from '../support/agent/stub-service.js';

const requests = { token: 1, list: 2, clients: 25, retries: 1 };
const lastRun = { at: start + 90_500, ms: 90_500, exit: 4, code: null, says: '', requests };
const standing = { ...noStanding, sites: 26, sent: [{ at: start, n: 31 }] };

/** The page an hour after a vault of 25 schools saw ten of them leave, of which a guard holds all. */
function page(): readonly string[] {
  const vault = vaultOf(estate(25));
  const gone = Array.from({ length: 10 }, (_, at) => at + 1);
  const plan = planFor(vault, evidenceOf({ ...without(estate(25), ...gone), 26: {} }), start + hour);
  const totals = noTotals();
  const run = { answers: new Map([['clients 200', 15]]), retries: new Map([['status_503', 1]]), plan };
  countRun(totals, run);
  countRun(totals, { ...run, plan: null });
  countEvent(totals, { level: 'warn', event: 'alarm', code: 'guard_tripped' });
  countEvent(totals, { level: 'warn', event: 'breaker_open' });
  const after = { ...vault, generation: 2, createdAt: start + hour, sites: plan.sites, hold: plan.hold };
  return metricsText(totals, { standing, lastRun }, after, defaultPolicy, start + 2 * hour, 2).split('\n');
}

describe('the metrics', () => {
  test('When a guard holds ten of 25 schools and one came, then the page says all of it', () => {
    const lines = page();
    for (const line of [
      `last_success_timestamp_seconds ${(start + hour) / 1000}`,
      `last_attempt_timestamp_seconds ${(start + 90_500) / 1000}`,
      'last_run_exit_code 4',
      'missed_copies 2',
      'run_duration_seconds 90.5',
      'generation 2',
      'sites{state="active"} 26',
      'sites{state="tombstone"} 0',
      'clients{state="active"} 26',
      'plan_changes{op="add"} 2',
      'held_changes{guard="G2"} 10',
      'oldest_evidence_age_seconds 7200',
      'breaker_open 1',
      'budget_left 153',
      'upstream_requests_total{operation="clients",code="200"} 30',
      'retries_total{reason="status_503"} 2',
      'alarms_total{name="guard_tripped"} 1',
    ])
      expect(lines).toContain(`sims_agent_${line}`);
  });

  test('When it is read by a scraper, then every family has its help and type before its samples, and every line is one', () => {
    const lines = page();
    expect(lines.at(-1)).toBe('');
    let family = '';
    for (const line of lines.slice(0, -1)) {
      family = /^# HELP (\w+) \S/.exec(line)?.[1] ?? family;
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ \S.*|\w+(\{(\w+="[^"\\]*",?)+\})? -?[\d.]+(e[+-]\d+)?)$/);
      expect(line).toContain(family);
    }
  });

  test('When schools have names and ids, then none is on the page', () => {
    const text = page().join('\n');
    for (const hidden of ['School 1', 'client-1', 'secret', 'fp(', org(1)]) expect(text).not.toContain(hidden);
  });

  test('When nothing has happened yet, then there is a page all the same', () => {
    const text = metricsText(
      noTotals(),
      { standing: noStanding, lastRun: null },
      null,
      { ...defaultPolicy, dailyBudget: 'off' },
      start,
      0,
    );
    expect(text).toContain('sims_agent_generation 0\n');
    expect(text).toContain('sims_agent_budget_left +Inf\n');
    expect(text).not.toContain('sims_agent_last_run_exit_code 0');
  });
});

describe('readiness', () => {
  async function opened(box: Sandbox) {
    return openVault(new Configuration({}, box.env).store());
  }

  test('When the vault opens and is young, then it is ready, also while the service is down; after a week it is not', async () => {
    const box = await Sandbox.open(sites(2));
    await box.sync();
    await box.stub.close();
    box.stub.close = async () => {};
    const vault = await opened(box);
    const success = vault.opened?.header.createdAt ?? 0;
    expect(await whyNotReady(vault, success + 7 * day - 1)).toBeNull();
    expect(await whyNotReady(vault, success + 7 * day)).toMatch(/^The last success was at 20/);
    expect(await whyNotReady(vault, success + 7 * day + 1)).toMatch(/^The last success was at 20/);
  });

  test('When nothing was ever copied, or the vault was tampered with, then it is not, and says why', async () => {
    const box = await Sandbox.open(sites(2));
    await mkdir(box.vault, { recursive: true, mode: 0o700 });
    expect(await whyNotReady(await opened(box), Date.now())).toBe('There is no generation yet.');
    await box.sync();
    const vault = await opened(box);
    const path = join(box.vault, 'current');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"generation":1', '"generation":2'));
    expect(await whyNotReady(vault, Date.now())).toMatch(/cannot be trusted/);
  });
});
