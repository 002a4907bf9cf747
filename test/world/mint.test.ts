import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  apiKey,
  currentSecret,
  guid,
  mintSiteClient,
  mintVendorClient,
  random,
  secretStyle,
  secretText,
  VENDOR_SCOPES,
} from '../../mock-server/world/index.js';
import { AT } from './arrange.js';

const labels = fc.tuple(fc.nat(), fc.string(), fc.nat());
const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

test('When ids are minted, then they have the shapes of TOK-12 to TOK-14', () => {
  fc.assert(
    fc.property(labels, label => {
      expect(guid(random(...label))).toMatch(new RegExp(`^${GUID}$`));
      expect(apiKey(random(...label))).toMatch(/^[0-9a-f]{32}$/);
      expect(secretText(random(...label), 'plain')).toMatch(/^\w{16}$/);
    }),
  );
});

test('When a secret is awkward, then it is as long as a plain one and holds every character that encoders spoil (CA-30)', () => {
  fc.assert(
    fc.property(labels, label => {
      const secret = secretText(random(...label), 'awkward');
      expect(secret).toHaveLength(16);
      for (const char of '+/%=&:') expect(secret).toContain(char);
      expect(secret.replaceAll(/[+/%=&:]/g, '')).toMatch(/^\w{10}$/);
    }),
  );
});

test('When many secrets are minted, then about one in three is awkward', () => {
  const styles = Array.from({ length: 3000 }, (_, n) => secretStyle(random('style', n)));
  const share = styles.filter(style => style === 'awkward').length / styles.length;
  expect(share).toBeGreaterThan(0.28);
  expect(share).toBeLessThan(0.39);
});

describe('credentials', () => {
  test('When a school credential is minted, then prefix and scopes follow its kind (TOK-03, TOK-04)', () => {
    const oneRoster = mintSiteClient('oneroster', AT, [1, 'a']);
    expect(oneRoster.clientId).toMatch(new RegExp(`^sas-oneroster-${GUID}$`));
    expect(oneRoster).toMatchObject({ scopes: ['rapapi', 'partner'], state: 'active', changedAt: AT });
    const simsPrimary = mintSiteClient('simsprimary', AT, [1, 'a']);
    expect(simsPrimary.clientId).toMatch(new RegExp(`^sas-simsprimary-${GUID}$`));
    expect(simsPrimary.scopes).toEqual(['partnerserverapplication']);
  });

  test('When the same label is used again, then it is the same credential; another label, another one', () => {
    expect(mintSiteClient('oneroster', AT, [1, 'a'])).toEqual(mintSiteClient('oneroster', AT, [1, 'a']));
    const other = mintSiteClient('oneroster', AT, [1, 'b']);
    expect(other.clientId).not.toBe(mintSiteClient('oneroster', AT, [1, 'a']).clientId);
  });

  test('When the style of a secret is said, then it is of that style, and the id is the same', () => {
    const plain = mintSiteClient('oneroster', AT, [2, 'a'], 'plain');
    const awkward = mintSiteClient('oneroster', AT, [2, 'a'], 'awkward');
    expect(currentSecret(plain)).toMatch(/^\w{16}$/);
    expect(currentSecret(awkward)).toContain('%');
    expect(awkward.clientId).toBe(plain.clientId);
  });

  test('When a vendor credential is minted, then it has the vendor prefix, its scopes and one secret (TOK-02, TOK-08)', () => {
    const vendor = mintVendorClient(AT, [1, 'vendor']);
    expect(vendor.clientId).toMatch(new RegExp(`^vmc-${GUID}$`));
    expect(vendor.scopes).toEqual([...VENDOR_SCOPES]);
    expect(vendor.secrets).toEqual([
      { value: expect.stringMatching(/^\w{16}$/), issuedAt: AT, retiredAt: null, overlapMs: null },
    ]);
    expect(currentSecret(mintVendorClient(AT, [1, 'vendor'], 'awkward'))).toContain('%');
  });
});
