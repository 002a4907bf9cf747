import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HARNESS, type Running, start, tempFolder, until } from '../support/command.js';
import { subject } from '../support/subjects/command.js';

type Env = Readonly<Record<string, string>>;

/** What a tester's own script does: one command with the variables of a turn. */
function run(words: readonly string[], env: Env): Promise<{ exit: number | null; stdout: string }> {
  const [file = '', ...args] = words;
  const child = spawn(file, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text;
  });
  return new Promise(resolve => child.once('close', exit => resolve({ exit, stdout })));
}

const post = (url: string, body: object, headers: Env = {}) =>
  fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });

type Pulled = {
  readonly done?: true;
  readonly wait?: true;
  readonly turn: number;
  readonly case: string;
  readonly step: string;
  readonly do: 'sync' | 'dump';
  readonly variables: Env;
};

/** Takes turns until there are none. Gives what was asked for. */
async function takeTurns(url: string): Promise<string[]> {
  const steps: string[] = [];
  for (;;) {
    const turn = (await (await fetch(url)).json()) as Pulled;
    if (turn.done) return steps;
    if (turn.wait) continue;
    steps.push(`${turn.case} ${turn.step} ${turn.do}`);
    const { exit } = turn.do === 'sync' ? await run(subject('odd', 'sync', 'honest'), turn.variables) : { exit: 0 };
    const listed = await run(subject('odd', 'list', 'right'), turn.variables);
    const answer = await post(url, { turn: turn.turn, exit, dump: JSON.parse(listed.stdout) });
    expect(answer.status).toBe(200);
  }
}

const urlIn = (running: Running) => /(http:\/\/127\.0\.0\.1:\d+\/) {2}any case/.exec(running.stdout())?.[1];

describe.concurrent('Agents that cannot be started from here', () => {
  test('When a script takes every turn by HTTP, then its agent is judged like any other', async () => {
    const running = start([...HARNESS, 'contract', '--pull', '--only', 'SNAP-01,SNAP-06']);
    await until(() => urlIn(running) !== undefined);
    const url = urlIn(running) ?? '';
    expect(running.stdout()).toContain(`${url}SNAP-01\n`);
    const steps = await takeTurns(url);
    expect(steps[0]).toBe('preflight first sync');
    expect(steps).toEqual(expect.arrayContaining(['SNAP-01 first sync', 'SNAP-01 second sync']));
    const { exit, stdout, stderr } = await running.ended;
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(/✔ SNAP-01/);
    expect(stdout).toMatch(/✔ SNAP-06/);
  });

  test('When a script asks wrongly, then it is told how to, and a page in a browser learns nothing', async () => {
    const running = start([...HARNESS, 'contract', '--pull', '--only', 'SNAP-01']);
    await until(() => urlIn(running) !== undefined);
    const url = urlIn(running) ?? '';
    const answers = [
      await post(url, { exit: 0 }),
      await fetch(url),
      await fetch(url, { headers: { origin: 'http://localhost' } }),
      await post(url, { exit: 'fine' }),
      await post(url, { exit: 0, turn: 99 }),
      await fetch(url, { method: 'PUT' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 200, 403, 400, 409, 405]);
    expect(await answers[0]?.text()).toContain('GET one first');
    expect(await answers[2]?.text()).not.toContain('SIMS_');
    expect(await answers[3]?.text()).toContain('must be the exit code');
    running.send('SIGINT');
    expect((await running.ended).signal).toBe('SIGINT');
  });

  test('When the agent cannot be killed from here, then that round cannot be verified, and nothing fails for it', async () => {
    const running = start([...HARNESS, 'contract', '--pull', '--only', 'RES-04', '--json', '-']);
    await until(() => /any case/.test(running.stderr()));
    await takeTurns(/(http:\S+\/) {2}any case/.exec(running.stderr())?.[1] ?? '');
    const { exit, stdout } = await running.ended;
    const [result] = JSON.parse(stdout).cases;
    expect([exit, result.verdict]).toEqual([0, 'cannot-verify']);
    expect(JSON.stringify(result)).toContain('it cannot be killed from here');
  });
});

describe.concurrent('An agent that is run by hand', () => {
  /** Types what the person would, for every question, until it ends. */
  async function play(args: readonly string[], answer: (env: Env, n: number) => Promise<string>) {
    const folder = tempFolder();
    const [file = '', ...words] = [...HARNESS, 'contract', '--by-hand', ...args];
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: folder };
    const child = spawn(file, words, { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    let asked = 0;
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', async text => {
      said += text;
      const questions = said.match(/if there is one: /g)?.length ?? 0;
      if (questions <= asked) return;
      asked = questions;
      const files = [...said.matchAll(/Set the variables of (\S+), then/g)];
      const variables = variablesIn(files.at(-1)?.[1] ?? '');
      const line = await answer(variables, asked);
      if (line === 'EOF') child.stdin.end();
      else child.stdin.write(`${line}\n`);
    });
    const exit = await new Promise<number | null>(resolve => child.once('close', resolve));
    return { exit, said, folder };
  }

  /** As a shell reads them. */
  function variablesIn(file: string): Env {
    const pairs = [...readFileSync(file, 'utf8').matchAll(/^(\w+)='(.*)'$/gm)];
    return Object.fromEntries(pairs.map(([, name, value = '']) => [name, value.replaceAll("'\\''", "'")]));
  }

  test('When a person runs each sync and types how it ended, then it is judged', async () => {
    const dumps = tempFolder();
    const { exit, said, folder } = await play(['--only', 'SNAP-06'], async (env, n) => {
      if (n === 2) return 'what?';
      const { exit: code } = await run(subject('odd', 'sync', 'honest'), env);
      const { stdout } = await run(subject('odd', 'list', 'right'), env);
      const file = join(dumps, 'dump.json');
      writeFileSync(file, stdout);
      return `${code} ${file}`;
    });
    expect(said).toContain('Type a number such as 0');
    expect(said).toMatch(/✔ SNAP-06/);
    expect([exit, readdirSync(folder)]).toEqual([0, []]);
  });

  test('When nobody types any more, then that is said, and it ends', async () => {
    const { exit, said } = await play(['--only', 'SNAP-06'], async () => 'EOF');
    expect(exit).toBe(2);
    expect(said).toContain('preflight first-look');
  });
});
