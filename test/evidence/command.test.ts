import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { CLAUSES } from '../../contract/index.js';
import { buildWorld } from '../../fixtures/index.js';
import { secretsOf } from '../../mock-server/index.js';
import { type Ended, harness, tempFolder } from '../support/command.js';
import { agent } from '../support/wrong-agent.js';

/** `sims-harness evidence` as a program: what is in the folder, how it ends, and what it never does. */

const HONEST = ['--exec', agent('honest', 'sync'), '--dump', agent('honest', 'list')];
const FILES = [
  'contract.html',
  'contract.json',
  'contract.xml',
  'evidence.html',
  'evidence.json',
  'prove.json',
  'prove.xml',
];
const textOf = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');
const jsonOf = (folder: string, name: string) => JSON.parse(textOf(folder, name));

let cwd = '';
let pack = '';
let made: Ended;
beforeAll(async () => {
  cwd = tempFolder();
  pack = join(cwd, 'sims-evidence');
  writeFileSync(join(cwd, 'decided.txt'), 'SNAP-06  # J. Smith: seen\n');
  const judged = ['--only', 'SNAP-06', '--seed', '7', '--decided', 'decided.txt'];
  made = await harness(['evidence', 'first-sync', ...judged, '--json', ...HONEST], { cwd });
});

/** A pack of the two reports that the first one made: nothing is played. */
const again = (args: readonly string[], folder = cwd) =>
  harness(['evidence', '--contract', join(pack, 'contract.json'), '--prove', join(pack, 'prove.json'), ...args], {
    cwd: folder,
  });

