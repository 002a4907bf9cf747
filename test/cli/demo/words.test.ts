import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksOf } from '../../../cli/demo/checks.js';
import { decidedIn } from '../../../cli/demo/decided.js';
import { holdingsOf } from '../../../cli/demo/holdings.js';
import { wrapped } from '../../../cli/demo/picture.js';
import { SCENES } from '../../../cli/demo/scenes.js';
import { named, passing } from '../../../cli/demo/school-words.js';
import { readOneScenario } from '../../../cli/scenario-from.js';
import { buildWorld } from '../../../fixtures/index.js';
import type { Expectation, Held } from '../../../mock-server/index.js';

const world = buildWorld('three-schools', { seed: 1 });
if (!world) throw new Error('arrange: no world');
const sites = world.sites.map(({ organisationId }) => organisationId);

test.each(SCENES.map(scene => [scene.id, scene] as const))(
  'When the scene %s is looked up, then its scenario has every moment at which the story stops, and proves something',
  async (_, { scenario, stops, tells = {} }) => {
    const { syncs, clock } = await readOneScenario({ id: scenario });
    const names = syncs.map(({ name }) => name);
    expect([...stops, ...Object.keys(tells)].filter(name => !names.includes(name))).toEqual([]);
    expect([stops.length > 0, clock]).toEqual([true, 'manual']);
  },
);

test('When scenes are told apart, then by their ids', () => {
  expect(new Set(SCENES.map(({ id }) => id)).size).toBe(SCENES.length);
});

describe('Checks', () => {
  const expectation: Expectation = {
    exit: [0],
    stores: 'world',
    serves: ['oakfield', 'riverside'],
    withholds: ['st-marys'],
    requests: { 'sts.token': { min: 1, max: 1 }, 'rap.sites': { min: 1, max: 3 } },
  };
  const parts = [
    'exit code',
    'the store',
    'oakfield',
    'riverside',
    'st-marys',
    'sts.token requests',
    'rap.sites requests',
  ];

  test('When all holds, then what is alike is one sentence', () => {
    expect(checksOf(expectation, [], site => site).map(({ says }) => says)).toEqual([
      'It ends with "all well" (exit code 0)',
      'What it holds is exactly what is true',
      'It hands out the credentials of oakfield and riverside',
      'It does not hand out the credentials of st-marys',
      'It asks once for a pass and 1 to 3 times for the list of schools',
    ]);
  });

  test('When no credentials may be asked for but other things may, then it is not told as silent', () => {
    const only = { exit: [], serves: [], withholds: [] };
    const says = (requests: Expectation['requests']) => checksOf({ ...only, requests }, [], site => site)[0]?.says;
    const never = { min: 0, max: 0 };
    expect(says({ 'rap.clients': never })).toBe("It asks for no school's credentials");
    expect(says({ 'sts.token': never, 'rap.sites': never, 'rap.clients': never })).toBe(
      'It asks the service for nothing',
    );
  });

  test('When some do not hold, then each of them is told by itself, and nothing that failed is told as held', () => {
    fc.assert(
      fc.property(fc.subarray(parts), failing => {
        const failures = failing.map(what => ({ what, expected: 'x', seen: `seen ${what}` }));
        const checks = checksOf(expectation, failures, site => site);
        expect(checks.filter(({ held }) => !held).map(({ seen }) => seen)).toEqual(failing.map(what => `seen ${what}`));
      }),
    );
  });

  test('When the judge did not get as far as the expectations, then none of them is told as held', () => {
    const failures = [{ what: 'the run', expected: 'an end within 60 s', seen: 'it was still running' }];
    expect(checksOf(expectation, failures, site => site)).toEqual([
      { says: 'the run: an end within 60 s', held: false, seen: 'it was still running' },
    ]);
  });
});

describe('Holdings', () => {
  const prints = fc.constantFrom('a'.repeat(64), 'b'.repeat(64));
  const store = fc
    .uniqueArray(fc.constantFrom(...sites), { maxLength: sites.length })
    .chain(ids =>
      fc.tuple(...ids.map(id => prints.map(p => ({ organisationId: id, clientId: `c-${id}`, secretFingerprint: p })))),
    );
  const of = (held: readonly Held[], id: string) =>
    held.find(h => h.organisationId.toLowerCase() === id)?.secretFingerprint;

  test('When stores are compared, then a school is told as right exactly when what is held is what is true', () => {
    fc.assert(
      fc.property(store, store, store, fc.boolean(), (before, now, truth, failed) => {
        const rows = holdingsOf({ before, now, truth }, new Set(), world, { exit: 0, approving: false, failed });
        expect(rows).toHaveLength(new Set([...before, ...now, ...truth].map(h => h.organisationId)).size);
        for (const { organisationId: id, mark } of rows) {
          const right = of(now, id) === of(truth, id);
          expect(['same', 'new', 'gone', 'replaced'].includes(mark)).toBe(right);
          if (!right) expect(mark).toBe(failed ? 'wrong' : 'kept');
          if (right) expect(mark === 'same').toBe(of(before, id) === of(now, id));
        }
      }),
    );
  });
});

test('When nobody ran the agent, or it ended strangely, then the decision says so', () => {
  expect(decidedIn(undefined, [])).toEqual(['The agent was left alone.']);
  expect(decidedIn({ words: ['sync'], exit: 70, ms: 1, report: undefined }, [])).toEqual([
    'It ended with exit code 70.',
  ]);
  const requests = { token: 1, list: 2, clients: 3, retries: 0 };
  const report = { generation: 1, code: null, approved: null, hold: null, requests };
  const said = (command: string) => decidedIn({ words: [command], exit: 0, ms: 1, report }, []);
  expect(said('plan')).toEqual(['Asked for its plan, it has nothing to do.']);
  expect(said('sync')).toEqual(['There is nothing new, so it changes nothing.']);
});

test.each(['sync', 'plan'])('When an agent reports nothing of its %s, then nothing is said in its place', command => {
  const run = { words: [command], exit: 0, ms: 1, report: undefined };
  const untold = 'This agent has not told what it decided.';
  const holding = { school: 'Oakfield', organisationId: 'o', holds: ['a'], truth: ['a'], says: '' } as const;
  expect(decidedIn(run, [])).toEqual([untold]);
  expect(decidedIn(run, [{ ...holding, mark: 'wrong' }])).toEqual([untold]);
  expect(decidedIn(run, [{ ...holding, mark: 'same' }])).toEqual([untold, 'What it holds is as it was.']);
  expect(decidedIn(run, [{ ...holding, mark: 'new' }])).toEqual([
    'It stores the credentials of Oakfield, and hands them out from now on.',
  ]);
});

test('When names are many, then the first few are told and the others counted', () => {
  expect(named(['a', 'b'])).toBe('a and b');
  expect(named(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d and e');
  expect(named(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d and 3 others');
});

test.each([
  [3_600_000, '1 hour passes.'],
  [86_400_000, '1 day passes.'],
  [5_400_000, '90 minutes pass.'],
  [1_500, '2 seconds pass.'],
])('When %d ms pass, then it is told as "%s"', (ms, says) => {
  expect(passing(ms)).toBe(says);
});

test('When text is wrapped, then no line is longer than asked unless it is one word, and no word is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 }),
      fc.integer({ min: 5, max: 60 }),
      (words, width) => {
        const lines = wrapped(words.join(' '), width);
        expect(lines.join(' ')).toBe(words.join(' '));
        expect(lines.filter(line => line.length > width && line.includes(' '))).toEqual([]);
      },
    ),
  );
});
