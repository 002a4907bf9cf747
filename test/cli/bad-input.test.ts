import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HARNESS, harness, tempFolder } from '../support/command.js';

const WORLDS = 'three-schools, both-environments, academy-trust, awkward, thousand, large';
const HELP = 'See --help.';
const COMMANDS = 'serve, prove, demo, contract, evidence, trust, doctor, scenarios';

/** What is typed, and the sentence that answers it. */
const TYPED: readonly (readonly [readonly string[], string])[] = [
  [['frobnicate'], `There is no command "frobnicate". Commands: ${COMMANDS}.`],
  [['porve'], `There is no command "porve". Did you mean "prove"? Commands: ${COMMANDS}.`],
  [['constructor'], `There is no command "constructor". Did you mean "contract"? Commands: ${COMMANDS}.`],
  [['--wrold', 'awkward'], `There is no option --wrold. Did you mean "--world"? ${HELP}`],
  [['serve', '-x'], `There is no option -x. ${HELP}`],
  [['serve', '--constructor'], `There is no option --constructor. Did you mean "--control-port"? ${HELP}`],
  [['serve', '--no-json'], `There is no option --no-json. Did you mean "--json"? ${HELP}`],
  [['serve', '--json=yes'], '--json takes no value: write just --json.'],
  [['serve', '--world'], '--world needs a value: --world <name>.'],
  [['serve', '--world='], '--world needs a value: --world <name>.'],
  [['serve', '--world', '--json'], '--world needs a value: --world <name>.'],
  [['serve', '--seed', '1', '--seed', '1'], '--seed was given twice: give it once.'],
  [['serve', 'three-schools'], `serve takes no words, but was given "three-schools". ${HELP}`],
  [['serve', '--world', 'nowhere'], `There is no world "nowhere". Shipped: ${WORLDS}.`],
  [['serve', '--world', 'awkwrd'], `There is no world "awkwrd". Did you mean "awkward"? Shipped: ${WORLDS}.`],
  [['serve', '--world', 'large', '--world-file', 'w.json'], 'Give --world or --world-file, not both.'],
  [['serve', '--seed', '2', '--world-file', 'w.json'], 'Give --seed or --world-file, not both.'],
  [['serve', '--scenario', 'first-sync', '--scenario-file', 's.yaml'], 'Give --scenario or --scenario-file, not both.'],
  [['serve', '--scenario', 'shcool-removed'], 'There is no scenario "shcool-removed". Did you mean "school-removed"?'],
  [['serve', '--set', 'rap.guidCase'], `--set rap.guidCase: write it as <switch>=<value>. ${HELP}`],
  [['serve', '--set', 'rap.gidCase=lower'], 'There is no switch "rap.gidCase". Did you mean "rap.guidCase"?'],
  [
    ['serve', '--set', 'rap.guidCase=lowr'],
    '"lowr" is no value of rap.guidCase: upper | lower | mixed. Did you mean "lower"?',
  ],
  [['serve', '--sts-port', 'http'], '--sts-port is "http"; it must be a whole number from 0 to 65535.'],
  [['serve', '--sts-port', '-1'], '--sts-port is "-1"; it must be a whole number from 0 to 65535.'],
  [['serve', '--rap-port', '65536'], '--rap-port is "65536"; it must be a whole number from 0 to 65535.'],
  [['serve', '--seed', '1.5'], '--seed is "1.5"; it must be a whole number from 0 to 9007199254740991.'],
  [
    ['serve', '--sts-port', '5500', '--rap-port', '5500'],
    '--sts-port and --rap-port are both 5500: give each a port of its own.',
  ],
  [['serve', '--environment', 'test'], '--environment is "test"; it must be one of live, partner.'],
  [
    ['serve', '--write-env', 'nowhere/x.env'],
    '--write-env nowhere/x.env cannot be written: there is no such file or folder.',
  ],
  [['serve', '--clock', 'stopped'], '--clock is "stopped"; it must be one of real, manual.'],
  [['serve', '--log-level', 'loud'], '--log-level is "loud"; it must be one of silent, error, warn, info, debug.'],
  [
    ['serve', '--host', '203.0.113.77', '--sts-port', '0'],
    'This machine has no address "203.0.113.77". Use --host 127.0.0.1.',
  ],
  [['scenarios', 'first-sync', 'list-empty'], 'scenarios tells one at a time, not 2.'],
  [['scenarios', 'first-sync', '--file', 'x'], 'Give the id of a shipped scenario or --file, not both.'],
  [['scenarios', 'schol-added'], 'There is no scenario "schol-added". Did you mean "school-added"?'],
  [['prove', 'schol-added'], 'There is no scenario "schol-added". Did you mean "school-added"?'],
  [['prove', 'school-added.yaml'], 'There is no scenario "school-added.yaml". Did you mean "school-added"?'],
  [['prove', '--scenario-file', 'x.yaml'], 'There is no option --scenario-file. Here it is --file <file>. See --help.'],
  [['serve', '--file', 'x.yaml'], 'There is no option --file. Here it is --scenario-file <file>. See --help.'],
  ...(
    [
      [['prove'], 'prove --file'],
      [['scenarios'], 'scenarios --file'],
      [['serve', '--scenario'], 'serve --scenario-file'],
    ] as const
  ).map(
    ([words, how]) =>
      [
        [...words, 'oakfield-hiccup.yaml'],
        `"oakfield-hiccup.yaml" is no id of a shipped scenario. A file of your own: sims-harness ${how} oakfield-hiccup.yaml`,
      ] as const,
  ),
  [['prove', '--agent', ' '], '--agent needs a value: --agent "<command>".'],
  [['prove', '--agent', 'node "x'], '--agent node "x: a quote is not closed. Close it.'],
  [['prove', '--timeout', '5'], '--timeout is "5"; write it like 30s or 5m.'],
  [['prove', '--timeout', '0s'], '--timeout is "0s"; write it like 30s or 5m.'],
  [
    ['prove', '--junit', '/nowhere/at/all.xml'],
    'The report /nowhere/at/all.xml cannot be written: there is no such file or folder.',
  ],
];

