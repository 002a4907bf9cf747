import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { ask, askToken, basic, fieldsOf, HEADER_ONLY, postForm, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, OTHER_VENDOR, VENDOR, worldWithClient } from '../support/small-world.js';

/** `sts.lockout`: so many wrong secrets in a row, and even the right one is refused for 15 minutes. */

const mock = await startMock();
const lockedAfter = (n: number, more = {}) => mock.with({ 'sts.lockout': `after:${n}`, ...more });
const WRONG = { ...vendorFields, client_secret: 'wrong' };
const REFUSED = '{"error":"invalid_client"}';

async function statuses(
  world: WorldHandle,
  ...requests: readonly Readonly<Record<string, string>>[]
): Promise<number[]> {
  const seen: number[] = [];
  for (const fields of requests) seen.push((await askToken(world, fields)).status);
  return seen;
}

describe('being locked out', () => {
  test('When the last of so many wrong secrets came, then the right one is refused for 15 minutes, byte for byte alike [CA-18, CA-13]', async () => {
    const world = await lockedAfter(3);
    expect(await statuses(world, WRONG, WRONG, vendorFields)).toEqual([400, 400, 200]);
    expect(await statuses(world, WRONG, WRONG, WRONG, vendorFields)).toEqual([400, 400, 400, 400]);
    const [first, last] = [await askToken(world, WRONG), await askToken(world, vendorFields)];
    expect([last.body, last.status, last.headers]).toEqual([REFUSED, first.status, first.headers]);
    world.advance(15 * 60_000 - 1);
    expect(await statuses(world, vendorFields)).toEqual([400]);
    world.advance(1);
    expect(await statuses(world, vendorFields)).toEqual([200]);
  });

  test('When a right secret comes in between, then the row is broken [CA-18]', async () => {
    const world = await lockedAfter(3);
    expect(await statuses(world, WRONG, WRONG, vendorFields, WRONG, WRONG, vendorFields)).toEqual([
      400, 400, 200, 400, 400, 200,
    ]);
  });

  test('When it happens, then the journal says when, for how long yet, and whether the secret was right [CA-18]', async () => {
    const world = await lockedAfter(1);
    await statuses(world, WRONG);
    world.advance('60s');
    await statuses(world, vendorFields, WRONG);
    const switches = ['sts.lockout=after:1'];
    const wrong = "wrong secret for the partner's own client";
    const much = 'that was one wrong secret too many, and the client is locked out for 15 minutes';
    expect(world.journal.list()).toMatchObject([
      { why: `${wrong}; ${much}`, clientId: VENDOR.clientId, switches },
      { why: 'locked out for another 840 s after wrong secrets in a row; this secret was right', switches },
      { why: 'locked out for another 840 s after wrong secrets in a row; this secret was wrong', switches },
    ]);
  });

  test('When it goes on being tried, then the time is not longer, and the count begins anew [CA-18]', async () => {
    const world = await lockedAfter(2);
    await statuses(world, WRONG, WRONG);
    world.advance('14m');
    await statuses(world, WRONG, WRONG, WRONG);
    world.advance('1m');
    expect(await statuses(world, WRONG, vendorFields)).toEqual([400, 200]);
  });

  test('When one client is locked out, then others are not [CA-18]', async () => {
    const world = await lockedAfter(1);
    await statuses(world, WRONG);
    expect(await statuses(world, fieldsOf(OTHER_VENDOR, 'partner-read'))).toEqual([200]);
  });

  test('When a revocation is tried, then its secrets count like those of a token request [CA-18, END-08]', async () => {
    const world = await lockedAfter(2);
    const { client_id = '' } = vendorFields;
    await postForm(`${world.ready.stsUrl}/connect/revocation`, { client_id, client_secret: 'wrong', token: 'x' });
    expect(await statuses(world, WRONG, vendorFields)).toEqual([400, 400]);
  });
});

