import { describe, expect, test } from 'vitest';
import { currentSecret, ownerOf } from '../../mock-server/world/index.js';
import { AT, move, refusalOf, worldAfter } from './arrange.js';
import { credential, installation, secretsOf } from './look.js';

describe('credentials of a school', () => {
  const before = worldAfter('three-schools');

  test('When one more credential is issued, then it is of the kind asked for and the first one stays as it was', () => {
    const after = move(before, { kind: 'client.issued', site: 'oakfield', client: 'simsprimary' });
    const [first, second, ...others] = installation(after, 'oakfield').clients;
    expect(first).toBe(credential(before, 'oakfield'));
    expect(second).toMatchObject({ kind: 'simsprimary', scopes: ['partnerserverapplication'], state: 'active' }); // TOK-03
    expect(others).toEqual([]);
  });

  test('When the kind of a new credential is not said, then it is for OneRoster', () => {
    expect(credential(move(before, { kind: 'client.issued', site: 'oakfield' }), 'oakfield').kind).toBe('oneroster');
  });

  test('When a credential is suspended and restored, then only its state and its instant differ', () => {
    const suspended = move(before, { kind: 'client.suspended', site: 'oakfield' });
    expect(credential(suspended, 'oakfield').state).toBe('suspended');
    const restored = move(suspended, { kind: 'client.restored', site: 'oakfield' });
    expect(credential(restored, 'oakfield')).toEqual({ ...credential(before, 'oakfield'), changedAt: AT });
  });

  test('When a credential is removed, then its id is still known, so that a late use can be explained', () => {
    const { clientId } = credential(before, 'oakfield');
    const after = move(before, { kind: 'client.removed', site: 'oakfield' });
    expect(ownerOf(after, clientId)?.client.state).toBe('removed');
  });

  test('When a removed credential is followed by a new one, then "the" credential is the new one', () => {
    const removed = move(before, { kind: 'client.removed', site: 'oakfield' });
    const issued = move(removed, { kind: 'client.issued', site: 'oakfield' });
    const suspended = move(issued, { kind: 'client.suspended', site: 'oakfield' });
    expect(installation(suspended, 'oakfield').clients.map(c => c.state)).toEqual(['removed', 'suspended']);
  });

  test('When a school has several credentials, then the kind or the id says which one', () => {
    const awkward = worldAfter('awkward');
    const of = { site: 'two-clients', application: awkward.applications[0]?.id ?? '' };
    const [oneRoster, simsPrimary] = installation(awkward, 'two-clients').clients;
    const byKind = move(awkward, { kind: 'client.suspended', ...of, client: 'simsprimary' });
    expect(installation(byKind, 'two-clients').clients.map(c => c.state)).toEqual(['active', 'suspended']);
    const byId = move(awkward, { kind: 'client.suspended', ...of, client: oneRoster?.clientId ?? '' });
    expect(installation(byId, 'two-clients').clients).toEqual([
      expect.objectContaining({ state: 'suspended' }),
      simsPrimary,
    ]);
    expect(refusalOf(awkward, { kind: 'client.suspended', ...of })).toBe('client-needed');
  });
});

describe('a secret issued anew', () => {
  const before = worldAfter('three-schools');

  test('When no secret is given, then one is invented, and the old one is retired at that instant', () => {
    const after = move(before, { kind: 'secret.reissued', site: 'oakfield', overlap: '10m' });
    const [old, fresh] = credential(after, 'oakfield').secrets;
    expect(old).toEqual({ ...credential(before, 'oakfield').secrets[0], retiredAt: AT, overlapMs: 600_000 });
    expect(fresh).toMatchObject({ issuedAt: AT, retiredAt: null, overlapMs: null });
    expect(fresh?.value).not.toBe(old?.value);
  });

  test('When the overlap is not said, then it is left to the switch', () => {
    const after = move(before, { kind: 'secret.reissued', site: 'oakfield' });
    expect(credential(after, 'oakfield').secrets[0]?.overlapMs).toBeNull();
  });

  test('When it is issued twice, then only the secret in use is retired by the second', () => {
    const once = move(before, { kind: 'secret.reissued', site: 'oakfield', secret: 'first', overlap: '1h' });
    const twice = move(once, { kind: 'secret.reissued', site: 'oakfield', secret: 'second', overlap: '2h' });
    expect(credential(twice, 'oakfield').secrets.map(s => s.overlapMs)).toEqual([3_600_000, 7_200_000, null]);
    expect(currentSecret(credential(twice, 'oakfield'))).toBe('second');
    expect(secretsOf(credential(twice, 'oakfield')).slice(1)).toEqual(['first', 'second']);
  });
});
