import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Change,
  type ChangeArguments,
  type ChangeKind,
  change,
  isRefused,
  type World,
} from '../../mock-server/world/index.js';
import { frozen, worldAfter } from './arrange.js';

/** One school in each state, so that changes which need a past find one. */
const LIVED_IN = worldAfter(
  'three-schools',
  { kind: 'site.installed', site: 'hillcrest', pending: true },
  { kind: 'site.disabled', site: 'riverside' },
  { kind: 'client.suspended', site: 'riverside' },
  { kind: 'site.removed', site: 'st-marys' },
);

// The awkward world has several applications and partners; the others need none to be named.
const WORLDS = [LIVED_IN, LIVED_IN, worldAfter('three-schools'), worldAfter('awkward')];

/** Names that mean something, names that mean nothing, and names that every JavaScript object answers to. */
function nameFrom(known: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.constantFrom('', '__proto__', 'constructor', 'a|b', '\ud800') },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
  );
}

const present = <T>(arbitrary: fc.Arbitrary<T>, members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.tuple(arbitrary, fc.record(members, { requiredKeys: [] })).map(([a, b]) => ({ ...a, ...b }));

const number = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.double());
const duration = fc.oneof(fc.constantFrom('0s', '10m', '1.5h', `${'9'.repeat(400)}d`), fc.string());
const code = fc.oneof(fc.constant(null), fc.string());

type Parts = { [K in ChangeKind]: fc.Arbitrary<ChangeArguments[K]> };

/** Arguments of every kind: a kind that is missing does not compile. */
function parts(world: World): Parts {
  // Few schools, so that changes meet each other's traces.
  const few = world.sites.filter(s => s.kind === 'school').slice(0, 5);
  const site = nameFrom(few.flatMap(s => [s.key, s.key, s.key, s.organisationId.toLowerCase()]));
  const application = nameFrom(world.applications.flatMap(a => [a.id, a.id.toUpperCase(), a.name]));
  const partner = nameFrom(world.partners.map(p => p.key));
  const client = nameFrom(['oneroster', 'oneroster', 'simsprimary', ...clientIds(world)]);
  const groups = [...new Set(world.sites.flatMap(s => [s.authority ?? 'none', s.trust ?? 'none']))];
  const ofSite = present(fc.record({ site }), { application });
  const ofClient = present(ofSite, { client });
  const secret = { secret: fc.string(), overlap: duration };
  const ofPartner = fc.record({ partner }, { requiredKeys: [] });
  const ofApplication = fc.record({ application }, { requiredKeys: [] });
  const rows = present(ofApplication, { sites: fc.array(site, { maxLength: 4 }), all: fc.boolean(), share: number });
  return {
    'site.installed': present(ofSite, {
      name: fc.string(),
      dfeCode: fc.string(),
      deniNumber: fc.string(),
      pending: fc.boolean(),
    }),
    'site.approved': ofSite,
    'site.disabled': ofSite,
    'site.enabled': ofSite,
    'site.removed': ofSite,
    'site.reinstalled': present(ofSite, { credentials: fc.constantFrom('new', 'same') }),
    'site.renamed': fc.record({ site, name: fc.string({ unit: 'binary' }) }),
    'site.recoded': present(fc.record({ site }), { dfeCode: code, deniNumber: code }),
    'client.issued': present(ofSite, { client: fc.constantFrom('oneroster', 'simsprimary') }),
    'client.suspended': ofClient,
    'client.restored': ofClient,
    'client.removed': ofClient,
    'secret.reissued': present(ofClient, secret),
    'vendor.secretReset': present(ofPartner, secret),
    'vendor.suspended': ofPartner,
    'vendor.restored': ofPartner,
    'application.keySet': present(ofApplication, { key: fc.string() }),
    'application.keyCleared': ofApplication,
    'signingKey.rolled': fc.constant({}),
    'list.hidden': rows,
    'list.shown': rows,
    'estate.grown': present(fc.record({ by: number }), { application }),
    'estate.shrunk': present(ofApplication, {
      by: number,
      share: number,
      authority: nameFrom(groups),
      trust: nameFrom(groups),
    }),
  };
}

function clientIds(world: World): string[] {
  return world.installations.flatMap(i => i.clients.map(c => c.clientId)).slice(0, 5);
}

function changes(world: World): fc.Arbitrary<Change[]> {
  const kinds = Object.entries(parts(world)).map(([kind, args]) =>
    (args as fc.Arbitrary<object>).map(a => ({ kind, ...a }) as Change),
  );
  return fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 30, size: 'max' });
}

const histories = fc.constantFrom(...WORLDS).chain(world => changes(world).map(list => ({ world, list })));

/** Every world on the way, from the one given, refusals left out. */
function walk(world: World, list: readonly Change[], seen: (before: World, c: Change, at: number) => World): void {
  list.reduce((before, c, nth) => frozen(seen(before, c, nth)), world);
}

test('When any change meets any world, then the world moves by one version or the refusal has a name', () => {
  fc.assert(
    fc.property(histories, ({ world, list }) => {
      walk(world, list, (before, c, at) => {
        const answer = change(before, frozen(c), at);
        if (isRefused(answer)) {
          expect(answer.refused).toMatch(/^[a-z]+(-[a-z]+)*$/);
          expect(answer.message).not.toBe('');
          return before;
        }
        expect(answer.world.version).toBe(before.version + 1);
        return answer.world;
      });
    }),
    { numRuns: 300 },
  );
});

test('When the same changes are made twice, then the worlds are equal, and the same after being written and read', () => {
  fc.assert(
    fc.property(histories, ({ world, list }) => {
      walk(world, list, (before, c, at) => {
        const answer = change(before, c, at);
        expect(change(JSON.parse(JSON.stringify(before)), c, at)).toStrictEqual(answer);
        if (isRefused(answer)) return before;
        expect(JSON.parse(JSON.stringify(answer.world))).toStrictEqual(answer.world);
        return answer.world;
      });
    }),
    { numRuns: 100 },
  );
});

test('When a world has moved, however it did, then it still holds together', () => {
  fc.assert(
    fc.property(histories, ({ world, list }) => {
      walk(world, list, (before, c, at) => {
        const answer = change(before, c, at);
        if (isRefused(answer)) return before;
        holdsTogether(answer.world);
        expect(answer.world.minted).toBeGreaterThanOrEqual(before.minted);
        return answer.world;
      });
    }),
    { numRuns: 200 },
  );
});

function holdsTogether(world: World): void {
  const once = (what: readonly string[]) => expect(new Set(what).size).toBe(what.length);
  once(world.sites.map(s => s.key));
  once(world.sites.map(s => s.organisationId));
  once(world.installations.map(i => `${i.application} ${i.site}`));
  once(world.installations.flatMap(i => i.clients.map(c => c.clientId)));
  const sites = new Set(world.sites.map(s => s.key));
  const applications = new Set(world.applications.map(a => a.id));
  for (const i of world.installations) {
    expect(sites).toContain(i.site);
    expect(applications).toContain(i.application);
    for (const client of i.clients) {
      // One secret in use, and it is the last (CA-15).
      expect(client.secrets.map(s => s.retiredAt === null).lastIndexOf(false)).toBe(client.secrets.length - 2);
    }
  }
}
