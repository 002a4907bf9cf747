import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  errorLines,
  listScenarios,
  loadScenario,
  loadShipped,
  parseScenario,
  shippedFolder,
} from '../../mock-server/scenario/load.js';

const HEAD = 'id: x\ntitle: X\ntells: A story.\n';

/** The complaints about a text, each as `line:column: sentence`. */
function complaints(text: string, known?: Parameters<typeof parseScenario>[2]): string[] {
  const loaded = parseScenario(text, 'x.yaml', known);
  return 'errors' in loaded
    ? errorLines(loaded.errors)
        .split('\n')
        .map(l => l.replace('x.yaml:', ''))
    : [];
}

const steps = (...lines: string[]) => `${HEAD}steps:\n${lines.map(l => `  ${l}\n`).join('')}`;
const syncs = (...lines: string[]) =>
  `${HEAD}steps:\n  - { name: go, on: { manual: true } }\nsyncs:\n${lines.map(l => `  - ${l}\n`).join('')}`;

describe('When a file is not good YAML, then the place and the mend are told', () => {
  test.each([
    ['an empty file', '', '1:1: The file is empty. A scenario starts with id, title and tells.'],
    ['only a comment', '# nothing\n', '1:1: The file is empty. A scenario starts with id, title and tells.'],
    ['a key twice', `${HEAD}title: again\n`, '4:1: This key is written twice; keep one.'],
    ['an open bracket', `${HEAD}steps: [\n`, 'This is not YAML:'],
    ['a tab', `${HEAD}steps:\n\t- name: x\n`, 'A tab stands where YAML wants spaces; indent with spaces.'],
    [
      'two documents',
      `${HEAD}---\nid: y\n`,
      'A file holds one scenario; put the part after "---" into a file of its own.',
    ],
    [
      'an alias',
      `${HEAD}policy: { a: &v 1, b: *v }\n`,
      '4:23: Write out what "*v" stands for; scenarios use no aliases.',
    ],
    ['a list', '- id: x\n', '1:1: It must be a set of keys, not a list.'],
  ])('%s', (_, text, said) => {
    const [first, ...others] = complaints(text);
    expect(first).toContain(said);
    expect(others).toEqual([]);
  });
});

