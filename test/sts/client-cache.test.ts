import { describe, expect, test } from 'vitest';
import { askToken, brief, fieldsOf, listSites, postForm, tokenFor, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { AT_OAKFIELD, OAKFIELD, RIVERSIDE, VENDOR } from '../support/small-world.js';

/** `sts.clientCacheSeconds`: the token server goes on for a while with a client as it last saw it. */

const mock = await startMock();
const INVALID = '400 {"error":"invalid_client"}';
const cachedFor = (seconds: number, more = {}) => mock.with({ 'sts.clientCacheSeconds': String(seconds), ...more });
const RENEWED = { ...vendorFields, client_secret: 'brand new' };
const RESET = { kind: 'vendor.secretReset', partner: 'brightwater', secret: 'brand new' } as const;

describe('a reissued secret', () => {
  test('When the client is known, then the old secret opens and the new one does not, until the time is over [CA-31, LIFE-20]', async () => {
    const world = await cachedFor(60);
    expect((await askToken(world, vendorFields)).status).toBe(200);
    world.advance('10s');
    world.commit(RESET);
    world.advance('40s');
    expect(brief(await askToken(world, RENEWED))).toBe(INVALID);
    expect(world.journal.list().at(-1)).toMatchObject({
      why: 'this is the newest secret, but the STS still has the client as it was 50 s ago',
      clientId: VENDOR.clientId,
      switches: ['sts.clientCacheSeconds=60'],
    });
    expect((await askToken(world, vendorFields)).status).toBe(200);
    expect(world.journal.list().at(-1)).toMatchObject({
      why: 'the STS took the client as it was 50 s ago: it has changed since',
      switches: ['sts.clientCacheSeconds=60'],
    });
    world.advance('10s');
    expect(brief(await askToken(world, vendorFields))).toBe(INVALID);
    expect((await askToken(world, RENEWED)).status).toBe(200);
    expect(world.journal.list().at(-1)?.switches).toBeUndefined();
  });

  test('When nobody has asked for the client yet, then the change counts at once [CA-31]', async () => {
    const world = await cachedFor(300);
    world.commit(RESET);
    expect(brief(await askToken(world, vendorFields))).toBe(INVALID);
    expect((await askToken(world, RENEWED)).status).toBe(200);
  });

  test('When only a wrong secret was tried before, then the client is known all the same [CA-31]', async () => {
    const world = await cachedFor(300);
    expect((await askToken(world, { ...vendorFields, client_secret: 'wrong' })).status).toBe(400);
    world.commit(RESET);
    expect(brief(await askToken(world, RENEWED))).toBe(INVALID);
    expect((await askToken(world, { ...vendorFields, client_secret: 'wrong' })).status).toBe(400);
    expect(world.journal.list().at(-1)?.why).toBe("wrong secret for the partner's own client");
  });
});

describe('a client that comes or goes', () => {
  test('When it is suspended or its school leaves, then it gets tokens until the time is over [CA-31, CA-14]', async () => {
    const world = await cachedFor(300);
    const ask = () =>
      Promise.all([
        askToken(world, fieldsOf(OAKFIELD, 'rapapi')),
        askToken(world, fieldsOf(RIVERSIDE, 'rapapi')),
        askToken(world, vendorFields),
      ]).then(replies => replies.map(({ status }) => status));
    expect(await ask()).toEqual([200, 200, 200]);
    world.commit([
      { kind: 'site.removed', ...AT_OAKFIELD },
      { kind: 'site.disabled', site: 'riverside', application: AT_OAKFIELD.application },
      { kind: 'vendor.suspended', partner: 'brightwater' },
    ]);
    world.advance('299s');
    expect(await ask()).toEqual([200, 200, 200]);
    world.advance('1s');
    expect(await ask()).toEqual([400, 400, 400]);
  });

  test('When it is new or restored, then it is known at once: nobody remembers that it was missing [CA-31]', async () => {
    const world = await cachedFor(300);
    world.commit({ kind: 'client.suspended', ...AT_OAKFIELD });
    expect(brief(await askToken(world, fieldsOf(OAKFIELD, 'rapapi')))).toBe(INVALID);
    world.commit({ kind: 'client.restored', ...AT_OAKFIELD });
    expect((await askToken(world, fieldsOf(OAKFIELD, 'rapapi'))).status).toBe(200);
  });

  test('When a live token is validated or revoked, then the same late client is gone by [CA-31, END-07, END-08]', async () => {
    const world = await cachedFor(60);
    const token = await tokenFor(world);
    world.commit({ kind: 'vendor.suspended', partner: 'brightwater' });
    const { stsUrl } = world.ready;
    const { client_id = '', client_secret = '' } = vendorFields;
    const seen = async () => [
      (await postForm(`${stsUrl}/connect/accessTokenValidation`, { token })).status,
      (await postForm(`${stsUrl}/connect/revocation`, { client_id, client_secret, token })).status,
    ];
    expect(await seen()).toEqual([200, 200]);
    expect(world.journal.list().at(-1)?.switches).toEqual(['sts.clientCacheSeconds=60']);
    world.advance('60s');
    expect(await seen()).toEqual([400, 400]);
  });
});

describe('what it keeps', () => {
  test('When it is 0, then every change counts at the next request [CA-31]', async () => {
    const world = await cachedFor(0);
    expect((await askToken(world, vendorFields)).status).toBe(200);
    world.commit(RESET);
    expect((await askToken(world, RENEWED)).status).toBe(200);
  });

  test('When the world is reset, then the cache is empty [CA-31]', async () => {
    const world = await cachedFor(300);
    world.commit(RESET);
    expect((await askToken(world, RENEWED)).status).toBe(200);
    world.reset();
    expect((await askToken(world, vendorFields)).status).toBe(200);
    expect(world.journal.list()[0]?.why).toBeUndefined();
  });

  test('When letter case does not matter, then another spelling meets the same client [CA-17, CA-31]', async () => {
    const world = await cachedFor(60, { 'sts.clientIdCase': 'ignore' });
    expect((await askToken(world, vendorFields)).status).toBe(200);
    world.commit(RESET);
    const shouted = { ...vendorFields, client_id: VENDOR.clientId.toUpperCase() };
    expect((await askToken(world, shouted)).status).toBe(200);
    expect(brief(await askToken(world, { ...shouted, client_secret: 'brand new' }))).toBe(INVALID);
  });

  test('When a secret may overlap, then time alone ends it, cached or not [CA-15, CA-31]', async () => {
    const world = await cachedFor(300, { 'sts.secretOverlap': '30' });
    world.commit(RESET);
    expect((await askToken(world, vendorFields)).status).toBe(200);
    world.advance('30s');
    expect(brief(await askToken(world, vendorFields))).toBe(INVALID);
    expect((await askToken(world, RENEWED)).status).toBe(200);
  });

  test('When RAP is asked, then it goes by the world, not by this cache [CA-31, RAP-31]', async () => {
    const world = await cachedFor(300, { 'life.vendorSuspend': 'rap-too' });
    const token = await tokenFor(world);
    world.commit({ kind: 'vendor.suspended', partner: 'brightwater' });
    expect((await askToken(world, vendorFields)).status).toBe(200);
    expect((await listSites(world, token)).status).toBe(401);
  });
});
