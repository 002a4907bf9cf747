import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test, vi } from 'vitest';
import { SCENES } from '../../../cli/demo/scenes.js';
import { RECORDING } from '../../../mock-server/control/demo/schema.js';
import type { Recording } from '../../../mock-server/index.js';
import { isAlive } from '../../support/alive.js';
import { harness, tempFolder } from '../../support/command.js';
import { agent } from '../../support/wrong-agent.js';
import { picturesIn, playing, typed } from './arrange.js';

// Each test runs dozens of processes; a busy machine may take its time.
vi.setConfig({ testTimeout: 90_000 });

describe.concurrent('sims-harness demo', () => {
  test('When the whole story plays by itself, then every scene proves what it says, and the recording is as published', async () => {
    const file = join(tempFolder(), 'story.json');
    const { exit, stdout, stderr } = await harness(['demo', '--auto', '--json', '--record', file]);
    expect([exit, stderr]).toEqual([0, '']);
    const { held, scenes } = JSON.parse(stdout) as { held: boolean; scenes: { id: string; held: boolean }[] };
    expect(held).toBe(true);
    expect(scenes.filter(scene => scene.held).map(({ id }) => id)).toEqual(SCENES.map(({ id }) => id));
    const recording: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const validate = new Ajv({ strict: false }).compile(RECORDING);
    expect([validate(recording), validate.errors]).toEqual([true, null]);
    const moments = (recording as Recording).scenes.flatMap(scene => scene.moments);
    expect(moments.filter(moment => moment.state !== 'held')).toEqual([]);
    expect(moments.filter(({ asked, run }) => asked.length === 0 && run !== 'approve')).toEqual([]);
    expect(moments.flatMap(({ holdings }) => holdings).filter(({ mark }) => mark === 'wrong')).toEqual([]);
  });

  test('When it is told in a terminal off a desktop, then it says what happened, what was asked, decided and proven', async () => {
    const { exit, stdout } = await harness(['demo', 'school-leaves', '--auto']);
    expect(exit).toBe(0);
    expect(picturesIn(stdout)).toEqual(['1 A school leaves', '2 A school leaves']);
    expect(stdout).toContain('Oakfield is no longer a customer.');
    expect(stdout).toContain('2. Read the list of schools\n');
    const decided = 'It no longer hands out the credentials of Oakfield Primary School.';
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(decided);
    expect(stdout).toMatch(/Oakfield Primary School +– +– +no longer handed out/);
    expect(stdout).toMatch(/Riverside Academy +[0-9a-f]{8} {2}– +kept until a person decides/);
    expect(stdout).toContain('✔ PROVEN: When a school leaves,');
    expect(stdout).not.toContain('\u001b');
  });

  test('When another agent keeps what it should not, then it ends with 1 and names the scene, the moment and the school', async () => {
    const wrong = ['--agent', agent('forgets-deletions')];
    const { exit, stdout } = await harness(['demo', 'first-day', 'school-leaves', '--auto', ...wrong]);
    expect(exit).toBe(1);
    expect(stdout).toContain('✔ The first day\n');
    expect(stdout).toContain('✘ A school leaves\n    NOT PROVEN: ');
    expect(stdout).toContain('in "Oakfield has left": It does not hand out');
    expect(stdout).toMatch(/Oakfield Primary School +[0-9a-f]{8} {2}– +WRONG: should not be handed out/);
    expect(stdout).toContain('1 of 2 scenes proven.');
    expect(picturesIn(stdout)).toEqual(['1 The first day', '2 A school leaves']);
  });

  test('When somebody turns the pages by lines, then pictures come, come back and the end is told', async () => {
    const { exit, stdout } = await typed('\\nb\\n2\\nx\\n\\n\\nq\\n', ['first-day', 'school-joins', '--terminal']);
    expect(exit).toBe(0);
    const pictures = ['1 The first day', '2 A school joins', '1 The first day', '2 A school joins', '3 A school joins'];
    expect(picturesIn(stdout)).toEqual(pictures);
    expect(stdout).toContain('2 of 2 scenes proven.');
  });

  test('When the input ends, then the story does, without a fault', async () => {
    const { exit, stdout } = await typed('', ['first-day', '--terminal']);
    expect([exit, picturesIn(stdout)]).toEqual([0, ['1 The first day']]);
  });

  test('When a recording is shown again, then it is the same, nothing is run, and what did not hold still does not', async () => {
    const file = join(tempFolder(), 'story.json');
    const first = await harness(['demo', 'new-secret', '--auto', '--record', file]);
    const again = await harness(['demo', '--replay', file, '--auto']);
    const pictures = (text: string) => text.slice(text.indexOf('─'));
    expect([again.exit, pictures(again.stdout)]).toEqual([0, pictures(first.stdout)]);
    const spoilt = readFileSync(file, 'utf8').replace('"state": "held",\n   "world"', '"state": "failed",\n   "world"');
    writeFileSync(file, spoilt);
    expect((await harness(['demo', '--replay', file, '--auto'])).exit).toBe(1);
  });

  test('When the pages are turned over the API, then the worlds go forward, and nothing that leaves holds a secret', async () => {
    const file = join(tempFolder(), 'story.json');
    const demo = await playing(['--no-open', '--record', file, 'new-secret', 'access-suspended']);
    await demo.walk();
    const recording = await demo.recording();
    expect(recording.held).toBe(true);
    const reports = await fetch(new URL('/api/worlds/new-secret/agent-reports', demo.page));
    expect(await reports.json()).toHaveLength(4);
    const secrets = await secretsAt(demo.page, recording);
    expect(secrets.length).toBeGreaterThan(10);
    const { exit, stdout, stderr } = await demo.stop();
    expect(exit).toBe(0);
    const texts = [stdout, stderr, JSON.stringify(recording), readFileSync(file, 'utf8')];
    for (const secret of secrets) {
      const spelled = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
      expect(texts.some(text => spelled.some(form => text.includes(form)))).toBe(false);
    }
    expect(texts.join()).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}\./);
  });

  test('When a page back is asked for, then it shows what was, and the world stays where it is', async () => {
    const demo = await playing(['--no-open', 'school-leaves']);
    await demo.walk();
    const last = await demo.state();
    expect([await demo.go({ go: 'next' }), await demo.go({ go: 'back' })]).toEqual([409, 200]);
    const back = await demo.state();
    expect([back.moment.name, back.moment.state, back.scene.state]).toEqual(['Oakfield has left', 'held', 'held']);
    expect([await demo.go({ scene: 7 }), await demo.go({ scene: 0, moment: 99 })]).toEqual([409, 409]);
    await demo.go({ go: 'next' });
    expect((await demo.state()).moment).toEqual(last.moment);
    await demo.stop();
  });

  test('When Ctrl+C comes while an agent is at work, then it ends with 0 and leaves nobody behind', async () => {
    const demo = await playing(['--no-open', '--agent', agent('never-ends'), 'first-day']);
    const { exit, stderr } = await demo.stop();
    expect([exit, stderr, isAlive(demo.pid)]).toEqual([0, '', false]);
    await expect(fetch(demo.page)).rejects.toThrow();
  });

  test('When Ctrl+C comes while it plays by itself, then it ends by that signal and records what was played', async () => {
    const file = join(tempFolder(), 'story.json');
    const demo = await typedAndStopped(file);
    expect([demo.exit, demo.signal]).toEqual([null, 'SIGINT']);
    const { held, scenes } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
    expect([held, scenes.map(({ state }) => state)]).toEqual([false, ['held', 'waiting']]);
  });
});

async function typedAndStopped(file: string) {
  const { start, HARNESS, stop, until } = await import('../../support/command.js');
  const words = ['first-day', 'school-joins', '--auto', '--pace', '1h', '--record', file];
  const running = start([...HARNESS, 'demo', ...words]);
  await until(() => running.stdout().includes('PROVEN'));
  return stop(running);
}

/** Every secret of the worlds of a story, of now and before. */
async function secretsAt(page: string, { scenes }: Recording): Promise<string[]> {
  const worlds = await Promise.all(
    scenes.map(async ({ world }) => (await fetch(new URL(`/api/worlds/${world}`, page))).text()),
  );
  const found = worlds.flatMap(text =>
    [...text.matchAll(/"value":("(?:[^"\\]|\\.)*")/g)].map(([, value = '""']) => value),
  );
  return [...new Set(found.map(text => String(JSON.parse(text))))].filter(secret => secret.length >= 6);
}