describe('a pack', () => {
  test('When all held, then it ends with 0, the folder is whole, and one line of JSON says so', () => {
    expect(made.exit, made.stderr).toBe(0);
    expect(readdirSync(pack).sort()).toEqual(FILES);
    const told = JSON.parse(made.stdout);
    expect(told).toMatchObject({ format: 'sims-evidence/1', exit: 0, held: true, folder: 'sims-evidence' });
    expect(made.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(made.stderr).toContain('The mock’s own agent, not this product, was proven in 1 of 1 scenario.');
    expect(made.stderr).toContain('--agent "<command>"');
  });

  test('When it is read, then it says what was run, of which versions, from which seed, and what was left out', () => {
    const told = jsonOf(pack, 'evidence.json');
    expect(told.contract).toMatchObject({ origin: 'played', seed: 7, verdict: 'passed', decided: [] });
    expect(told.prove).toMatchObject({
      proven: ['first-sync'],
      notProven: [],
      subject: { sts: 'sims' },
      prover: 'own',
    });
    expect(told.tool).toMatchObject({ name: 'sims-harness', node: process.version });
    expect(told.leftOut.cases).toHaveLength(36);
    expect(told.leftOut.scenarios).toHaveLength(27);
    const page = textOf(pack, 'evidence.html');
    for (const said of [told.tool.version, process.version.slice(1), 'seed', 'A selection.', 'Two programs.'])
      expect(page).toContain(said);
    expect(page).toContain(
      'A decision that is not needed, for it holds by itself (take it out of the file): “J. Smith: seen”',
    );
  });

  test('When it is read, then every clause is there, with what speaks for it or with what a person must show', () => {
    const told = jsonOf(pack, 'evidence.json');
    const page = textOf(pack, 'evidence.html');
    expect(told.clauses.map(({ id }: { id: string }) => id)).toEqual(CLAUSES.map(({ id }) => id));
    for (const { id } of CLAUSES) expect(page).toContain(`<strong>${id}</strong>`);
    const sheet = page.slice(page.indexOf('id="person"'));
    const asked = CLAUSES.filter(({ person, aside }) => person !== undefined && aside === undefined);
    expect(asked.filter(({ id }) => !sheet.includes(`<strong>${id}</strong>`))).toEqual([]);
    for (const blank of ['Name', 'Date', 'Signature']) expect(sheet).toContain(`>${blank}</th>`);
  });

  test('When a file is changed afterwards, then its digest tells', () => {
    const { files } = jsonOf(pack, 'evidence.json') as { files: { name: string; sha256: string }[] };
    expect(files.map(({ name }) => name).sort()).toEqual(FILES.filter(name => !name.startsWith('evidence')));
    for (const { name, sha256 } of files)
      expect(createHash('sha256').update(textOf(pack, name)).digest('hex'), name).toBe(sha256);
  });
});

describe('from reports that were made before', () => {
  test('When both are given, then nothing is played, the pack says so, and an earlier pack is written over', async () => {
    const folder = tempFolder();
    writeFileSync(join(pack, 'ours.pdf'), 'a report of a penetration test');
    const args = ['--out', join(folder, 'copy')];
    const [first, over] = [await again(args), await again(['--out', pack])];
    expect([first.exit, over.exit]).toEqual([0, 0]);
    const told = jsonOf(join(folder, 'copy'), 'evidence.json');
    expect([told.contract.origin, told.prove.origin]).toEqual(['given', 'given']);
    expect(textOf(pack, 'ours.pdf')).toContain('penetration');
  });

  test('When a requirement or a scenario did not hold, then it ends with 1, and the pack is there and says so', async () => {
    const folder = tempFolder();
    const prove = jsonOf(pack, 'prove.json');
    prove.subject.name = jsonOf(pack, 'contract.json').subject.name;
    prove.proofs[0].held = false;
    prove.proofs[0].syncs[0].failures = [{ what: 'the store', expected: 'every school', seen: '<b>none</b>' }];
    writeFileSync(join(folder, 'prove.json'), JSON.stringify(prove));
    const args = ['--contract', join(pack, 'contract.json'), '--prove', 'prove.json'];
    const { exit, stdout } = await harness(['evidence', ...args], { cwd: folder });
    expect(exit, stdout).toBe(1);
    const page = textOf(join(folder, 'sims-evidence'), 'evidence.html');
    expect(page).toContain('Not everything held.');
    expect(page).toContain('The product was proven in 0 of 1 scenario.');
    expect(page).toContain('expected every school; seen &lt;b&gt;none&lt;/b&gt;');
    expect(jsonOf(join(folder, 'sims-evidence'), 'evidence.json').prove.notProven).toEqual(['first-sync']);
  });

  test.each([
    ['the agent of this package', 'sims-agent 0.1.0', 'The mock’s own agent, not this product,'],
    ['a third program', 'php other.php', 'Another program, not this product,'],
    ['a program in a folder of that name', 'php /srv/sims-agent/other.php', 'Another program, not this product,'],
  ])(
    'When the scenarios were played with %s, then the box is of the product alone, and whose they are is said wherever they are',
    async (_, name, whose) => {
      const folder = tempFolder();
      const prove = jsonOf(pack, 'prove.json');
      prove.subject.name = name;
      prove.proofs[0].held = false;
      writeFileSync(join(folder, 'prove.json'), JSON.stringify(prove));
      const args = ['--contract', join(pack, 'contract.json'), '--prove', 'prove.json'];
      const { exit, stdout } = await harness(['evidence', ...args], { cwd: folder });
      expect(exit, stdout).toBe(1);
      const proven = `${whose} was proven in 0 of 1 scenario.`;
      expect(stdout).toContain(proven);
      const page = textOf(join(folder, 'sims-evidence'), 'evidence.html');
      const box = /<section class="verdict (\w+)">.*?<\/section>/s.exec(page);
      expect(box?.[1]).toBe('passed');
      expect(box?.[0]).toContain('Every requirement that was judged held.');
      expect(box?.[0]).not.toContain('scenario');
      const [head = '', rest = ''] = page.split('id="run"');
      expect(head.split(proven)).toHaveLength(3);
      expect(head).toContain(`<h3>Scenarios, of another program than the product</h3>\n<p>${proven}</p>`);
      expect(rest).toContain(proven);
    },
  );

  test('When a person has decided what was left to one, then the list has it ticked with their words, and what nobody decided stays open', async () => {
    const folder = tempFolder();
    const report = jsonOf(pack, 'contract.json');
    const [one] = report.cases;
    const decided = { comment: '2026-11-22, J. Smith: <b>approved</b>', applied: true };
    const cases = [
      { ...one, id: 'DEL-04', verdict: 'review', decided },
      { ...one, id: 'RES-03', verdict: 'review', decided: undefined },
    ];
    writeFileSync(join(folder, 'contract.json'), JSON.stringify({ ...report, cases }));
    const args = ['--contract', 'contract.json', '--prove', join(pack, 'prove.json')];
    const { exit, stderr } = await harness(['evidence', ...args], { cwd: folder });
    expect(exit, stderr).toBe(0);
    const out = join(folder, 'sims-evidence');
    const words = '“2026-11-22, J. Smith: &lt;b&gt;approved&lt;/b&gt;”';
    const [before = '', list = ''] = textOf(out, 'evidence.html').split('id="person"');
    expect(before).toContain(`Decided by a person: ${words}`);
    const rowOf = (id: string) => list.split('<tr>').find(row => row.includes(`<strong>${id}</strong>`));
    expect(rowOf('DEL-04')).toMatch(/^<td><span class="tick">✔<\/span>.*>decided by a person</);
    expect(rowOf('DEL-04')).toContain(`<td colspan="4">${words}</td>`);
    expect(rowOf('RES-03')).toMatch(/^<td><span class="tick"><\/span>.*a person must decide.*(<td><\/td>){4}/);
    expect(jsonOf(out, 'evidence.json').contract.decided).toEqual([{ id: 'DEL-04', comment: decided.comment }]);
  });

  test.each([
    ['a fault of ours', 3, { exit: 3, verdict: 'broken' }, 'Not everything could be judged.'],
    ['a leak', 1, { exit: 1, verdict: 'failed' }, 'Mend this before you send it on.'],
  ])('When the contract report tells of %s, then it ends with %i and says so', async (_, exit, members, said) => {
    const folder = tempFolder();
    const report = jsonOf(pack, 'contract.json');
    report.cases[0] = { ...report.cases[0], id: 'SEC-01', verdict: exit === 3 ? 'broken' : 'failed' };
    writeFileSync(join(folder, 'contract.json'), JSON.stringify({ ...report, ...members }));
    const args = ['--contract', 'contract.json', '--prove', join(pack, 'prove.json')];
    const ended = await harness(['evidence', ...args], { cwd: folder });
    expect(ended.exit, ended.stderr).toBe(exit);
    expect(textOf(join(folder, 'sims-evidence'), 'evidence.html')).toContain(said);
  });
});

describe('what it refuses', () => {
  test('When the folder holds anything else, then it ends with 2, at once, and nothing in it is touched', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'evidence.json'), '{"format":"another"}');
    const { exit, stdout, stderr } = await again(['--out', 'mine'], folder);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(/--out mine holds other things than an evidence pack.*: name an empty or a new folder\.\n$/);
    expect(readdirSync(join(folder, 'mine'))).toEqual(['evidence.json']);
  });

  test.each([
    [['--contract', 'none.json'], /--contract none\.json cannot be read: there is no such file/],
    [
      ['--prove', 'odd.json'],
      /--prove odd\.json is no report of the form sims-prove-report\/1 .* sims-harness prove --json/,
    ],
    [['--contract', 'c.json', '--only', 'SNAP-01'], /--contract takes a report .* --only has nothing to say/],
    [['--contract', 'c.json', '--decided', 'd.txt'], /--contract takes a report .* --decided has nothing to say/],
    [['first-sync', '--prove', 'p.json'], /leave out "first-sync"/],
    [['--only', 'NONE-01'], /NONE-01/],
  ])('When %j is typed, then it ends with 2 and says what to do, and no folder is made', async (args, said) => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'odd.json'), '{"proofs":[]}');
    const other =
      args.includes('--contract') || args.includes('--only') ? [] : ['--contract', join(pack, 'contract.json')];
    const { exit, stderr } = await harness(['evidence', ...args, ...other], { cwd: folder });
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringMatching(said) });
    expect(readdirSync(folder)).toEqual(['odd.json']);
  });
});

