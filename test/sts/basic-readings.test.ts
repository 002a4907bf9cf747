import { describe, expect, test } from 'vitest';
import { askToken, basic, brief, HEADER_ONLY } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, smallWorld, VENDOR, worldWithClient } from '../support/small-world.js';

/** Where the two readings of one Basic header part: two clients, or two lengths. */

const mock = await startMock();
const INVALID = '400 {"error":"invalid_client"}';

describe('sts.basicAmbiguity', () => {
  /** One header that opens `a%2Db` as sent and `a-b` decoded. */
  const HEADER = basic('a%2Db', VENDOR.secret);
  const twins = () => {
    const [ours, ...others] = smallWorld().partners;
    if (!ours) throw new Error('arrange: no partner');
    const client = (clientId: string) => ({ ...ours.vendorClient, clientId });
    const partners = [
      { ...ours, vendorClient: client('a%2Db') },
      { ...ours, key: 'twin', vendorClient: client('a-b') },
    ];
    return smallWorld({ partners: [...partners, ...others] });
  };

  test.each([
    ['raw-wins', 'a%2Db', 'basic-raw', 'ambiguous: decoded, these credentials open another client'],
    ['decoded-wins', 'a-b', 'basic-encoded', 'ambiguous: as sent, these credentials open another client'],
  ])('When it is %s, then %s gets the token [CA-27]', async (mode, clientId, authentication, why) => {
    const world = await mock.with({ 'sts.basicAmbiguity': mode }, twins());
    const reply = await askToken(world, HEADER_ONLY, HEADER);
    expect(readJwt(String(JSON.parse(reply.body).access_token)).claims['client_id']).toBe(clientId);
    const switches = [`sts.basicAmbiguity=${mode}`];
    expect(world.journal.list()[0]).toMatchObject({ clientId, authentication, why, switches });
  });

  test('When it is refuse, then nobody gets one, and the header was Basic [CA-27, STS-30]', async () => {
    const world = await mock.with({ 'sts.basicAmbiguity': 'refuse' }, twins());
    expect(brief(await askToken(world, HEADER_ONLY, HEADER))).toBe(INVALID);
    expect(world.journal.list()[0]).toMatchObject({
      why: 'ambiguous: these credentials open one client as sent and another once decoded',
      switches: ['sts.basicAmbiguity=refuse'],
    });
    world.set({ 'sts.invalidClientStatus': '401-basic' });
    const reply = await askToken(world, HEADER_ONLY, HEADER);
    expect([reply.status, reply.headers['www-authenticate']]).toEqual([401, 'Basic']);
    expect(world.journal.list().at(-1)?.switches).toEqual([
      'sts.basicAmbiguity=refuse',
      'sts.invalidClientStatus=401-basic',
    ]);
  });

  test.each([
    ['raw', 'a%2Db'],
    ['decoded', 'a-b'],
  ])('When only one reading is made, %s, then nothing is ambiguous [CA-23, CA-27]', async (decoding, clientId) => {
    const world = await mock.with({ 'sts.basicAmbiguity': 'refuse', 'sts.basicDecoding': decoding }, twins());
    expect((await askToken(world, HEADER_ONLY, HEADER)).status).toBe(200);
    expect(world.journal.list()[0]).toMatchObject({ clientId, why: undefined, switches: undefined });
  });

  test('When both readings open the same client, then nothing is ambiguous [CA-27, CA-28]', async () => {
    const world = await mock.with({ 'sts.basicAmbiguity': 'refuse', 'sts.secretOverlap': '60' });
    world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: 'a%20b' });
    world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: 'a b' });
    expect((await askToken(world, HEADER_ONLY, basic(VENDOR.clientId, 'a%20b'))).status).toBe(200);
  });
});

describe('sts.basicLengthOn', () => {
  const FIELDS = { ...HEADER_ONLY, scope: 'rapapi' };
  const long = { ...OAKFIELD, secret: '%'.repeat(40) };
  const encoded = basic(long.clientId, encodeURIComponent(long.secret));

  test('When it is wire, then a short secret with a long encoding does not count [CA-11]', async () => {
    const world = await mock.with({ 'sts.basicLengthOn': 'wire' }, worldWithClient(long));
    expect(brief(await askToken(world, FIELDS, encoded))).toBe(INVALID);
    expect(world.journal.list()[0]?.why).toContain('longer than 100 characters');
  });

  test('When it is each-reading, then it opens, decoded, and the journal says so [CA-11]', async () => {
    const world = await mock.with({ 'sts.basicLengthOn': 'each-reading' }, worldWithClient(long));
    expect((await askToken(world, FIELDS, encoded)).status).toBe(200);
    expect(world.journal.list()[0]).toMatchObject({
      authentication: 'basic-encoded',
      why: 'longer than 100 characters as sent, and counted once decoded',
      switches: ['sts.basicLengthOn=each-reading'],
    });
  });

  test.each([
    ['both', 200],
    ['decoded', 200],
    ['raw', 400],
  ])(
    'When it is each-reading and Basic is read %s, then only a decoded reading is shorter [CA-11, CA-23]',
    async (decoding, status) => {
      const switches = { 'sts.basicLengthOn': 'each-reading', 'sts.basicDecoding': decoding };
      const world = await mock.with(switches, worldWithClient(long));
      expect((await askToken(world, FIELDS, encoded)).status).toBe(status);
    },
  );

  test('When a half is too long or blank in every reading, then it does not count [CA-10, CA-11, CA-26]', async () => {
    const credential = { ...OAKFIELD, secret: 's'.repeat(101) };
    const world = await mock.with({ 'sts.basicLengthOn': 'each-reading' }, worldWithClient(credential));
    for (const header of [basic(credential.clientId, credential.secret), basic(credential.clientId, '%20'.repeat(40))])
      expect(brief(await askToken(world, FIELDS, header))).toBe(INVALID);
    expect(world.journal.list().at(-1)?.why).toContain('however it is read');
  });

  test('When nothing is long, then the switch is not spoken of [CA-11]', async () => {
    const world = await mock.with({ 'sts.basicLengthOn': 'each-reading' });
    expect((await askToken(world, FIELDS, basic(OAKFIELD.clientId, OAKFIELD.secret))).status).toBe(200);
    expect(world.journal.list()[0]?.switches).toBeUndefined();
  });
});
