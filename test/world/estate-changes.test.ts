import { describe, expect, test } from 'vitest';
import { siteByKey, type World } from '../../mock-server/world/index.js';
import { AT, move, refusalOf, worldAfter } from './arrange.js';
import { installation } from './look.js';

const hiddenIn = (world: World) => world.installations.filter(i => i.hidden).map(i => i.site);
const goneFrom = (world: World) => world.installations.filter(i => i.state === 'removed').map(i => i.site);

describe('rows withheld from the list', () => {
  test('When rows are hidden by name and shown again, then the schools never stopped using the application', () => {
    const before = worldAfter('three-schools');
    const hidden = move(before, { kind: 'list.hidden', sites: ['oakfield', 'riverside'] });
    expect(hiddenIn(hidden)).toEqual(['oakfield', 'riverside']);
    expect(installation(hidden, 'oakfield').state).toBe('active');
    const shown = move(hidden, { kind: 'list.shown', sites: ['oakfield', 'riverside'] });
    expect(shown.installations).toEqual(before.installations);
  });

  test("When all rows are hidden, then the partner's own row is among them", () => {
    const after = move(worldAfter('three-schools'), { kind: 'list.hidden', all: true });
    expect(hiddenIn(after)).toEqual(['brightwater-ti', 'oakfield', 'st-marys', 'riverside']);
  });

  test('When a share is hidden, then it is rounded up, and the same for the same world', () => {
    const before = worldAfter('academy-trust');
    const after = move(before, { kind: 'list.hidden', share: 0.1 });
    expect(hiddenIn(after)).toHaveLength(4); // of 31 rows
    expect(move(before, { kind: 'list.hidden', share: 0.1 })).toEqual(after);
  });

  test('When a school has left, then hiding all rows leaves it alone, and hiding its row is refused', () => {
    const gone = worldAfter('three-schools', { kind: 'site.removed', site: 'oakfield' });
    expect(hiddenIn(move(gone, { kind: 'list.hidden', all: true }))).not.toContain('oakfield');
    expect(refusalOf(gone, { kind: 'list.hidden', sites: ['oakfield'] })).toBe('already-removed');
  });
});

describe('an estate that grows', () => {
  test('When it grows by two, then the first two schools that wait join, in their order', () => {
    const before = worldAfter('three-schools');
    const after = move(before, { kind: 'estate.grown', by: 2 });
    const joined = after.installations.slice(before.installations.length);
    expect(joined.map(i => [i.site, i.state])).toEqual([
      ['hillcrest', 'active'],
      ['lakeside', 'active'],
    ]);
    expect(new Set(joined.flatMap(i => i.clients.map(c => c.clientId))).size).toBe(2);
  });

  test('When a school has left, then growing does not bring it back', () => {
    const gone = worldAfter('three-schools', { kind: 'site.removed', site: 'oakfield' });
    const after = move(gone, { kind: 'estate.grown', by: 8 });
    expect(goneFrom(after)).toEqual(['oakfield']);
    expect(refusalOf(after, { kind: 'estate.grown', by: 1 })).toBe('too-few-schools');
  });
});

describe('an estate that shrinks', () => {
  const trust = worldAfter('academy-trust');

  test('When a trust leaves, then all of its schools leave at once and nobody else (DOM-15)', () => {
    const after = move(trust, { kind: 'estate.shrunk', trust: 'beacon-trust' });
    expect(goneFrom(after)).toHaveLength(10);
    expect(new Set(goneFrom(after).map(key => siteByKey(after, key)?.trust))).toEqual(new Set(['beacon-trust']));
    expect(new Set(after.installations.filter(i => i.state === 'removed').map(i => i.changedAt))).toEqual(
      new Set([AT]),
    );
  });

  test('When an authority leaves, then all of its schools leave', () => {
    const after = move(trust, { kind: 'estate.shrunk', authority: 'harbourside' });
    expect(goneFrom(after)).toHaveLength(8);
  });

  test('When a number or a share leaves, then the choice is seeded', () => {
    const three = move(trust, { kind: 'estate.shrunk', by: 3 });
    expect(goneFrom(three)).toHaveLength(3);
    expect(goneFrom(move(trust, { kind: 'estate.shrunk', by: 3 }))).toEqual(goneFrom(three));
    expect(goneFrom(move(trust, { kind: 'estate.shrunk', share: 0.5 }))).toHaveLength(15);
  });

  test("When every school leaves, then the partner's own row stays (DOM-17)", () => {
    const after = move(trust, { kind: 'estate.shrunk', share: 1 });
    const left = after.installations.filter(i => i.state !== 'removed').map(i => siteByKey(after, i.site)?.kind);
    expect(left).toEqual(['partner']);
    expect(refusalOf(after, { kind: 'estate.shrunk', share: 1 })).toBe('nobody-left');
  });
});