describe('What is typed', () => {
  test.concurrent.each(TYPED)('When it is %j, then the answer is %s', async (args, sentence) => {
    const { exit, stdout, stderr } = await harness(args);
    expect({ exit, stdout, stderr }).toEqual({ exit: 2, stdout: '', stderr: `sims-harness: ${sentence}\n` });
  });
});

/** The text of a file, the option it is given to, and what is said about it. `<file>` stands for its name. */
const FILES: readonly (readonly [string, string, string])[] = [
  ['world-file', '{', 'The world file <file> is no JSON: '],
  ['world-file', '[]', '<file> is no world: world must be an object'],
  ['world-file', '{"format":"sims-world/1","name":"mine"}', '<file> is no world: world.'],
  ['scenario-file', '', '<file>:1:1: The file is empty.'],
  ['scenario-file', 'id: [', '<file>:1:6: This is not YAML: '],
  ['scenario-file', 'tilte: x\n', '<file>:1:1: Unknown key "tilte". Did you mean "title"?'],
];

describe('Files', () => {
  test.concurrent.each(FILES)(
    'When --%s holds %j, then it is said where it is wrong: %s',
    async (option, text, said) => {
      const folder = tempFolder();
      writeFileSync(join(folder, 'given'), text);
      const { exit, stderr } = await harness(['serve', `--${option}`, 'given'], { cwd: folder });
      expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(said.replace('<file>', 'given')) });
    },
  );

  test.concurrent.each([
    ['world-file', '{"format":"sims-world/1"}', 'The world file given cannot be read: it is UTF-16; save it as UTF-8.'],
    ['scenario-file', 'id: mine\n', 'given: The file is UTF-16; save it as UTF-8.'],
  ])(
    'When the file of --%s is UTF-16, with a byte order mark or without, then that is said and nothing of it is spilled',
    async (option, text, sentence) => {
      const folder = tempFolder();
      const narrow = Buffer.from(text, 'utf16le');
      const marked = Buffer.from(`\ufeff${text}`, 'utf16le');
      for (const bytes of [narrow, marked, Buffer.from(marked).swap16()]) {
        writeFileSync(join(folder, 'given'), bytes);
        const { exit, stderr } = await harness(['serve', `--${option}`, 'given'], { cwd: folder });
        expect({ exit, stderr }).toEqual({ exit: 2, stderr: `sims-harness: ${sentence}\n` });
      }
    },
  );

  test.concurrent.each([
    ['world-file', 'The world file nowhere.json cannot be read: there is no such file or folder.'],
    ['scenario-file', 'nowhere.json: There is no such file. Check the path.'],
  ])('When the file of --%s is missing, then the answer is %s', async (option, sentence) => {
    const { exit, stderr } = await harness(['serve', `--${option}`, 'nowhere.json']);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: `sims-harness: ${sentence}\n` });
  });

  test('When a folder is given for a scenario, then it is said what to give', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'mine.yaml'), '');
    for (const args of [
      ['serve', '--scenario-file'],
      ['scenarios', '--file'],
      ['prove', '--file'],
    ]) {
      const { exit, stderr } = await harness([...args, folder]);
      const sentence = `${folder}: This is a folder. Give a scenario file, such as ${join(folder, 'mine.yaml')}.`;
      expect({ exit, stderr }).toEqual({ exit: 2, stderr: `sims-harness: ${sentence}\n` });
    }
  });

  test('When a school is misspelt, then every command refuses the scenario with its place and the nearest', async () => {
    const folder = tempFolder();
    const text = `id: mine
title: Mine
tells: It is mine.
syncs:
  - { run: sync, expect: { exit: 0, withholds: [oakfeld] } }
`;
    writeFileSync(join(folder, 'mine.yaml'), text);
    for (const args of [
      ['serve', '--scenario-file'],
      ['scenarios', '--file'],
      ['prove', '--file'],
    ]) {
      const { exit, stderr } = await harness([...args, 'mine.yaml'], { cwd: folder });
      expect(exit).toBe(2);
      expect(stderr).toContain(
        '\nmine.yaml:5:49: There is no school "oakfeld" in the world "three-schools". Did you mean "oakfield"?\n',
      );
    }
  });

  test('When another world is set beside a scenario, then its steps are read against that one', async () => {
    const { exit, stderr } = await harness(['serve', '--scenario', 'school-removed', '--world', 'academy-trust']);
    expect({ exit, stderr }).toEqual({
      exit: 2,
      stderr: expect.stringMatching(
        /school-removed\.yaml:\d+:\d+: There is no school "oakfield" in the world "academy-trust"\./,
      ),
    });
  });

  test('When a scenario has two faults, then each has a line with its place, and nothing before it', async () => {
    const folder = tempFolder();
    const text = `id: mine
title: Mine
tels: It is mine.
world: three-schoools
steps:
  - name: gone
    on: { manual: true }
    change: { site.removed: { sight: oakfield } }
`;
    writeFileSync(join(folder, 'mine.yaml'), text);
    for (const args of [
      ['serve', '--scenario-file'],
      ['scenarios', '--file'],
      ['prove', '--file'],
    ]) {
      const { exit, stderr } = await harness([...args, 'mine.yaml'], { cwd: folder });
      expect(exit).toBe(2);
      expect(stderr).toContain('\nmine.yaml:3:1: Unknown key "tels". Did you mean "tells"?\n');
      expect(stderr).toContain('\nmine.yaml:8:31: Unknown key "sight". Did you mean "site"?\n');
    }
  });
});