test('When the agents spill secrets, then no file of the pack, and nothing that is said, repeats one', async () => {
  const folder = tempFolder();
  const heard = join(folder, 'heard.txt');
  const spy = join(folder, 'spy.mjs');
  const honest = fileURLToPath(new URL('../support/agents/honest.mjs', import.meta.url));
  // Does its work, keeps its secrets where this test can read them, and says them aloud.
  writeFileSync(
    spy,
    `import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
const secret = process.env.SIMS_CLIENT_SECRET;
appendFileSync(${JSON.stringify(heard)}, secret + '\\n');
const { status } = spawnSync(process.execPath, [${JSON.stringify(honest)}, ...process.argv.slice(2)], { stdio: 'ignore' });
console.error('synced with ' + secret);
process.exit(process.argv.includes('list') ? 1 : status);
`,
  );
  const spilling = `"${process.execPath}" "${spy}"`;
  const args = [
    'evidence',
    'first-sync',
    '--only',
    'SNAP-06,SEC-01',
    '--exec',
    `${spilling} sync`,
    '--agent',
    spilling,
  ];
  const { exit, stdout, stderr } = await harness(args, { cwd: folder });
  expect(exit, stderr).toBe(1);
  const secrets = [
    ...new Set(readFileSync(heard, 'utf8').trim().split('\n')),
    ...secretsOf(buildWorld('three-schools', { seed: 1 })),
  ];
  expect(secrets.length).toBeGreaterThan(5);
  const out = join(folder, 'sims-evidence');
  const texts = [stdout, stderr, ...readdirSync(out).map(name => textOf(out, name))];
  const forms = (secret: string) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  const leaks = secrets.filter(
    secret => secret.length > 5 && texts.some(text => forms(secret).some(each => text.includes(each))),
  );
  expect(leaks).toEqual([]);
  expect(texts.at(-4)).toContain('Mend this before you send it on.');
});
