import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import { readSwitches, switchTexts } from '../../mock-server/switches/index.js';
import { asHeld, convergenceDigest, type Held, truth } from '../../mock-server/view/index.js';
import type { World } from '../../mock-server/world/index.js';
import { AT, worldAfter } from '../world/arrange.js';

const KEY = 'ab'.repeat(32);
const switches = (set: Record<string, string> = {}) => readSwitches(switchTexts(set));

const sitesOf = (world: World, set: Record<string, string> = {}) => {
  const [application] = world.applications;
  if (!application) throw new Error('arrange: no application');
  return truth(world, application, switches(set), AT).map(p => p.site.key);
};

describe('what a perfect agent would hold', () => {
  it('When all is well, then it is the credentials of every listed school and of the partner itself', () => {
    expect(sitesOf(worldAfter('three-schools'))).toEqual(['brightwater-ti', 'oakfield', 'st-marys', 'riverside']);
  });

  it.each([
    ['has left', { kind: 'site.removed', site: 'oakfield' }],
    ['is disabled', { kind: 'site.disabled', site: 'oakfield' }],
    ['has its credentials suspended', { kind: 'client.suspended', site: 'oakfield' }],
    ['is withheld from the list', { kind: 'list.hidden', sites: ['oakfield'] }],
  ] as const)('When a school %s, then it is not among them', (_what, change) => {
    expect(sitesOf(worldAfter('three-schools', change))).not.toContain('oakfield');
  });

  it('When a row has lost its organisation id, then its school is not among them, whatever the switches', () => {
    const world = worldAfter('three-schools');
    const installations = world.installations.map(i =>
      i.site === 'oakfield' ? { ...i, oddRow: { OrganisationId: null } } : i,
    );
    const sites = sitesOf({ ...world, installations }, { 'rap.duplicates': 'on', 'rap.guidCase': 'mixed' });
    expect(sites).toEqual(['brightwater-ti', 'st-marys', 'riverside']);
  });

  it('When a switch still lists what a disabled school has, then Authorised keeps it out all the same', () => {
    const world = worldAfter('three-schools', { kind: 'site.disabled', site: 'oakfield' });
    expect(sitesOf(world, { 'rap.clientsWhenDisabled': 'listed' })).not.toContain('oakfield');
  });
});

describe('the convergence digest', () => {
  const held = (n: number): Held => ({ organisationId: `0A-${n}`, clientId: `c${n}`, secretFingerprint: String(n) });

  it('When the order or the letter case of organisations differs, then the digest is the same', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 }), order => {
        const shuffled = order.map(n => ({ ...held(n), organisationId: held(n).organisationId.toLowerCase() }));
        expect(convergenceDigest(shuffled, KEY)).toBe(convergenceDigest([1, 2, 3, 4, 5].map(held), KEY));
      }),
    );
  });

  it.each([
    ['a credential more', [held(1), held(2), held(3)]],
    ['a credential less', [held(1)]],
    ['another secret', [held(1), { ...held(2), secretFingerprint: 'x' }]],
    ['a border moved', [held(1), { organisationId: '0A-2c', clientId: '2', secretFingerprint: '2' }]],
    ['one of them twice', [held(1), held(2), held(2)]],
  ])('When there is %s, then the digest differs', (_what, other) => {
    expect(convergenceDigest(other, KEY)).not.toBe(convergenceDigest([held(1), held(2)], KEY));
  });

  it('When it is made by hand from the formula, then it is the same', () => {
    const part = (text: string) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(text));
      return Buffer.concat([length, Buffer.from(text)]);
    };
    const line = Buffer.concat([part('0a-1'), part('c1'), part('1')]);
    const byHand = createHmac('sha256', Buffer.from(KEY, 'hex')).update(line).digest('hex');
    expect(convergenceDigest([held(1)], KEY)).toBe(byHand);
  });

  it('When credentials are shown outside, then no secret is', () => {
    const world = buildWorld('three-schools');
    const [application] = world.applications;
    if (!application) throw new Error('arrange: no application');
    const pairs = truth(world, application, switches(), AT);
    const shown = JSON.stringify(asHeld(pairs, KEY));
    for (const { secret } of pairs) expect(shown).not.toContain(secret);
    expect(asHeld(pairs, KEY)[0]?.secretFingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});