describe('When a file says what no scenario can say, then line, nearest word and mend are told', () => {
  test.each([
    [
      'a key missing',
      'id: x\ntitle: X\n',
      '1:1: The key "tells" is missing. The whole story, for a person, in school words.',
    ],
    ['a key misspelt', 'id: x\ntitle: X\ntels: A.\n', '3:1: Unknown key "tels". Did you mean "tells"?'],
    ['a key nobody knows', `${HEAD}quux: 1\n`, '4:1: Unknown key "quux". Allowed here: id, title,'],
    [
      'an id with capitals',
      'id: School\ntitle: X\ntells: A.\n',
      '1:5: "id" must be small letters, digits and single hyphens',
    ],
    ['no text', 'id: x\ntitle: 7\ntells: A.\n', '2:8: "title" must be some text, not 7.'],
    ['nothing where text belongs', 'id: x\ntitle:\ntells: A.\n', '"title" must be some text, not nothing.'],
    [
      'a requirement id',
      `${HEAD}defends: [cache]\n`,
      '4:11: Item 1 of "defends" must be a requirement id like CACHE-03, not "cache".',
    ],
    [
      'an operation misspelt',
      steps('- { name: a, on: { request: rap.client } }'),
      'not "rap.client". Did you mean "rap.clients"?',
    ],
    [
      'a trigger misspelt',
      steps('- { name: a, on: { reqest: rap, nth: 2 } }'),
      '5:22: Unknown key "reqest". Did you mean "request"?',
    ],
    ['an empty trigger', steps('- { name: a, on: {} }'), '5:20: "on" is empty. Allowed here: request,'],
    [
      'nth without a request',
      steps('- { name: a, on: { manual: true, nth: 2 } }'),
      '"nth" says nothing without "request"; add it.',
    ],
    ['manual: false', steps('- { name: a, on: { manual: false } }'), '"manual" must be true, not false.'],
    [
      'a bad duration',
      steps('- { name: a, on: { elapsed: 30 } }'),
      '5:31: "elapsed" must be a length of time like 250ms, 30s, 5m, 1.5h or 2d, not 30.',
    ],
    [
      'a change misspelt',
      steps('- name: a', '  on: { manual: true }', '  change: { secret.reisued: { site: a } }'),
      '7:15: Unknown key "secret.reisued". Did you mean "secret.reissued"?',
    ],
    [
      "a change's argument misspelt",
      steps('- name: a', '  on: { manual: true }', '  change: { secret.reissued: { site: a, overlp: 3s } }'),
      '7:43: Unknown key "overlp". Did you mean "overlap"?',
    ],
    [
      'a change with nothing to say',
      steps('- name: a', '  on: { manual: true }', '  change: { signingKey.rolled: }'),
      '"signingKey.rolled" must be a set of keys, not nothing. Write {} when there is nothing to say.',
    ],
    [
      'two changes in one',
      steps('- name: a', '  on: { manual: true }', '  change: { signingKey.rolled: {}, vendor.suspended: {} }'),
      '"change" holds 2 keys where one belongs; write a list, each with its dash.',
    ],
    [
      'a fault without a kind',
      steps('- { name: a, on: { request: rap }, fault: { times: 2 } }'),
      'The key "kind" is missing. It must be one of',
    ],
    [
      'a fault misspelt',
      steps('- { name: a, on: { request: rap }, fault: { kind: trunkated } }'),
      'not "trunkated". Did you mean "truncated"?',
    ],
    [
      'a fault short of words',
      steps('- { name: a, on: { request: rap }, fault: { kind: status } }'),
      'The key "status" is missing. The HTTP status.',
    ],
    [
      'a status out of range',
      steps('- { name: a, on: { request: rap }, fault: { kind: status, status: 42 } }'),
      '"status" must be a whole number from 100 to 599, not 42.',
    ],
    [
      'times: 0',
      steps('- { name: a, on: { request: rap }, times: 0 }'),
      '"times" must be a whole number from 1 or "always", not 0.',
    ],
    [
      'a list left empty',
      steps('- { name: a, on: { manual: true }, change: [] }'),
      '"change" is empty; leave it out or fill it.',
    ],
    [
      'a run misspelt',
      syncs('{ run: snyc, expect: { exit: 0 } }'),
      '"run" must be one of "sync", "plan", "approve", "none", not "snyc". Did you mean "sync"?',
    ],
    [
      'an exit that is a word',
      syncs('{ run: sync, expect: { exit: ok } }'),
      '"exit" must be a whole number from 0 to 255 or a list, not "ok".',
    ],
  ])('%s', (_, text, said) => {
    const [first, ...others] = complaints(text);
    expect(first).toContain(said);
    expect(others).toEqual([]);
  });
});

