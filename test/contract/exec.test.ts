import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand, wordsOf } from '../../contract/index.js';
import { launchOf } from '../../contract/subject/launch.js';
import { isAlive } from '../support/alive.js';
import { tempFolder, until } from '../support/command.js';
import { subject } from '../support/subjects/command.js';

const env = { PATH: process.env['PATH'] ?? '' };
const control = (more: { timeoutMs?: number; kill?: AbortSignal; stop?: AbortSignal } = {}) => ({
  timeoutMs: 20_000,
  stop: new AbortController().signal,
  ...more,
});
const pidsIn = (file: string) => readFileSync(file, 'utf8').trim().split('\n').map(Number);

describe.concurrent('A command that is run', () => {
  test.runIf(process.platform === 'linux')(
    'When it leaves somebody behind in a session of their own, then they end with it and do not hold it up',
    async () => {
      const file = join(tempFolder(), 'pids');
      const run = await runCommand(subject('odd', 'sync', 'leaves-somebody-behind', file), env, control());
      expect(run).toMatchObject({ exit: 0, timedOut: false });
      await until(() => pidsIn(file).every(pid => !isAlive(pid)));
    },
  );

  test('When it says more than is kept, then it is not held up, and the cut is told', async () => {
    const run = await runCommand(subject('odd', 'sync', 'chatters'), env, control());
    expect([run.exit, run.cut, run.stdout.length <= 33 * 1024 * 1024]).toEqual([0, true, true]);
  });

  test('When it never ends, then it is ended at the time limit', async () => {
    const run = await runCommand(subject('odd', 'sync', 'never-ends'), env, control({ timeoutMs: 300 }));
    expect(run).toMatchObject({ exit: null, timedOut: true, killed: false });
  });

  test('When it is killed on purpose, then that is told apart from the time limit', async () => {
    const kill = new AbortController();
    const ended = runCommand(subject('odd', 'sync', 'never-ends'), env, control({ kill: kill.signal }));
    kill.abort();
    expect(await ended).toMatchObject({ exit: null, timedOut: false, killed: true });
  });

  test('When everything is stopped, then it ends and the reason is thrown', async () => {
    const stop = new AbortController();
    const ended = runCommand(subject('odd', 'sync', 'never-ends'), env, control({ stop: stop.signal }));
    stop.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
  });
});

describe('The words of a command', () => {
  test.each([
    ['npx sims-agent sync', ['npx', 'sims-agent', 'sync']],
    [`"C:\\Program Files\\agent.exe" 'a b' --x="c d"`, ['C:\\Program Files\\agent.exe', 'a b', '--x=c d']],
    ['run "" now', ['run', '', 'now']],
  ])('When it is %s, then blanks part them and quotes keep them together', (command, words) => {
    expect(wordsOf(command, '--exec')).toEqual(words);
  });

  test.each([
    ['node "agent', /--exec node "agent: a quote is not closed/],
    ['  ', /--exec names no program/],
    ['cd agent && node sync.mjs', /no shell is used: put it into a script, or write sh -c/],
    ['node sync.mjs > log', /no shell is used/],
    ['node sync.mjs | tee log', /no shell is used/],
  ])('When it is "%s", then what to mend is told', (command, said) => {
    expect(() => wordsOf(command, '--exec')).toThrow(said);
  });
});

test.each([
  ['MODE=x', 'node'],
  ['no-such-program', '$HOME'],
])('When %s %s cannot be started, then it is told that no shell read it', async (...argv) => {
  await expect(runCommand(argv, env, control())).rejects.toThrow('no shell is used');
});

test('When a sign of the shell stands in quotes, then it is a word', () => {
  expect(wordsOf(`sh -c 'a && b' "|"`, '--exec')).toEqual(['sh', '-c', 'a && b', '|']);
});

describe('On Windows', () => {
  const there = ['C:\\node\\npx.cmd', 'C:\\bin\\agent.exe'];
  const machine = { platform: 'win32', isThere: (file: string) => there.includes(file) } as const;
  const around = { Path: 'C:\\bin;C:\\node', PATHEXT: '.EXE;.CMD', ComSpec: 'C:\\cmd.exe' };

  test('When a command is a batch file, then cmd.exe runs it and nothing in its arguments is special', () => {
    const { file, args, verbatim } = launchOf(['npx', 'agent', 'a&b "c"'], around, machine);
    expect({ file, verbatim, start: args.slice(0, 3) }).toEqual({
      file: 'C:\\cmd.exe',
      verbatim: true,
      start: ['/d', '/s', '/c'],
    });
    const line = args[3] ?? '';
    expect(line).toMatch(/^"C:\\node\\npx\.cmd /);
    // Every special character is escaped, twice in an argument.
    expect(line).toContain('a^^^&b');
    expect(line.slice(1, -1).replace(/\^./g, '')).not.toMatch(/[&|<>"%]/);
  });

  test('When a command is a program, then it is started as it is', () => {
    expect(launchOf(['agent', 'a b'], around, machine)).toEqual({
      file: 'C:\\bin\\agent.exe',
      args: ['a b'],
      verbatim: false,
    });
  });

  test('When it is nowhere, then it is left to the system to say so', () => {
    expect(launchOf(['nothing'], around, machine)).toMatchObject({ file: 'nothing' });
  });
});