describe('Help', () => {
  test.concurrent.each([
    [['--help'], 'Usage: sims-harness [command] [options]'],
    [['-h'], 'Usage: sims-harness [command] [options]'],
    [['help'], 'Usage: sims-harness [command] [options]'],
    [['help', 'prove'], 'Usage: sims-harness prove [scenario …] [options]'],
    [['serve', '--help'], 'rap.guidCase=upper\n'],
    [['serve', '-h', '--world', 'nowhere'], 'Usage: sims-harness serve [options]'],
    [['scenarios', '--help'], 'Usage: sims-harness scenarios [id]'],
    [['--version'], '0.1.0'],
  ])('When %j is asked, then %j is answered', async (args, text) => {
    const { exit, stdout, stderr } = await harness(args, { env: { SIMS_HARNESS_STS_PORT: 'nonsense' } });
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: expect.stringContaining(text), stderr: '' });
  });
});

test.skipIf(!existsSync('/dev/full'))(
  'When the output cannot be written, then that is said and it is no success',
  async () => {
    const [program = '', ...args] = HARNESS;
    const out = openSync('/dev/full', 'w');
    const child = spawn(program, [...args, 'scenarios'], { stdio: ['ignore', out, 'pipe'] });
    let said = '';
    child.stderr?.on('data', part => {
      said += String(part);
    });
    const exit = await new Promise(done => child.once('close', done));
    closeSync(out);
    expect([exit, said]).toEqual([3, 'sims-harness: the output cannot be written (ENOSPC).\n']);
  },
);
