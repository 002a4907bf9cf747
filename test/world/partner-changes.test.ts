import { describe, expect, test } from 'vitest';
import { currentSecret, type World } from '../../mock-server/world/index.js';
import { AT, move, worldAfter } from './arrange.js';
import { application, secretsOf } from './look.js';

function vendorClient(world: World, key?: string) {
  const found = world.partners.find(p => key === undefined || p.key === key);
  if (!found) throw new Error(`look: no partner ${key}`);
  return found.vendorClient;
}

describe("the partner's own credential", () => {
  const before = worldAfter('three-schools');

  test('When its secret is reset, then the old one is retired and the new one is in use', () => {
    const after = move(before, { kind: 'vendor.secretReset', secret: 'fresh', overlap: '30s' });
    expect(currentSecret(vendorClient(after))).toBe('fresh');
    expect(vendorClient(after).secrets[0]).toMatchObject({ retiredAt: AT, overlapMs: 30_000 });
    expect(after.installations).toBe(before.installations);
  });

  test('When its secret is reset twice without saying to what, then two different ones are invented', () => {
    const after = move(move(before, { kind: 'vendor.secretReset' }), { kind: 'vendor.secretReset' });
    expect(new Set(secretsOf(vendorClient(after))).size).toBe(3);
  });

  test('When it is suspended and restored, then only the instant differs', () => {
    const suspended = move(before, { kind: 'vendor.suspended' });
    expect(vendorClient(suspended).state).toBe('suspended');
    const restored = move(suspended, { kind: 'vendor.restored' });
    expect(vendorClient(restored)).toEqual({ ...vendorClient(before), changedAt: AT });
  });

  test('When there are two partners, then only the one named is touched', () => {
    const awkward = worldAfter('awkward');
    const after = move(awkward, { kind: 'vendor.suspended', partner: 'foxglove' });
    expect(vendorClient(after, 'foxglove').state).toBe('suspended');
    expect(vendorClient(after, 'brightwater')).toBe(vendorClient(awkward, 'brightwater'));
  });
});

describe('the API-manager key of an application', () => {
  test('When no key is given, then one of 32 lower-case hexadecimal digits is invented', () => {
    const after = move(worldAfter('three-schools'), { kind: 'application.keySet' });
    expect(application(after).apiKey).toMatch(/^[0-9a-f]{32}$/); // TOK-14
  });

  test('When a key is set and cleared, then the application has none', () => {
    const set = move(worldAfter('three-schools'), { kind: 'application.keySet', key: 'abc' });
    expect(application(set).apiKey).toBe('abc');
    expect(application(move(set, { kind: 'application.keyCleared' })).apiKey).toBeNull();
  });
});

test('When the signing key rolls, then the next one is in use and nothing else moves', () => {
  const before = worldAfter('three-schools');
  const after = move(before, { kind: 'signingKey.rolled' });
  expect(after).toEqual({ ...before, signingKey: before.signingKey + 1, version: before.version + 1 });
});
