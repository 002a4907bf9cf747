import { X509Certificate } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  createKeyRing,
  createTokens,
  generateKey,
  type StoredKey,
  scopesOf,
  sortedScopes,
} from '../../mock-server/tokens/index.js';
import { testKeyRing } from '../support/keys.js';

const ISSUER = 'https://sts.test';
const ask = {
  issuer: ISSUER,
  clientId: 'vmc-1',
  scopes: ['partner-write', 'partner-read'],
  lifetimeSeconds: 60,
  now: 1_700_000_000_900,
};

describe('minting', () => {
  it('When a token is minted, then header and payload have the members of the real one, in its order [JWT-01, JWT-02]', async () => {
    const token = await createTokens(testKeyRing()).mint(ask, 1);
    expect(Object.keys(decodeProtectedHeader(token))).toEqual(['typ', 'alg', 'x5t', 'kid']);
    const claims = decodeJwt(token);
    expect(Object.keys(claims)).toEqual(['iss', 'aud', 'exp', 'nbf', 'client_id', 'scope']);
    expect(claims).toEqual({
      iss: ISSUER,
      aud: `${ISSUER}/resources`,
      nbf: 1_700_000_000,
      exp: 1_700_000_060,
      client_id: 'vmc-1',
      scope: ['partner-read', 'partner-write'],
    });
  });

  it('When the same client asks twice in a second, then it gets the same bytes; a second later it does not [JWT-12]', async () => {
    const tokens = createTokens(testKeyRing());
    const first = await tokens.mint(ask, 1);
    expect(await tokens.mint({ ...ask, scopes: ['partner-read', 'partner-write'], now: ask.now + 99 }, 1)).toBe(first);
    expect(await tokens.mint({ ...ask, now: ask.now + 100 }, 1)).not.toBe(first);
  });

  it('When there is one scope, then it is a text and not a list [JWT-08]', async () => {
    const token = await createTokens(testKeyRing()).mint({ ...ask, scopes: ['partner', 'partner'] }, 1);
    const claims = decodeJwt<{ scope: string }>(token);
    expect(claims.scope).toBe('partner');
    expect(scopesOf(claims as never)).toEqual(['partner']);
  });

  it("When IdentityServer4's make is asked for, then header and payload have its members in its order [ALT-05]", async () => {
    const made = { ...ask, make: 'is4', clientClaims: { client_plan: 'gold' }, jti: '0a' } as const;
    const token = await createTokens(testKeyRing()).mint({ ...made, scopes: ['partner'] }, 1);
    expect(Object.keys(decodeProtectedHeader(token))).toEqual(['alg', 'kid', 'x5t', 'typ']);
    expect(Object.entries(decodeJwt(token))).toEqual([
      ['nbf', 1_700_000_000],
      ['exp', 1_700_000_060],
      ['iss', ISSUER],
      ['aud', `${ISSUER}/resources`],
      ['client_id', 'vmc-1'],
      ['client_plan', 'gold'],
      ['jti', '0a'],
      ['iat', 1_700_000_000],
      ['scope', ['partner']],
    ]);
  });

  it('When a token has claims and an id, then they stand before and after the scope [JWT-03, JWT-10]', async () => {
    const token = await createTokens(testKeyRing()).mint({ ...ask, clientClaims: { client_a: 'b' }, jti: '0a' }, 1);
    expect(Object.keys(decodeJwt(token)).slice(4)).toEqual(['client_id', 'client_a', 'scope', 'jti']);
  });

  it('When scopes are sorted, then hyphens hardly count [JWT-09]', () => {
    const unsorted = ['rapapi', 'partner-write', 'partnerserverapplication', 'partner', 'partner-read', 'partner'];
    expect(sortedScopes(unsorted)).toEqual([
      'partner',
      'partner-read',
      'partnerserverapplication',
      'partner-write',
      'rapapi',
    ]);
  });
});

describe('reading', () => {
  it('When a token is good, then its claims are read, and the second time at once', async () => {
    const tokens = createTokens(testKeyRing());
    const token = await tokens.mint(ask, 1);
    expect(await tokens.read(token, ISSUER, 1)).toMatchObject({ client_id: 'vmc-1' });
    expect(tokens.read(token, ISSUER, 1)).not.toBeInstanceOf(Promise);
  });

  it('When a known token is shown to another issuer, then it is refused although its signature is known', async () => {
    const tokens = createTokens(testKeyRing());
    const token = await tokens.mint(ask, 1);
    await tokens.read(token, ISSUER, 1);
    expect(await tokens.read(token, 'https://other.test', 1)).toEqual({
      unreadable: 'the token was issued by https://sts.test, not by https://other.test',
      issuedBy: ISSUER,
    });
  });

  it('When a token is signed with a key that is not published yet, then it is refused; an older key is fine [JWT-18]', async () => {
    const keys = testKeyRing();
    const tokens = createTokens(keys);
    const [older, newer] = [await tokens.mint(ask, 1), await tokens.mint(ask, 2)];
    expect(await tokens.read(newer, ISSUER, 1)).toHaveProperty('unreadable');
    expect(await tokens.read(newer, ISSUER, 2)).toHaveProperty('client_id');
    expect(await tokens.read(older, ISSUER, 2)).toHaveProperty('client_id');
  });

  it.each([
    ['is no JWT', () => 'abc', 'not a JWT'],
    ['has no JSON header', () => 'YWJj.e30.x', 'not a JWT'],
    [
      'is signed another way',
      (t: string) => t.replace(/^[^.]+/, b64({ alg: 'none', kid: 'x' })),
      'not signed with RS256',
    ],
    ['names a foreign key', (t: string) => t.replace(/^[^.]+/, b64({ alg: 'RS256', kid: 'x' })), 'does not have'],
    ['was altered', (t: string) => t.replace(/\.[^.]+\./, `.${b64({ iss: ISSUER })}.`), 'altered or cut'],
    ['was cut', (t: string) => t.slice(0, -10), 'altered or cut'],
    ['is endless', () => 'a'.repeat(51_201), '51,200'],
  ])('When a token %s, then it is unreadable and the reason is told', async (_what, spoil, reason) => {
    const tokens = createTokens(testKeyRing());
    const token = await tokens.mint(ask, 1);
    const read = await tokens.read(spoil(token), ISSUER, 1);
    expect(read).toEqual({ unreadable: expect.stringContaining(reason) });
  });

  function b64(value: object): string {
    return Buffer.from(JSON.stringify(value)).toString('base64url');
  }
});

describe('keys', () => {
  it('When a key is made, then its certificate is self-signed and its thumbprint is that of the certificate [JWT-01, JWT-07]', async () => {
    const stored = await generateKey();
    const certificate = new X509Certificate(Buffer.from(stored.certificate, 'base64'));
    const key = await createKeyRing(async () => stored).key(1);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subject).toBe('CN=Token Signing');
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBeGreaterThanOrEqual(2048);
    expect(certificate.publicKey.equals(key.publicKey)).toBe(true);
    expect(key.thumbprint).toBe(Buffer.from(certificate.fingerprint.replaceAll(':', ''), 'hex').toString('base64url'));
    expect(key.thumbprint).toHaveLength(27);
  });

  it('When a key is asked for many times at once, then it is made once', async () => {
    let made = 0;
    const stored = await generateKey();
    const ring = createKeyRing(async (): Promise<StoredKey> => {
      made += 1;
      return stored;
    });
    await Promise.all([ring.key(1), ring.key(1), ring.key(1)]);
    expect(made).toBe(1);
  });
});
