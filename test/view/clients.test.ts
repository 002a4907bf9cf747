import { describe, expect, it } from 'vitest';
import { readSwitches, switchTexts } from '../../mock-server/switches/index.js';
import { clientById, shownWorld } from '../../mock-server/view/index.js';
import { ownerOf } from '../../mock-server/world/index.js';
import { OAKFIELD, smallWorld, VENDOR } from '../support/small-world.js';

const switches = (set: Record<string, string> = {}) => readSwitches(switchTexts(set));

describe('a world as it is shown', () => {
  it('When no switch says otherwise, then it is the world itself, so that looking costs nothing', () => {
    const world = smallWorld();
    expect(shownWorld(world, switches())).toBe(world);
  });

  it('When only partners are shown otherwise, then the schools are the same objects', () => {
    const world = smallWorld();
    const shown = shownWorld(world, switches({ 'sts.vendorPrefix': 'vms_' }));
    expect(shown.installations).toBe(world.installations);
    expect(shown.partners).not.toBe(world.partners);
  });

  it('When one school changes, then the others are shown as the same objects as before', () => {
    const world = smallWorld();
    const set = switches({ 'sts.schoolScopes': 'rapapi' });
    const before = shownWorld(world, set);
    const changed = { ...world, installations: world.installations.map((i, at) => (at === 1 ? { ...i } : i)) };
    const after = shownWorld(changed, set);
    expect(after.installations.map((i, at) => i === before.installations[at])).toEqual([true, false, true, true, true]);
    expect(shownWorld(world, set).installations).toBe(before.installations);
  });

  it('When a client is looked up by an id in another letter case, then only the switch finds it', () => {
    const world = smallWorld();
    for (const { clientId } of [VENDOR, OAKFIELD]) {
      expect(clientById(world, clientId.toUpperCase(), switches())).toBeUndefined();
      const owner = clientById(world, clientId.toUpperCase(), switches({ 'sts.clientIdCase': 'ignore' }));
      expect(owner).toBe(ownerOf(world, clientId));
    }
    expect(clientById(world, 'nobody', switches({ 'sts.clientIdCase': 'ignore' }))).toBeUndefined();
  });
});
