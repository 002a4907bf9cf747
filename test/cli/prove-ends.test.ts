import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { HARNESS, harness, start, stop, tempFolder, until } from '../support/command.js';
import { agent } from '../support/wrong-agent.js';

vi.setConfig({ testTimeout: 90_000 });

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A process that has ended and is not yet waited for counts as gone.
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

const pidsIn = (file: string) => {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').map(Number);
  } catch {
    return [];
  }
};

describe.concurrent('Agents that do not end or begin', () => {
  test('When an agent hangs, then it is ended with all it started, and that is told', async () => {
    const pids = join(tempFolder(), 'pids');
    const args = ['prove', 'first-sync', '--timeout', '1500ms', '--agent', agent('never-ends', pids)];
    const { exit, stdout } = await harness(args);
    expect({ exit, stdout }).toEqual({
      exit: 1,
      stdout: expect.stringContaining(
        'the run: expected an end within 1.5 s (--timeout); seen it was still running and was stopped',
      ),
    });
    expect(pidsIn(pids).length).toBeGreaterThanOrEqual(2);
    await until(() => pidsIn(pids).every(pid => !isAlive(pid)));
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'When %s comes meanwhile, then agents and folders are put away and it ends by that signal',
    async signal => {
      const temp = tempFolder();
      const pids = join(temp, 'pids');
      const args = ['prove', 'first-sync', 'list-empty', '--agent', agent('never-ends', pids)];
      const running = start([...HARNESS, ...args], { env: { TMPDIR: temp } });
      await until(() => pidsIn(pids).length >= 4);
      const ended = await stop(running, signal);
      expect({ exit: ended.exit, signal: ended.signal, stderr: ended.stderr }).toEqual({
        exit: null,
        signal,
        stderr: '',
      });
      await until(() => pidsIn(pids).every(pid => !isAlive(pid)));
      expect(readdirSync(temp)).toEqual(['pids']);
    },
  );

  test.each([
    [
      'is not there',
      'no-such-agent --fast',
      /^sims-harness: "no-such-agent --fast sync" cannot be started \(ENOENT\)\. Check the program, /,
    ],
    ['may not be run', '/', /cannot be started \(EACCES\)/],
  ])('When an agent %s, then that is said once and the exit code is 2', async (_, command, said) => {
    const { exit, stdout, stderr } = await harness(['prove', 'first-sync', 'list-empty', '--agent', command]);
    expect({ exit, stdout, lines: stderr.trim().split('\n').length }).toEqual({ exit: 2, stdout: '', lines: 1 });
    expect(stderr).toMatch(said);
  });
});

test('When the world is kept, then it is there with its own address until Ctrl+C, and the exit code is that of the proof', async () => {
  const running = start([...HARNESS, 'prove', 'first-sync', '--keep', '--agent', agent('does-nothing')]);
  await until(() => running.stdout().includes('Ctrl+C stops'));
  const tokenUrl = /STS +(http:\S+\/~\S+\/connect\/token)/.exec(running.stdout())?.[1] ?? '';
  const refused = await fetch(tokenUrl, { method: 'POST' });
  expect(refused.status).toBe(400);
  await until(() => running.stdout().includes(' 400  POST'));
  const { exit, stderr } = await stop(running);
  expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' });
  await expect(fetch(tokenUrl)).rejects.toThrow();
});
