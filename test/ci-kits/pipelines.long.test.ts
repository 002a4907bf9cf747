import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { parseDocument } from 'yaml';
import { type Ended, harness, tempFolder, until } from '../support/command.js';
import { ROOT } from './project.js';
import { createRunner, freePorts, type Ports, type Runner, variablesIn } from './runner.js';

vi.setConfig({ testTimeout: 90_000 });

const PAGE = 'docs/ci.md';
const FILES = { github: 'github-actions.yml', gitlab: 'gitlab-ci.yml', azure: 'azure-pipelines.yml' } as const;

const textOf = (file: keyof typeof FILES) => readFileSync(join(ROOT, 'docs', 'ci', FILES[file]), 'utf8');

/** @throws Error for YAML that is none. */
function parsed<Shape>(file: keyof typeof FILES): Shape {
  const document = parseDocument(textOf(file), { strict: true, uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw problem;
  return document.toJS() as Shape;
}

/** All scenarios are another test's business: here the report counts. */
const shortened = (script: string) => script.replace('sims-harness prove ', 'sims-harness prove first-sync ');

let ports: Ports;
beforeAll(async () => {
  ports = await freePorts();
});

function expectFine({ exit, stdout, stderr }: Ended): void {
  expect({ exit, said: exit === 0 ? '' : stdout + stderr }).toEqual({ exit: 0, said: '' });
}

/** The integrator's tests have seen the mock, the report is there, and nothing is left running. */
async function expectDone(said: string, report: string): Promise<void> {
  const address = `http://127.0.0.1:${ports.SIMS_HARNESS_STS_PORT}/connect/token`;
  expect(said).toContain(`saw 4 rows at ${address}\n`);
  expect(said).toContain('1 of 1 scenario proven.');
  expect(readFileSync(report, 'utf8')).toContain('<testcase classname="sims-harness.prove" name="first-sync"');
  await expect(fetch(address, { method: 'POST' })).rejects.toThrow('fetch failed');
}

describe('GitHub Actions', () => {
  type Step = { uses?: string; run?: string; if?: string; with?: { path?: string } };
  type Workflow = { on: unknown; env: object; jobs: Record<string, { 'runs-on': string; steps: Step[] }> };

  async function play(step: Step, runner: Runner, temp: string): Promise<Ended | undefined> {
    const memory = join(temp, 'github-env');
    const env = { RUNNER_TEMP: temp, GITHUB_ENV: memory, ...variables(), ...variablesIn(memory) };
    return step.run === undefined ? undefined : runner.step(shortened(step.run), env);
  }
  const variables = () => ({ ...texts(parsed<Workflow>('github').env), ...ports });

  test('When its steps are run in order, then the tests reach the mock, and what is uploaded is there', async () => {
    const { jobs } = parsed<Workflow>('github');
    const [job] = Object.values(jobs);
    const temp = tempFolder();
    writeFileSync(join(temp, 'github-env'), '');
    const runner = createRunner(['bash', '-e', '-c']);
    let said = '';
    for (const step of job?.steps ?? []) {
      expect([step.uses, step.run].filter(Boolean)).toHaveLength(1);
      const ended = await play(step, runner, temp);
      if (ended) expectFine(ended);
      said += ended?.stdout ?? '';
    }
    const uploads = job?.steps.flatMap(step => step.with?.path?.trim().split('\n') ?? []) ?? [];
    const paths = uploads.map(path => path.replace(/^\$\{\{ runner\.temp \}\}/, temp));
    expect(paths.map(path => existsSync(path))).toEqual([true, true]);
    expect(said).toContain('is ready. Nothing here is real');
    await expectDone(said, join(temp, 'sims-prove.xml'));
  });

  test('When the mock cannot start, then the job ends there, and its last steps still tell why', async () => {
    const [job] = Object.values(parsed<Workflow>('github').jobs);
    const temp = tempFolder();
    writeFileSync(join(temp, 'github-env'), '');
    const runner = createRunner(['bash', '-e', '-c']);
    const shells = job?.steps.filter(step => step.run !== undefined) ?? [];
    const [install, begin, wait] = shells;
    const end = shells.find(step => step.if === 'always()');
    if (!install || !begin || !wait || !end) throw new Error('the workflow has no such steps');
    await play(install, runner, temp);
    await play({ run: `export SIMS_HARNESS_WORLD=narnia; ${begin.run}` }, runner, temp);
    await until(() => readFileSync(join(temp, 'sims-harness.log'), 'utf8').endsWith('\n'));
    // Without the patience of half a minute.
    const waited = await play({ run: String(wait.run).replace('--retry 30', '--retry 0') }, runner, temp);
    const told = await play(end, runner, temp);
    expect([waited?.exit, told?.exit]).toEqual([7, 0]);
    expect(told?.stdout).toContain('There is no world "narnia".');
  });
});

describe('GitLab CI', () => {
  type Job = { image: string; variables: object; before_script: string[]; script: string[]; artifacts: Artifacts };
  type Artifacts = { when: string; paths: string[]; reports: { junit: string } };

  test('When its job is run, then the tests reach the mock, and report and log are there', async () => {
    const [job] = Object.values(parsed<Record<string, Job>>('gitlab'));
    if (!job) throw new Error('there is no job');
    const runner = createRunner(['bash', '-eo', 'pipefail', '-c']);
    // A container takes with it what still runs in it.
    const container = "trap 'kill $(jobs -p); wait' EXIT";
    const script = [container, ...job.before_script, ...job.script].map(shortened).join('\n');
    const ended = await runner.step(script, { ...texts(job.variables), ...ports });
    expectFine(ended);
    for (const path of job.artifacts.paths) expect(existsSync(join(runner.folder, path))).toBe(true);
    await expectDone(ended.stdout, join(runner.folder, job.artifacts.reports.junit));
  });
});

describe('Azure Pipelines', () => {
  type Step = { task?: string; script?: string; bash?: string; inputs?: { testResultsFiles?: string } };
  type Pipeline = { variables: object; steps: Step[] };

  test('When its steps are run in order, then the tests reach the mock, and the report is there', async () => {
    const { steps, variables } = parsed<Pipeline>('azure');
    const runner = createRunner(['bash', '-c']);
    let said = '';
    for (const script of steps.flatMap(step => step.script ?? step.bash ?? [])) {
      const ended = await runner.step(shortened(script), { ...texts(variables), ...ports });
      expectFine(ended);
      said += ended.stdout;
    }
    const report = steps.flatMap(step => step.inputs?.testResultsFiles ?? [])[0] ?? '';
    await expectDone(said, join(runner.folder, report));
  });
});

function texts(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

test('When a pipeline or the page uses an option of sims-harness, then its help names it', async () => {
  const page = readFileSync(join(ROOT, PAGE), 'utf8');
  const shells = [page, ...(Object.keys(FILES) as (keyof typeof FILES)[]).map(textOf)];
  const uses = shells.flatMap(text => {
    const lines = text.replace(/\\\n\s*/g, ' ').replace(/,\n\s*"/g, ', "');
    return [...lines.matchAll(/sims-harness(?:\.js)?["']?[ ,]+["']?(serve|prove)\b([^\n>#`]*)/g)];
  });
  expect(uses.length).toBeGreaterThan(8);
  for (const command of ['serve', 'prove']) {
    const { stdout } = await harness([command, '--help']);
    const known = [...stdout.matchAll(/^ {2}(--[\w-]+)/gm)].map(match => match[1]);
    const used = uses.filter(use => use[1] === command).flatMap(use => use[2]?.match(/--[a-z][\w-]*/g) ?? []);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter(option => !known.includes(option))).toEqual([]);
  }
});
