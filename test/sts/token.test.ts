import { createHash, createPublicKey, createVerify, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ask, tokenFor } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, OLDER_VENDOR, RIVERSIDE_DEX, smallWorld, VENDOR } from '../support/small-world.js';

const mock = await startMock();

type Key = { kty: string; kid: string; x5t: string; e: string; n: string; x5c: [string] };
const keys = async () => JSON.parse((await ask(`${mock.ready.stsUrl}/.well-known/jwks`)).body).keys as [Key];

describe('the header', () => {
  test('When a token is read, then typ, alg, x5t and kid stand in this order, the last two alike [TOK-19, JWT-01, JWT-15]', async () => {
    const [
      {
        x5c: [certificate],
      },
    ] = await keys();
    const thumbprint = createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('base64url');
    expect(thumbprint).toHaveLength(27);
    const token = await tokenFor(mock);
    expect(readJwt(token).header).toBe(`{"typ":"JWT","alg":"RS256","x5t":"${thumbprint}","kid":"${thumbprint}"}`);
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test('When the signature is checked with the published key, then it fits; the key has 2048 bits [JWT-07, DISC-09]', async () => {
    const [
      {
        kty,
        n,
        e,
        x5c: [certificate],
      },
    ] = await keys();
    const [head, payload, signature = ''] = (await tokenFor(mock)).split('.');
    const verify = createVerify('RSA-SHA256').update(`${head}.${payload}`);
    expect(verify.verify(createPublicKey({ key: { kty, n, e }, format: 'jwk' }), signature, 'base64url')).toBe(true);
    expect(Buffer.from(n, 'base64url')).toHaveLength(256);
    expect(new X509Certificate(Buffer.from(certificate, 'base64')).publicKey.export({ format: 'jwk' }).n).toBe(n);
  });
});

describe('the payload', () => {
  test('When a vendor token is read, then exactly six members stand in order, compact and unescaped [JWT-02, JWT-03, JWT-05, JWT-06, JWT-10, JWT-11, JWT-15]', async () => {
    const world = await mock.fresh();
    const { payload, claims } = readJwt(await tokenFor(world));
    const { nbf } = claims as { nbf: number };
    const iss = world.ready.stsUrl;
    expect(Number.isInteger(nbf)).toBe(true);
    expect(payload).toBe(
      `{"iss":"${iss}","aud":"${iss}/resources","exp":${nbf + 3600},"nbf":${nbf},"client_id":"${VENDOR.clientId}","scope":["partner-read","partner-write"]}`,
    );
  });

  test('When the clock shows a fraction of a second, then times are rounded down and exp keeps its distance [JWT-06]', async () => {
    const world = await mock.with({ 'sts.tokenLifetime': '3' });
    const before = readJwt(await tokenFor(world)).claims as { nbf: number };
    world.advance(999);
    const after = readJwt(await tokenFor(world)).claims as { nbf: number; exp: number };
    expect(after.nbf).toBe(before.nbf);
    expect(after.exp).toBe(after.nbf + 3);
  });

  test('When the mock has no configured issuer, then it is the base address without a slash, per world [JWT-04]', async () => {
    expect(readJwt(await tokenFor(mock)).claims['iss']).toBe(mock.ready.stsUrl);
    const world = await mock.fresh(smallWorld(), { id: 'other' });
    expect(readJwt(await tokenFor(world)).claims['iss']).toBe(`${mock.ready.stsUrl}/~other`);
  });

  test.each([
    ['one', VENDOR, 'partner-read', 'partner-read'],
    ['one, twice', VENDOR, 'partner-read partner-read', 'partner-read'],
    ['two in the other order', VENDOR, 'partner-write partner-read', ['partner-read', 'partner-write']],
    ['a DeX one', RIVERSIDE_DEX, 'partnerserverapplication', 'partnerserverapplication'],
    [
      'all of an older client',
      OLDER_VENDOR,
      'rapapi partner-write partner-read partner',
      ['partner', 'partner-read', 'partner-write', 'rapapi'],
    ],
  ])(
    'When the scopes are %s, then one is a text and several a sorted list [JWT-08, JWT-09]',
    async (_case, who, scope, expected) => {
      const world = await mock.with({ 'sts.orgSelected': 'ignore' });
      expect(readJwt(await tokenFor(world, who, scope)).claims['scope']).toEqual(expected);
    },
  );

  test('When names differ by a hyphen, then they sort as if it were not there [JWT-09]', async () => {
    const [ours, ...others] = smallWorld().partners;
    if (!ours) throw new Error('arrange: no partner');
    const scopes = ['rapapi', 'partner-write', 'partnerserverapplication', 'partner-read', 'partner'];
    const partners = [{ ...ours, vendorClient: { ...ours.vendorClient, scopes } }, ...others];
    const world = await mock.fresh(smallWorld({ partners }));
    const token = await tokenFor(world, VENDOR, scopes.join(' '));
    expect(readJwt(token).claims['scope']).toEqual([
      'partner',
      'partner-read',
      'partnerserverapplication',
      'partner-write',
      'rapapi',
    ]);
  });

  test('When a school client is granted, then the token names it and no school [JWT-02, JWT-11, JWT-14]', async () => {
    const { claims } = readJwt(await tokenFor(mock, OAKFIELD, 'rapapi partner'));
    expect(claims['client_id']).toBe(OAKFIELD.clientId);
    expect(Object.keys(claims)).toEqual(['iss', 'aud', 'exp', 'nbf', 'client_id', 'scope']);
  });
});

describe('the same second', () => {
  test('When one client asks twice for the same scopes, then both tokens are the same bytes [JWT-12, JWT-13]', async () => {
    const world = await mock.fresh();
    const first = await tokenFor(world);
    world.advance(400);
    expect(await tokenFor(world, VENDOR, ' partner-write  partner-read ')).toBe(first);
    expect(await tokenFor(world, VENDOR, 'partner-read')).not.toBe(first);
    world.advance(600);
    expect(await tokenFor(world)).not.toBe(first);
  });
});
