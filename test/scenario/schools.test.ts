import { describe, expect, test } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import { strangers } from '../../mock-server/scenario/index.js';
import { errorLines, parseScenario } from '../../mock-server/scenario/load.js';
import { siteByKey } from '../../mock-server/world/index.js';
import { scenarioOf } from './scripts.js';

const worldOf = ({ world, seed }: { world: string; seed: number }) => buildWorld(world, { seed });
const HEAD = 'id: x\ntitle: X\ntells: A story.\n';

/** The complaints about a text, each as `line:column: sentence`. */
function complaints(text: string, known: Parameters<typeof parseScenario>[2] = { worldOf }): string[] {
  const loaded = parseScenario(HEAD + text, 'x.yaml', known);
  return 'errors' in loaded ? errorLines(loaded.errors).replaceAll('x.yaml:', '').split('\n') : [];
}

const change = (written: string) => `steps:\n  - name: a\n    on: { manual: true }\n    change: ${written}\n`;
const expecting = (written: string) => `syncs:\n  - run: sync\n    expect: { exit: 0, ${written} }\n`;
const unknown = (name: string, like: string) =>
  `There is no school "${name}" in the world "three-schools". Did you mean "${like}"?`;

describe('When a school is misspelt, then its place and the nearest are told', () => {
  test.each([
    ['in a trigger', 'steps:\n  - name: a\n    on: { request: rap.clients, site: oakfeld }\n', 'oakfeld', '6:39'],
    ['in a change', change('{ site.removed: { site: oakfeld } }'), 'oakfeld', '7:37'],
    [
      'in a list of changes',
      change('[{ signingKey.rolled: {} }, { site.removed: { site: oakfeld } }]'),
      'oakfeld',
      '7:65',
    ],
    ['in a list of schools', change('{ list.hidden: { sites: [riverside, oakfeld] } }'), 'oakfeld', '7:49'],
    ['where it must be served', expecting('serves: [oakfeld]'), 'oakfeld', '6:33'],
    ['where it must be withheld', expecting('withholds: [oakfeld]'), 'oakfeld', '6:36'],
    ['in the store', expecting('stores: [oakfield, oakfeld]'), 'oakfeld', '6:43'],
    ['in its capitals', expecting('serves: [Oakfield]'), 'Oakfield', '6:33'],
  ])('%s', (_, text, name, place) => {
    expect(complaints(text)).toEqual([`${place}: ${unknown(name, 'oakfield')}`]);
  });

  test('and every other fault of the file with it', () => {
    const text = `${change('{ site.removed: { site: oakfeld } }')}${expecting('serves: [oakfield], withholds: [oakfield]')}`;
    expect(complaints(text)).toHaveLength(2);
  });

  test('and all there are where none is near and they are few', () => {
    expect(complaints(expecting('serves: [xxxxxxxxxxxxx]'))).toEqual([
      expect.stringContaining(' Known: brightwater-ti, oakfield'),
    ]);
  });
});

describe('When a school is known, then nothing is said', () => {
  const { organisationId = '' } = siteByKey(buildWorld('three-schools'), 'oakfield') ?? {};

  test.each([
    ['by its organisation id', expecting(`serves: [${organisationId.toLowerCase()}]`)],
    ['though it has not joined yet', expecting('withholds: [hillcrest]')],
    [
      'because the scenario invents it',
      change('{ site.installed: { site: moor-view, name: Moor View } }') + expecting('serves: [moor-view]'),
    ],
    ['because the world is another', `world: academy-trust\n${expecting('withholds: [whitlock-ti]')}`],
  ])('%s', (_, text) => {
    expect(complaints(text)).toEqual([]);
  });

  test('nor is anything when the world is not', () => {
    const text = expecting('withholds: [oakfeld]');
    expect(complaints(text, {})).toEqual([]);
    expect(complaints(`world: nowhere\n${text}`)).toEqual([]);
  });
});

test('When a school nobody knows is installed without a name, then it is told how to invent it', () => {
  const [said] = complaints(change('{ site.installed: { site: moor-view } }'));
  expect(said).toMatch(/There is no school "moor-view" .* To invent a new school, give it a name\.$/);
});

test('When an authority or a trust is misspelt, then the nearest is told', () => {
  const world = buildWorld('academy-trust');
  const block = (what: 'authority' | 'trust') => world.sites.find(site => site[what] !== null)?.[what] ?? '';
  for (const what of ['authority', 'trust'] as const) {
    const shrunk = (name: string) =>
      scenarioOf({ name: 'a', on: { manual: true }, change: { 'estate.shrunk': { [what]: name } } });
    expect(strangers(shrunk(block(what)), world)).toEqual([]);
    expect(strangers(shrunk(block(what).slice(1)), world)).toEqual([
      expect.objectContaining({
        message: `There is no ${what} "${block(what).slice(1)}" in the world "academy-trust". Did you mean "${block(what)}"?`,
      }),
    ]);
  }
});

test('When a scenario is put into another world than its own, then only its steps must fit', () => {
  const on = { request: 'rap.clients', site: 'oakfield' };
  const fault = { kind: 'reset' };
  const syncs = [
    { run: 'sync', fire: [], agent: {}, expect: { exit: [0], serves: ['oakfield'], withholds: [], requests: {} } },
  ] as const;
  const world = buildWorld('academy-trust');
  expect(strangers({ ...scenarioOf(), syncs }, world)).toEqual([]);
  expect(strangers({ ...scenarioOf({ name: 'a', on, fault }), syncs }, world)).toHaveLength(1);
});
