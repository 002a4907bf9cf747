import { describe, expect, test } from 'vitest';
import { askToken, basic, brief, HEADER_ONLY, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, OTHER_VENDOR, VENDOR, worldWithClient } from '../support/small-world.js';

/** `sts.profile=is4`: how IdentityServer4 reads credentials. */

const mock = await startMock();
const is4 = () => mock.with({ 'sts.profile': 'is4' });
const INVALID_CLIENT = '400 {"error":"invalid_client"}';

describe('Basic before body', () => {
  const good = basic(VENDOR.clientId, VENDOR.secret);

  test('When both hold credentials, then the header decides, right or wrong [ALT-04]', async () => {
    const world = await is4();
    expect((await askToken(world, { ...vendorFields, client_secret: 'wrong' }, good)).status).toBe(200);
    expect(brief(await askToken(world, vendorFields, basic(VENDOR.clientId, 'wrong')))).toBe(INVALID_CLIENT);
    expect(brief(await askToken(world, vendorFields, basic(OTHER_VENDOR.clientId, 'wrong')))).toBe(INVALID_CLIENT);
  });

  test.each([
    ['holds no secret', basic(OTHER_VENDOR.clientId, '')],
    ['holds a blank secret', basic(VENDOR.clientId, ' ')],
    ['is no Base64', { authorization: 'Basic !' }],
    ['is not Basic', { authorization: 'Bearer x' }],
    ['holds no id', basic('', 'x')],
    ['is too long', basic(VENDOR.clientId, 'x'.repeat(101))],
  ])('When the header %s, then the body wins; without one nobody is let in [ALT-04]', async (_case, header) => {
    const world = await is4();
    expect((await askToken(world, vendorFields, header)).status).toBe(200);
    expect(world.journal.list()[0]?.authentication).toBe('body');
    expect(brief(await askToken(world, HEADER_ONLY, header))).toBe(INVALID_CLIENT);
  });

  test('When both halves are blank once decoded, then the header has decided [ALT-04]', async () => {
    expect(brief(await askToken(await is4(), vendorFields, basic('+', '+')))).toBe(INVALID_CLIENT);
  });

  test.each(['both', 'raw', 'decoded'])(
    'When sts.basicDecoding is %s, then Basic is decoded and nothing else [ALT-04]',
    async decoding => {
      const credential = { ...OAKFIELD, secret: 'a+b%20c' };
      const world = await mock.with(
        { 'sts.profile': 'is4', 'sts.basicDecoding': decoding },
        worldWithClient(credential),
      );
      const fields = { ...HEADER_ONLY, scope: 'rapapi' };
      const encoded = basic(credential.clientId, encodeURIComponent(credential.secret));
      expect((await askToken(world, fields, encoded)).status).toBe(200);
      expect(world.journal.list()[0]?.authentication).toBe('basic-encoded');
      const raw = basic(credential.clientId, credential.secret);
      expect(brief(await askToken(world, fields, raw))).toBe(INVALID_CLIENT);
    },
  );

  test.each(['wire', 'each-reading'])(
    'When sts.basicLengthOn is %s, then a long encoding of a short secret does not count [ALT-04]',
    async lengthOn => {
      const credential = { ...OAKFIELD, secret: '%'.repeat(40) };
      const world = await mock.with(
        { 'sts.profile': 'is4', 'sts.basicLengthOn': lengthOn },
        worldWithClient(credential),
      );
      const header = basic(credential.clientId, encodeURIComponent(credential.secret));
      expect(brief(await askToken(world, { ...HEADER_ONLY, scope: 'rapapi' }, header))).toBe(INVALID_CLIENT);
    },
  );
});