describe('When words that are good by themselves make no sense together, then that is told too', () => {
  test.each([
    [
      'two steps of one name',
      steps('- { name: a, on: { manual: true } }', '- { name: a, on: { manual: true } }'),
      '6:13: The name "a" is taken by step 1; give this one another.',
    ],
    [
      'a step nobody knows in after',
      steps('- { name: leaves, on: { manual: true } }', '- { name: b, on: { after: leavs } }'),
      '6:29: There is no step "leavs". Did you mean "leaves"?',
    ],
    [
      'a step nobody knows in until',
      steps('- { name: a, on: { manual: true }, until: zzzzzz }'),
      'There is no step "zzzzzz".',
    ],
    ['a step after itself', steps('- { name: a, on: { after: a } }'), 'The step "a" cannot wait for itself'],
    [
      'steps in a ring',
      steps('- { name: a, on: { manual: true, after: b } }', '- { name: b, on: { after: a } }'),
      'These steps wait for each other and never start: a after b after a.',
    ],
    [
      'two triggers',
      steps('- { name: a, on: { manual: true, elapsed: 3s } }'),
      'Either "elapsed" or "manual": a step has one trigger.',
    ],
    [
      'a fault without a request',
      steps('- { name: a, on: { elapsed: 3s }, fault: { kind: reset } }'),
      'A fault strikes a request: say which in "on"',
    ],
    [
      'before without a request',
      steps('- { name: a, on: { manual: true }, before: true }'),
      '"before" is about an answer',
    ],
    [
      'luck by the clock',
      steps('- { name: a, on: { elapsed: 1s, chance: 0.5 } }'),
      '"chance" is about requests, or about the step named by "after" alone; leave "elapsed" out.',
    ],
    [
      'luck about nothing',
      steps('- { name: a, on: { chance: 0.5 } }'),
      '"chance" says nothing without "request" or "after"; add one.',
    ],
    [
      'times said twice',
      steps('- { name: a, on: { request: rap }, times: 2, fault: { kind: reset, times: 3 } }'),
      '"times" is said twice, for the step and in its fault; keep one.',
    ],
    [
      'every without times',
      steps('- { name: a, on: { request: rap, every: 3 } }'),
      '"every" fires once unless the step says how often',
    ],
    [
      'no time between repeats',
      steps('- { name: a, on: { elapsed: 0s }, times: always }'),
      'A step that repeats needs some time in between',
    ],
    [
      'a clock that chases itself',
      steps('- { name: a, on: { elapsed: 1s }, times: always, advance: 1s }'),
      '"a" repeats by the clock',
    ],
    [
      'the same by a follower',
      steps('- { name: b, on: { after: a }, times: 5, advance: 1s }', '- { name: a, on: { elapsed: 1s }, times: 5 }'),
      '5:44: "a" repeats by the clock',
    ],
    [
      'the list, of one school',
      steps('- { name: a, on: { request: rap.sites, site: x } }'),
      'rap.sites is about no single school',
    ],
    [
      'a token that is a list',
      steps('- { name: a, on: { request: sts.token }, fault: { kind: empty } }'),
      'Only RAP answers with lists',
    ],
    [
      'rows of bytes',
      steps('- { name: a, on: { request: rap }, fault: { kind: truncated, rows: 2 } }'),
      '"rows" needs "form: valid-json"',
    ],
    [
      'rows and a share',
      steps('- { name: a, on: { request: rap }, fault: { kind: truncated, form: valid-json, rows: 2, keep: 0.5 } }'),
      'Either "keep" or "rows"',
    ],
    [
      'a clock that cannot be moved',
      `${HEAD}clock: real\nsteps:\n  - { name: a, on: { manual: true }, advance: 1h }\n`,
      'The real clock cannot be moved',
    ],
    [
      'the same in a run',
      `${HEAD}clock: real\nsyncs:\n  - { advance: 1h, run: sync, expect: { exit: 0 } }\n`,
      'The real clock cannot be moved',
    ],
    [
      'a step that is not fired by hand',
      syncs('{ fire: goo, run: sync, expect: { exit: 0 } }'),
      'There is no manual step "goo". Did you mean "go"?',
    ],
    ['a run without an exit', syncs('{ run: sync, expect: {} }'), 'The key "exit" is missing. Say with which code'],
    [
      'an exit without a run',
      syncs('{ run: none, expect: { exit: 0 } }'),
      'Nothing is run, so there is no "exit" to expect',
    ],
    [
      'an approval of nothing',
      syncs('{ run: approve, expect: { exit: 0 } }'),
      'There is nothing to approve before a sync was held',
    ],
    [
      'served and withheld',
      syncs('{ run: sync, expect: { exit: 0, serves: [a], withholds: [a] } }'),
      '"a" cannot be both served and withheld',
    ],
    [
      'a secret from before nothing',
      syncs('{ run: sync, agent: { vendorSecret: former }, expect: { exit: 5 } }'),
      'No step resets the supplier\'s secret, so there is no former one. Add one with "vendor.secretReset".',
    ],
    [
      'a range upside down',
      syncs('{ run: sync, expect: { exit: 0, requests: { sts.token: { min: 3, max: 1 } } } }'),
      '"min" is above "max"',
    ],
  ])('%s', (_, text, said) => {
    const all = complaints(text);
    expect(all.length).toBeGreaterThan(0);
    expect(all[0]).toContain(said);
  });

  test('When worlds and switches are known, then other names are refused with the nearest', () => {
    const known = { worlds: ['three-schools'], switches: ['rap.order'] };
    expect(complaints(`${HEAD}world: three-scools\nswitches: { rap.oder: stable }\n`, known)).toEqual([
      '4:8: There is no world "three-scools". Did you mean "three-schools"?',
      '5:13: There is no switch "rap.oder". Did you mean "rap.order"?',
    ]);
  });

  test('When several things are wrong, then all are told, from top to bottom', () => {
    const lines = complaints(`${HEAD}sed: 1\nsteps:\n  - { nme: a, on: { elapsed: soon } }\nclok: real\n`);
    expect(lines.map(l => l.split(':')[0])).toEqual(['4', '6', '6', '7']);
  });
});

