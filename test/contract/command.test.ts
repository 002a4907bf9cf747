import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive } from '../support/alive.js';
import { HARNESS, harness, start, stop, tempFolder, until } from '../support/command.js';
import { asOption, subject } from '../support/subjects/command.js';
import { agent } from '../support/wrong-agent.js';

const HONEST = ['--exec', agent('honest', 'sync'), '--dump', agent('honest', 'list')];
const FORGETS = ['--exec', agent('forgets-deletions', 'sync'), '--dump', agent('forgets-deletions', 'list')];

/** In a folder with these files. */
function contract(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const cwd = tempFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return harness(['contract', ...args], { cwd });
}

describe.concurrent('sims-harness contract', () => {
  test('When every must holds, then it exits 0, and the seed is told', async () => {
    const { exit, stdout, stderr } = await contract(['--only', 'DEL-05,SNAP-06', '--seed', '7', ...HONEST]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(/seed:? 7/i);
  });

  test('When a must does not hold, then it exits 1, says what was expected and seen, and how to play it again', async () => {
    const { exit, stdout } = await contract(['--only', 'SNAP-06,DEL-01', ...FORGETS]);
    expect(exit).toBe(1);
    const again = `npx sims-harness contract --only DEL-01 --seed 1 --exec '${FORGETS[1]}' --dump '${FORGETS[3]}'`;
    expect(stdout).toContain(again);
    expect(stdout).toMatch(/expected/i);
    expect(stdout).not.toContain('--only SNAP-06 --seed');
  });

  test('When a failure is known, then it does not fail the run; one that passes does, and is told', async () => {
    const known = { 'known.txt': 'DEL-01  # ticket 12\n' };
    const args = ['--only', 'DEL-01', '--expected', 'known.txt'];
    const [failing, passing] = await Promise.all([
      contract([...args, ...FORGETS], known),
      contract([...args, ...HONEST], known),
    ]);
    expect([failing.exit, passing.exit]).toEqual([0, 1]);
    expect(failing.stdout).toContain('ticket 12');
    expect(passing.stdout).toMatch(/DEL-01 passed, though it is in the file of known failures/);
  });

  test('When a decision is not needed, then the run holds, every report says so, and what looks like a password is masked', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'decided.txt'), '\ufeffSNAP-06  # 2026-11-22, J. Smith: seen; PASSWORD=hunter2\r\n');
    const reports = ['--junit', 'r.xml', '--html', 'r.html', '--json', 'r.json'];
    const args = ['contract', '--only', 'SNAP-06', '--decided', 'decided.txt', ...reports, ...HONEST];
    const { exit, stdout, stderr } = await harness(args, { cwd });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    const told = [stdout, ...['r.xml', 'r.html', 'r.json'].map(name => readFileSync(join(cwd, name), 'utf8'))];
    expect(told.filter(text => !text.includes('2026-11-22, J. Smith: seen; PASSWORD=***'))).toEqual([]);
    expect(told.filter(text => text.includes('hunter2'))).toEqual([]);
    expect(stdout).toContain(
      'A decision that is not needed, for it holds by itself (take it out of the file): SNAP-06:',
    );
  });

  test('When the decisions of sims-contract.yaml are about its agent, then they are listed, and not used for another that is typed', async () => {
    const file = { 'sims-contract.yaml': 'exec: x\ndecided: decided.txt\n' };
    const [own, other] = await Promise.all([
      contract(['--list', '--only', 'DEL'], { ...file, 'decided.txt': 'DEL-04  # J. Smith: approved\n' }),
      contract(['--list', '--only', 'DEL', '--exec', 'y'], file),
    ]);
    expect([own.exit, other.exit]).toEqual([0, 0]);
    expect(own.stdout).toMatch(/\nDecided by a person, should they be left to one: DEL-04\.\n$/);
    expect(other.stdout).not.toContain('Decided');
  });

  test('When one report cannot be written, then the others are, and what was found of the agent stays the exit code', async () => {
    const cwd = tempFolder();
    const args = ['--json', '/dev/full', '--junit', 'r.xml', '--html', 'r.html'];
    const fine = await harness(['contract', '--only', 'DEL-05', ...args, ...HONEST], { cwd });
    const failing = await harness(['contract', '--only', 'DEL-01', ...args, ...FORGETS], { cwd });
    expect([fine.exit, failing.exit]).toEqual([2, 1]);
    expect(fine.stderr).toMatch(/^sims-harness: --json \/dev\/full cannot be written: .*\n$/);
    expect(readdirSync(cwd).sort()).toEqual(['r.html', 'r.xml']);
    expect(readFileSync(join(cwd, 'r.xml'), 'utf8')).toContain('DEL-01');
  });

  test('When it is set up wrongly, then that is one line with the mend, exit 2, and nothing has failed', async () => {
    const command = asOption(subject('odd', 'sync', 'another-client'));
    const { exit, stdout, stderr } = await contract(['--exec', command, '--json', 'r.json']);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(/^sims-harness: SIMS_CLIENT_ID is not used: .*\nNothing was judged\.\n$/);
  });

  test('When the options are in sims-contract.yaml, then one word is enough, and what is typed wins', async () => {
    const [, exec = '', , dump = ''] = HONEST;
    const settings = { exec, dump, only: ['SNAP-06'], seed: 5, json: 'report.json' };
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'sims-contract.yaml'), JSON.stringify(settings));
    const { exit } = await harness(['contract', '--only', 'DEL-05'], { cwd });
    const report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'));
    expect([exit, report.seed, report.cases.map(({ id }: { id: string }) => id)]).toEqual([0, 5, ['DEL-05']]);
  });

  test('When another agent is typed than the file names, then nothing that belongs to the one of the file is used', async () => {
    const [, exec = ''] = HONEST;
    const file = { exec: 'no-such-program', dump: 'no-such-program', serve: 'no-such-program', only: ['SNAP-06'] };
    const { exit, stdout } = await contract(['--exec', exec], { 'sims-contract.yaml': JSON.stringify(file) });
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringContaining('No --dump') });
    expect(stdout).not.toContain('No --serve');
  });

  test.each([
    ['# mine\nexce: x\n', 'sims-harness: sims-contract.yaml:2: there is no setting "exce". Did you mean "exec"?'],
    ['exec: x\nparallel: many\n', 'sims-harness: sims-contract.yaml: parallel is "many"; it must be a whole number'],
    ['exec: x\npull: true\n', 'sims-harness: Give sims-contract.yaml: exec or sims-contract.yaml: pull, not both.'],
    ['exec: x\nexec: y\n', 'sims-harness: sims-contract.yaml cannot be read: '],
    ['exec: x\nurl: http://example.test/\n', 'Only loopback is ever contacted'],
    ['decided: sims-contract.yaml\n', 'sims-harness: sims-contract.yaml:1: Write one decision a line, such as "DEL-04'],
  ])('When the file says %j, then what to mend is told', async (text, said) => {
    const { exit, stderr } = await contract([], { 'sims-contract.yaml': text });
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(said) });
  });

  test.each([
    [[], 'Say how to run one sync of your agent: --exec'],
    [['--exec', 'x', '--timeout', '0s'], '--timeout is "0s"; it must be more than 0.'],
    [['--only', 'SNP'], '--only SNP: no case is called so. Did you mean "SNAP"?'],
    [['--exec', 'x', '--by-hand'], 'Give --exec or --by-hand, not both.'],
    [['--pull', '--dump', 'x'], '--dump goes with --exec'],
    [['--exec', '"x'], 'a quote is not closed'],
    [['node', 'agent.mjs'], 'Put a command in quotes'],
    [['--exec', 'x', '--expected', 'none.txt'], '--expected none.txt cannot be read'],
    [['--exec', 'x', '--decided', 'none.txt'], '--decided none.txt cannot be read'],
    [['--exec', 'x', '--timeout', 'soon'], '--timeout is "soon"'],
    [['--exec', 'x', '--html', 'no/such/report.html'], '--html no/such/report.html cannot be written'],
  ])('When it is called with %j, then it exits 2 and says what to do', async (args, said) => {
    const { exit, stdout, stderr } = await contract(args);
    expect({ exit, stdout, stderr }).toEqual({ exit: 2, stdout: '', stderr: expect.stringContaining(said) });
  });

  test('When the cases are listed, or a run is only told, then nothing is started', async () => {
    const cwd = tempFolder();
    const exec = asOption(
      [process.execPath, '-e', 'fs.writeFileSync("ran", "")'].map(word => word.replaceAll('"', "'")),
    );
    const [listed, dry] = await Promise.all([
      harness(['contract', '--list', '--only', 'DEL'], { cwd }),
      harness(['contract', '--dry-run', '--only', 'DEL-01', '--exec', exec, '--seed', '3'], { cwd }),
    ]);
    expect(listed).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^DEL-01 +must +\S/) });
    expect(listed.stdout).not.toContain('SNAP-');
    expect(dry).toMatchObject({ exit: 0, stdout: expect.stringContaining('Nothing was played') });
    expect(dry.stdout).toMatch(/seed +3/);
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
  });

  test('When Ctrl+C comes, then agents and folders are put away, and it ends by that signal', async () => {
    const temp = tempFolder();
    const pids = join(tempFolder(), 'pids');
    const running = start([...HARNESS, 'contract', '--exec', agent('never-ends', pids)], { env: { TMPDIR: temp } });
    const all = () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number) : []);
    await until(() => all().length >= 2);
    const { exit, signal, stderr } = await stop(running);
    expect({ exit, signal }).toEqual({ exit: null, signal: 'SIGINT' });
    expect(stderr).toMatch(/^Interrupted after 0 of 37; no report was written\.$/m);
    await until(() => all().every(pid => !isAlive(pid)));
    expect(readdirSync(temp)).toEqual([]);
  });
});