describe('what counts', () => {
  test('When what is wrong is no secret of a client, then nothing counts [CA-18, CA-14]', async () => {
    const world = await lockedAfter(1);
    world.commit({ kind: 'vendor.suspended', partner: 'brightwater' });
    await statuses(world, WRONG, WRONG);
    world.commit({ kind: 'vendor.restored', partner: 'brightwater' });
    await askToken(world, { ...vendorFields, client_secret: ' ' });
    await askToken(world, { ...WRONG, client_id: 'nobody' });
    await askToken(world, HEADER_ONLY, { authorization: 'Basic !' });
    await askToken(world, { ...vendorFields, scope: 'nothing' });
    expect(await statuses(world, vendorFields)).toEqual([200]);
  });

  test('When both readings of Basic are wrong, then that is one wrong secret [CA-18, CA-22]', async () => {
    const world = await lockedAfter(2);
    await askToken(world, HEADER_ONLY, basic(VENDOR.clientId, 'a%20b'));
    expect(await statuses(world, vendorFields)).toEqual([200]);
    await askToken(world, HEADER_ONLY, basic(VENDOR.clientId, 'a%20b'));
    await askToken(world, HEADER_ONLY, basic(VENDOR.clientId, 'a%20b'));
    expect(await statuses(world, vendorFields)).toEqual([400]);
  });

  test('When one of two readings is right, then nothing counts [CA-18, CA-23]', async () => {
    const world = await mock.with({ 'sts.lockout': 'after:1' }, worldWithClient({ ...OAKFIELD, secret: 'a b' }));
    const fields = { ...HEADER_ONLY, scope: 'rapapi' };
    expect((await askToken(world, fields, basic(OAKFIELD.clientId, 'a%20b'))).status).toBe(200);
    expect((await askToken(world, fields, basic(OAKFIELD.clientId, 'a%20b'))).status).toBe(200);
  });

  test('When an id is spelt otherwise, then it is the same client that is locked out [CA-17, CA-18]', async () => {
    const world = await lockedAfter(2, { 'sts.clientIdCase': 'ignore' });
    const shouted = { ...WRONG, client_id: VENDOR.clientId.toUpperCase() };
    expect(await statuses(world, WRONG, shouted, vendorFields)).toEqual([400, 400, 400]);
  });

  test('When 401 is asked for, then being locked out is one too, with a challenge for Basic [CA-18, STS-30]', async () => {
    const world = await lockedAfter(1, { 'sts.invalidClientStatus': '401-basic' });
    await statuses(world, WRONG);
    const reply = await askToken(world, HEADER_ONLY, basic(VENDOR.clientId, VENDOR.secret));
    expect([reply.status, reply.headers['www-authenticate'], reply.body]).toEqual([401, 'Basic', REFUSED]);
    expect(world.journal.list().at(-1)?.switches).toEqual(['sts.lockout=after:1', 'sts.invalidClientStatus=401-basic']);
  });
});

describe('how it ends', () => {
  test('When the world is reset, then nobody is locked out [CA-18]', async () => {
    const world = await lockedAfter(1);
    await statuses(world, WRONG);
    world.reset();
    expect(await statuses(world, vendorFields)).toEqual([200]);
  });

  test('When it is off, then nothing is counted and nobody refused [CA-18]', async () => {
    const world = await lockedAfter(1);
    await statuses(world, WRONG);
    world.set({ 'sts.lockout': 'off' });
    expect(await statuses(world, vendorFields, WRONG, WRONG, vendorFields)).toEqual([200, 400, 400, 200]);
  });

  test('When a client of the other environment is tried, then it is unknown here and not counted [CA-18, HOST-10]', async () => {
    const world = await mock.newWorld({
      world: 'both-environments',
      clock: 'manual',
      switches: { 'sts.lockout': 'after:1' },
    });
    const live = world.variables('live');
    const partner = world.variables('partner');
    const fields = (clientSecret: string) => ({
      grant_type: 'client_credentials',
      client_id: live['SIMS_CLIENT_ID'] ?? '',
      client_secret: clientSecret,
      scope: live['SIMS_SCOPE'] ?? '',
    });
    expect((await postForm(partner['SIMS_TOKEN_URL'] ?? '', fields('wrong'))).status).toBe(400);
    expect((await postForm(live['SIMS_TOKEN_URL'] ?? '', fields(live['SIMS_CLIENT_SECRET'] ?? ''))).status).toBe(200);
    expect((await ask(live['SIMS_TOKEN_URL'] ?? '')).status).toBe(405);
  });
});