describe('When a scenario lies in a file', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
    writeFileSync(join(folder, 'school-added.yaml'), 'id: school-aded\ntitle: X\ntells: A.\n');
    writeFileSync(
      join(folder, 'good.yaml'),
      'id: good\ntitle: X\ntells: A.\nsteps:\n  - { name: a, on: { after: b } }\n  - { name: b, on: { elapsed: 90s } }\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('then its id must be the name of the file', () => {
    const loaded = loadScenario(join(folder, 'school-added.yaml'));
    expect('errors' in loaded && loaded.errors).toEqual([
      {
        file: join(folder, 'school-added.yaml'),
        line: 1,
        column: 5,
        message:
          'The id "school-aded" is not the name of the file: write "id: school-added", or rename the file to school-aded.yaml.',
      },
    ]);
  });

  test('then it is read with its defaults filled in', () => {
    expect(loadScenario(join(folder, 'good.yaml'))).toEqual({
      scenario: {
        id: 'good',
        title: 'X',
        tells: 'A.',
        defends: [],
        world: 'three-schools',
        seed: 1,
        clock: 'manual',
        switches: {},
        policy: {},
        agent: {},
        steps: [
          { name: 'a', on: { kind: 'follows' }, after: 'b', times: 1, before: false, changes: [] },
          { name: 'b', on: { kind: 'elapsed', ms: 90_000 }, times: 1, before: false, changes: [] },
        ],
        syncs: [],
      },
    });
  });

  test('then a file that is not there is named, with the nearest that is', () => {
    const loaded = loadScenario(join(folder, 'goood.yaml'));
    expect('errors' in loaded && errorLines(loaded.errors)).toBe(
      `${join(folder, 'goood.yaml')}: There is no such file. Did you mean "good.yaml"?`,
    );
  });

  test('then a folder in its place is refused with what to give', () => {
    const loaded = loadScenario(folder);
    expect('errors' in loaded && loaded.errors[0]?.message).toBe(
      `This is a folder. Give a scenario file, such as ${join(folder, 'good.yaml')}.`,
    );
    mkdirSync(join(folder, 'empty'));
    expect(loadScenario(join(folder, 'empty'))).toMatchObject({
      errors: [{ message: expect.stringContaining('my-scenario.yaml') }],
    });
  });

  test('then its folder can be listed, what the product exists for first', () => {
    expect(listScenarios(folder).map(s => s.id)).toEqual(['school-added', 'good']);
  });
});

describe('When a shipped scenario is asked for', () => {
  test.each(['mock-server/scenario/load.ts', 'dist/index.js', 'dist/chunks/load-ABC.js'])(
    'from %s, then the folder is found',
    file => {
      const root = join(import.meta.dirname, '..', '..');
      expect(shippedFolder(pathToFileURL(join(root, file)).href)).toBe(join(root, 'scenarios'));
    },
  );

  test('by a name it has, then it is loaded', () => {
    expect(loadShipped('first-sync')).toMatchObject({ scenario: { id: 'first-sync' } });
  });

  test('by a name that is near, then the name is told', () => {
    expect(loadShipped('school-remvoed')).toEqual({
      errors: [{ file: '', message: 'There is no scenario "school-remvoed". Did you mean "school-removed"?' }],
    });
  });

  test('then the tasks the product exists for come first', () => {
    expect(
      listScenarios()
        .slice(0, 5)
        .map(s => s.id),
    ).toEqual(['first-sync', 'school-added', 'school-removed', 'secret-reissued', 'client-suspended']);
  });
});
