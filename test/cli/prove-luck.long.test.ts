import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { harness, tempFolder } from '../support/command.js';

// Each test runs dozens of processes; a busy machine may take its time.
vi.setConfig({ testTimeout: 90_000 });

const TUESDAY = fileURLToPath(new URL('../../scenarios/ordinary-tuesday.yaml', import.meta.url));

type Played = { held: boolean; syncs: { exit: number; requests: Record<string, number> }[] };

/** One Tuesday for each seed, played with the project's own agent. */
async function tuesdays(...seeds: number[]): Promise<Played[]> {
  const folder = tempFolder();
  const text = readFileSync(TUESDAY, 'utf8');
  const files = seeds.map((seed, nth) => {
    const file = join(folder, String(nth), 'ordinary-tuesday.yaml');
    mkdirSync(join(folder, String(nth)));
    writeFileSync(file, text.replace(/^seed: .*$/m, `seed: ${seed}`));
    return file;
  });
  const args = files.flatMap(file => ['--file', file]);
  const { stdout } = await harness(['prove', '--json', '-', ...args], { cwd: folder });
  return (JSON.parse(stdout) as { proofs: Played[] }).proofs;
}

test('When Tuesday is drawn from other seeds, then what is expected of the agent holds whatever the draw', async () => {
  const days = await tuesdays(1, 2, 7);
  expect(days.map(day => day.held)).toEqual([true, true, true]);
  expect(new Set(days.map(day => JSON.stringify(day.syncs))).size).toBe(3);
});

test('When Tuesday is drawn from one seed twice, then the agent makes the same requests, run by run', async () => {
  const [first, again] = await tuesdays(28, 28);
  expect(first?.held).toBe(true);
  expect(again?.syncs).toEqual(first?.syncs);
});

const TOO_EARLY = `id: mine
title: A secret from before nothing
tells: The agent is set up with a former secret before there is one.
world: three-schools
steps:
  - { name: reset, on: { manual: true }, change: { vendor.secretReset: {} } }
syncs:
  - { name: too early, run: sync, agent: { vendorSecret: former }, expect: { exit: 5 } }
  - { name: later, fire: reset, run: sync, expect: { exit: 0 } }
`;

test('When a run wants the former secret before there is one, then the scenario is at fault and not the agent', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'mine.yaml'), TOO_EARLY);
  const { exit, stdout } = await harness(['prove', '--file', 'mine.yaml'], { cwd: folder });
  expect(exit).toBe(1);
  expect(stdout).toContain(
    "the scenario itself, not the agent: expected every step can be done; seen The supplier's secret was never reset",
  );
  expect(stdout).not.toContain('exit code');
});
