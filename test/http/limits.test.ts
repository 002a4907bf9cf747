import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import {
  ask,
  askToken,
  basic,
  brief,
  fieldsOf,
  HEADER_ONLY,
  listSites,
  tokenFor,
  vendorFields,
} from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, OTHER_VENDOR, VENDOR } from '../support/small-world.js';

/** How often a caller may ask, by the world's clock. */

const mock = await startMock();
const last = (world: WorldHandle) => world.journal.list().at(-1);

async function times(n: number, act: () => Promise<{ status: number }>): Promise<number[]> {
  const statuses = [];
  for (let i = 0; i < n; i++) statuses.push((await act()).status);
  return statuses;
}

describe('infra.throttle', () => {
  test('When one call too many comes, then it is a 429 in API management’s words and Retry-After is exact [INFRA-25, INFRA-28, INFRA-29]', async () => {
    const world = await mock.with({ 'infra.throttle': 'rap:2/10' });
    const token = await tokenFor(world);
    await listSites(world, token);
    world.advance('4s');
    await listSites(world, token);
    const refused = await listSites(world, token);
    expect(brief(refused)).toBe(
      '429 { "statusCode": 429, "message": "Rate limit is exceeded. Try again in 6 seconds." }',
    );
    expect([refused.headers['retry-after'], refused.headers['content-type']]).toEqual(['6', 'application/json']);
    expect(last(world)).toMatchObject({
      fault: 'throttled',
      switches: ['infra.throttle=rap:2/10'],
      why: expect.stringContaining('more than 2 calls in 10 s by brightwater: the next is let through in 6 s'),
    });
    world.advance('5s');
    expect((await listSites(world, token)).headers['retry-after']).toBe('1');
    world.advance('1s');
    expect((await listSites(world, token)).status).toBe(200);
    expect((await listSites(world, token)).headers['retry-after']).toBe('4');
  });

  test.each([
    ['off', [200, 200], [200, 200]],
    ['1/1', [200, 429], [200, 429]],
    ['sts:1/1', [200, 429], [200, 200]],
    ['rap:1/1', [200, 200], [200, 429]],
    ['sts,rap:1/1', [200, 429], [200, 429]],
    ['dex:1/1', [200, 200], [200, 200]],
  ])('When it is %s, then it strikes the services it names [INFRA-28, STS-45, RAP-53]', async (value, sts, rap) => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    world.set({ 'infra.throttle': value });
    expect(await times(2, () => askToken(world, vendorFields))).toEqual(sts);
    expect(await times(2, () => listSites(world, token))).toEqual(rap);
  });

  test('When clients of one partner call, then they share its limit; another partner has its own [INFRA-26]', async () => {
    const world = await mock.with({ 'infra.throttle': 'sts:1/60' });
    const school = fieldsOf(OAKFIELD, 'rapapi');
    expect((await askToken(world, school)).status).toBe(200);
    expect((await askToken(world, vendorFields)).status).toBe(429);
    expect((await askToken(world, HEADER_ONLY, basic(VENDOR.clientId, VENDOR.secret))).status).toBe(429);
    expect((await askToken(world, fieldsOf(OTHER_VENDOR, 'partner-read'))).status).toBe(200);
  });

  test('When nobody can be told by the request, then all such callers are counted together [INFRA-28]', async () => {
    const world = await mock.with({ 'infra.throttle': '2/60' });
    const bearer = (text: string) => ({ headers: { authorization: text } });
    const url = `${world.ready.rapUrl}/nothing`;
    expect((await ask(url)).status).toBe(404);
    expect((await ask(url, bearer(`Bearer a.${Buffer.from('null').toString('base64url')}.c`))).status).toBe(404);
    expect((await ask(url, bearer('Bearer a.%%%.c'))).status).toBe(429);
    expect(last(world)?.why).toContain('by callers without a known client');
  });

  test('When the world is reset, or the limit becomes another, then counting starts from nothing [INFRA-28]', async () => {
    const world = await mock.with({ 'infra.throttle': '1/60' });
    const call = () => listSites(world, 'x');
    expect(await times(2, call)).toEqual([401, 429]);
    world.set({ 'infra.throttle': '2/60' });
    expect(await times(3, call)).toEqual([401, 401, 429]);
    world.reset();
    expect(await times(2, call)).toEqual([401, 429]);
  });
});

describe('infra.apimQuota', () => {
  test('When the quota is used up, then it is a 403 that says when it is there again, and RAP alone is counted [INFRA-27]', async () => {
    const world = await mock.with({ 'infra.apimQuota': '2/5000' });
    const token = await tokenFor(world);
    expect(await times(2, () => listSites(world, token))).toEqual([200, 200]);
    world.advance('59s');
    const refused = await listSites(world, token);
    expect(brief(refused)).toBe(
      '403 { "statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 01:22:21." }',
    );
    expect([refused.headers['retry-after'], refused.headers['content-type']]).toEqual(['4941', 'application/json']);
    expect(last(world)).toMatchObject({ fault: 'quota', switches: ['infra.apimQuota=2/5000'] });
    expect(await times(3, () => askToken(world, vendorFields))).toEqual([200, 200, 200]);
    world.advance(4_941_000);
    expect((await listSites(world, 'x')).status).toBe(401);
  });

  test('When the period is longer than a day, then days stand before the hours [INFRA-27]', async () => {
    const world = await mock.with({ 'infra.apimQuota': '1/180000' });
    await listSites(world, 'x');
    expect((await listSites(world, 'x')).body).toContain('replenished in 2.02:00:00.');
  });

  test('When it is off, then nothing is counted [INFRA-27]', async () => {
    const world = await mock.with({ 'infra.apimQuota': 'off' });
    expect(await times(4, () => listSites(world, 'x'))).toEqual([401, 401, 401, 401]);
  });
});
