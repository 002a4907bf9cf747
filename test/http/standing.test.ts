import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Scenario, type Step, startHarness, type WorldHandle } from '../../mock-server/index.js';
import { ask, askToken, brief, listSites, tokenFor, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { APPLICATION, smallWorld } from '../support/small-world.js';

/** Weather that a switch sets, for as long as it is set. */

const mock = await startMock();
const KEYS = join(tmpdir(), 'sims-id-harness-test-keys');
const last = (world: WorldHandle) => world.journal.list().at(-1);
/** Both services asked once each: what they say, and of what type it is. */
const bothOf = async (world: WorldHandle) => {
  const replies = [await askToken(world, vendorFields), await listSites(world, 'x')];
  return replies.map(reply => [reply.status, reply.headers['content-type']]);
};

describe('infra.maintenance', () => {
  test.each([
    ['html-503', 503, 'text/html', 'maintenance'],
    ['json-503', 503, 'application/json; charset=utf-8', 'maintenance'],
    ['html-200', 200, 'text/html; charset=utf-8', 'maintenance'],
  ])(
    'When it is %s, then both services are down and the journal marks it [INFRA-01, INFRA-02, INFRA-08]',
    async (value, status, type, fault) => {
      const world = await mock.with({ 'infra.maintenance': value });
      expect(await bothOf(world)).toEqual([
        [status, type],
        [status, type],
      ]);
      for (const exchange of world.journal.list())
        expect(exchange).toMatchObject({
          fault,
          switches: [`infra.maintenance=${value}`],
          why: `this weather was set: infra.maintenance=${value}`,
        });
    },
  );

  test('When it names one service, then the other answers as ever [PROD-07, INFRA-02]', async () => {
    const world = await mock.with({ 'infra.maintenance': 'rap:json-503' });
    const token = await tokenFor(world);
    expect(brief(await listSites(world, token))).toBe('503 {"Message":"The service is unavailable."}');
    world.set({ 'infra.maintenance': 'sts:html-503' });
    expect((await listSites(world, token)).status).toBe(200);
    expect(brief(await askToken(world, vendorFields))).toBe('503 The service is unavailable.');
  });

  test('When it is off again, then the service answers and nothing is marked [INFRA-01]', async () => {
    const world = await mock.with({ 'infra.maintenance': 'html-503' });
    await listSites(world, 'x');
    world.set({ 'infra.maintenance': 'off' });
    expect((await listSites(world, 'x')).status).toBe(401);
    expect(last(world)?.fault).toBeUndefined();
    expect(`${last(world)?.switches} ${last(world)?.why}`).not.toContain('infra.');
  });

  test('When an address does not exist, then maintenance covers it too [INFRA-02]', async () => {
    const world = await mock.with({ 'infra.maintenance': 'html-503' });
    expect((await ask(`${world.ready.stsUrl}/nowhere`)).status).toBe(503);
  });
});

describe('infra.retryAfter', () => {
  const headerUnder = async (value: string) => {
    const world = await mock.with({ 'infra.maintenance': 'html-503', 'infra.retryAfter': value });
    const { headers } = await listSites(world, 'x');
    return { world, text: headers['retry-after'], date: Date.parse(String(headers['date'])) };
  };

  test.each([
    ['none', undefined],
    ['seconds', '120'],
    ['seconds:7', '7'],
  ])('When it is %s, then maintenance says it so [INFRA-02]', async (value, header) => {
    const { world, text } = await headerUnder(value);
    expect(text).toBe(header);
    expect(last(world)?.switches?.includes(`infra.retryAfter=${value}`)).toBe(header !== undefined);
  });

  test.each([
    ['http-date', 120],
    ['http-date:90', 90],
  ])("When it is %s, then it is a date so far ahead of the answer's own [INFRA-02]", async (value, seconds) => {
    const { text, date } = await headerUnder(value);
    expect((Date.parse(String(text)) - date) / 1000).toBe(seconds);
  });
});

describe('infra.fault', () => {
  test.each([
    ['stopped-403', 403, 'text/html', 'stopped'],
    ['pool-503', 503, 'text/html; charset=us-ascii', 'status'],
    ['html-502', 502, 'text/html', 'status'],
    ['html-504', 504, 'text/html', 'status'],
  ])(
    'When it is %s, then both services say so and the journal marks it [INFRA-03, INFRA-04, INFRA-05, INFRA-06]',
    async (value, status, type, fault) => {
      const world = await mock.with({ 'infra.fault': value });
      expect(await bothOf(world)).toEqual([
        [status, type],
        [status, type],
      ]);
      expect(last(world)).toMatchObject({ status, fault, switches: [`infra.fault=${value}`] });
    },
  );

  test('When it is truncated-200, then answers of 200 break off and refusals are whole and unmarked [INFRA-07]', async () => {
    const world = await mock.with({ 'infra.fault': 'rap:truncated-200' });
    const token = await tokenFor(world);
    await expect(listSites(world, token)).rejects.toThrow();
    expect(last(world)).toMatchObject({ status: 200, fault: 'truncated' });
    expect((await listSites(world, 'x')).status).toBe(401);
    expect(last(world)?.fault).toBeUndefined();
  });

  test('When it is reset, then the connection ends without an answer [INFRA-07]', async () => {
    const world = await mock.with({ 'infra.fault': 'sts:reset' });
    await expect(askToken(world, vendorFields)).rejects.toThrow();
    expect(last(world)).toMatchObject({ status: null, fault: 'reset' });
    expect((await listSites(world, 'x')).status).toBe(401);
  });

  test('When it is slow, then the right answer is decided at once and comes late [INFRA-07]', async () => {
    const world = await mock.with({ 'infra.fault': 'slow' });
    const impatient = fetch(world.ready.stsUrl, { signal: AbortSignal.timeout(100) });
    await expect(impatient).rejects.toThrow('timeout');
    expect(last(world)).toMatchObject({ status: 404, fault: 'delay', switches: ['infra.fault=slow'] });
    world.set({ 'infra.fault': 'slow:0' });
    expect((await askToken(world, vendorFields)).status).toBe(200);
    expect(last(world)?.fault).toBe('delay');
  });

  test('When the web app is stopped during maintenance, then the host answers first [INFRA-03]', async () => {
    const world = await mock.with({ 'infra.fault': 'stopped-403', 'infra.maintenance': 'html-503' });
    expect((await listSites(world, 'x')).status).toBe(403);
  });
});

describe('a scenario under standing weather', () => {
  const on = { kind: 'request', request: 'rap.sites', nth: 2, every: 1 } as const;
  const unused = { tells: '', defends: [], switches: {}, policy: {}, agent: {}, syncs: [] };
  const scenario = (step: Partial<Step>): Scenario => ({
    ...{ id: 's', title: 's', world: 'three-schools', seed: 1, clock: 'manual' as const, ...unused },
    steps: [{ name: 'step', on, times: 1, before: false, changes: [], ...step }],
  });

  test('When a step has a fault of its own, then it wins over the switch [INFRA-04]', async () => {
    const switches = { 'infra.maintenance': 'html-503' };
    const world = await mock.fresh(smallWorld(), { switches, scenario: scenario({ fault: { kind: 'stopped' } }) });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await listSites(world, 'x', APPLICATION)).status);
    expect(statuses).toEqual([503, 403, 503]);
    expect(world.journal.get(2)).toMatchObject({ fault: 'stopped', step: 'step' });
    expect(world.journal.get(2)?.switches).toBeUndefined();
  });

  test('When a step sets the switch before its answer, then that answer is struck already [INFRA-01]', async () => {
    const step = { before: true, set: { 'infra.maintenance': 'json-503' } };
    const world = await mock.fresh(smallWorld(), { scenario: scenario(step) });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await listSites(world, 'x')).status);
    expect(statuses).toEqual([401, 503, 503]);
  });
});

describe('the token server that follows the RFCs', () => {
  test('When a switch puts weather before it, then it is struck like the other [INFRA-02, INFRA-28]', async () => {
    const switches = { 'infra.maintenance': 'sts:json-503', 'infra.throttle': 'sts:1/60' };
    const strict = await startHarness({
      sts: 'rfc6749',
      world: smallWorld(),
      controlPort: null,
      keyFolder: KEYS,
      switches,
    });
    expect(brief(await askToken(strict, vendorFields))).toBe('503 {"Message":"The service is unavailable."}');
    expect((await askToken(strict, vendorFields)).status).toBe(429);
    expect(strict.journal.list().map(({ fault }) => fault)).toEqual(['maintenance', 'throttled']);
    strict.set({ 'infra.maintenance': 'off', 'infra.throttle': 'off' });
    expect((await askToken(strict, vendorFields)).status).toBe(200);
    await strict.stop();
  });
});
