import { describe, expect, test } from 'vitest';
import { askToken, basic, brief, fieldsOf, HEADER_ONLY } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, OTHER_VENDOR, smallWorld, VENDOR, worldWithClient } from '../support/small-world.js';
import { VECTORS } from './basic-auth-vectors.js';

const mock = await startMock();
const FIELDS = { ...HEADER_ONLY, scope: 'rapapi' };
const MODES = ['both', 'raw', 'decoded'] as const;

describe.each(MODES)('sts.basicDecoding=%s', mode => {
  test.each(VECTORS)(
    'When $id is sent, because $because, then only those get in who should [PROD-03, CA-20, CA-21, CA-22, CA-23, CA-24, CA-25, CA-30]',
    async vector => {
      const world = await mock.with({ 'sts.basicDecoding': mode }, worldWithClient(vector));
      const tries = [
        ['e', vector.encoded],
        ['r', vector.raw],
      ] as const;
      let opened = '';
      for (const [name, text] of tries) {
        const reply = await askToken(world, FIELDS, { authorization: `Basic ${text}` });
        if (reply.status === 200) opened += name;
        else expect(brief(reply)).toBe('400 {"error":"invalid_client"}');
      }
      expect(opened).toBe(vector.opens[mode]);
    },
  );

  test.each(VECTORS)('When $id is sent in the body, then the mode does not matter [CA-29]', async vector => {
    const world = await mock.with({ 'sts.basicDecoding': mode }, worldWithClient(vector));
    const reply = await askToken(world, fieldsOf(vector, 'rapapi'));
    expect(reply.status).toBe(vector.secret === '' ? 400 : 200);
  });
});

describe('two readings of one header', () => {
  test('When an encoder escapes even hyphens and underscores, then both halves are decoded together [CA-22, CA-30]', async () => {
    const id = VENDOR.clientId.replaceAll('-', '%2D');
    expect((await askToken(mock, HEADER_ONLY, basic(id, VENDOR.secret.replaceAll('_', '%5F')))).status).toBe(200);
  });

  test('When only one half is encoded and the other would be spoiled by decoding, then halves are not mixed [CA-22]', async () => {
    const world = await mock.fresh(worldWithClient({ ...OAKFIELD, secret: 'a+b' }));
    const header = basic(OAKFIELD.clientId.replaceAll('-', '%2D'), 'a+b');
    expect((await askToken(world, FIELDS, header)).status).toBe(400);
  });

  test('When a half is blank once decoded, then the raw reading still counts [CA-26]', async () => {
    const world = await mock.fresh(worldWithClient({ ...OAKFIELD, secret: '+' }));
    const header = basic(OAKFIELD.clientId, '+');
    expect((await askToken(world, FIELDS, header)).status).toBe(200);
    world.set({ 'sts.basicDecoding': 'decoded' });
    expect((await askToken(world, FIELDS, header)).status).toBe(400);
  });

  test('When a secret decodes to the secret of its client, then it opens that client as well [CA-28]', async () => {
    const world = await mock.fresh(worldWithClient({ ...OAKFIELD, secret: 'a b' }));
    for (const secret of ['a b', 'a+b', 'a%20b']) {
      expect((await askToken(world, FIELDS, basic(OAKFIELD.clientId, secret))).status).toBe(200);
    }
  });

  test('When the readings open two clients, then raw wins and the journal says so [CA-27]', async () => {
    const [ours, ...others] = smallWorld().partners;
    if (!ours) throw new Error('arrange: no partner');
    const client = (clientId: string) => ({ ...ours.vendorClient, clientId });
    const partners = [
      { ...ours, vendorClient: client('a%2Db') },
      { ...ours, key: 'twin', vendorClient: client('a-b') },
    ];
    const world = await mock.fresh(smallWorld({ partners: [...partners, ...others] }));
    const reply = await askToken(world, HEADER_ONLY, basic('a%2Db', VENDOR.secret));
    const [, payload = ''] = String(JSON.parse(reply.body).access_token).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).client_id).toBe('a%2Db');
    expect(world.journal.list()[0]?.why).toMatch(/^ambiguous/);
  });

  test.each([
    ['raw', basic(OTHER_VENDOR.clientId, OTHER_VENDOR.secret), 'basic-raw'],
    ['encoded', basic(OTHER_VENDOR.clientId.replaceAll('-', '%2D'), OTHER_VENDOR.secret), 'basic-encoded'],
  ])('When the header is %s, then the journal says how it was read [CA-23]', async (_case, header, how) => {
    const world = await mock.fresh();
    expect((await askToken(world, HEADER_ONLY, header)).status).toBe(200);
    expect(world.journal.list()[0]?.authentication).toBe(how);
  });
});
