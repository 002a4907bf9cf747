import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CASES, type Case, EXAMPLE_CASES } from './cases.js';
import { type Argv, find, KITS, ready } from './kits.js';
import type { Seen, Stage } from './stage.js';
import type { Family, Way } from './ways.js';

/** What became of one case: everything that was sent for it, and what the program says at the end. */
export type Run = { readonly seen: readonly Seen[]; readonly isGranted: boolean; readonly said: string };
/** The runs of one way, by the id of the case. */
export type Runs = ReadonlyMap<string, Run>;

/** Secrets beyond ASCII are read as the locale says; and nothing of this goes through anybody's proxy. */
const SURROUNDINGS = { LC_ALL: 'C.UTF-8', NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };

export type FamilyRuns = { readonly ways: ReadonlyMap<Way, Runs>; readonly example: Runs };

/** Every way of a family put to every case, and its example to a few; or what would have to be installed first. */
export async function runFamily(family: Family, stage: Stage): Promise<FamilyRuns | { missing: string }> {
  const kit = KITS[family.kit];
  const found = await find(kit);
  if ('missing' in found) return found;
  const folder = await mkdtemp(join(tmpdir(), 'sims-measure-'));
  try {
    const program = startProgram(await ready(kit, found.program, family.program, folder), stage);
    const ways = new Map<Way, Runs>();
    for (const way of family.ways) ways.set(way, await runWay(way, program, stage));
    program.end();
    return { ways, example: await runExample(await ready(kit, found.program, kit.example, folder), stage) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runExample([command, ...args]: Argv, stage: Stage): Promise<Runs> {
  const runs = new Map<string, Run>();
  for (const one of CASES.filter(({ id }) => EXAMPLE_CASES.includes(id))) {
    const { clientId, secret } = one;
    const credentials = { SIMS_TOKEN_URL: stage.tokenUrl(one), SIMS_CLIENT_ID: clientId, SIMS_CLIENT_SECRET: secret };
    const env = { ...process.env, ...SURROUNDINGS, ...stage.variables(one), ...credentials };
    const child = spawn(command, args, { env, stdio: 'ignore' });
    const said = await new Promise<string>((resolve, reject) =>
      child.once('error', reject).once('close', exit => resolve(`exit ${exit}`)),
    );
    runs.set(one.id, { seen: stage.take(one), isGranted: said === 'exit 0', said });
  }
  return runs;
}

async function runWay({ id }: Way, program: Program, stage: Stage): Promise<Runs> {
  const runs = new Map<string, Run>();
  for (const one of CASES) {
    const said = await program.ask([id, stage.tokenUrl(one), base64(one.clientId), base64(one.secret)].join('\t'));
    const seen = stage.take(one);
    const isGranted = said === '200';
    if (isGranted !== (seen.at(-1)?.status === 200))
      throw new Error(`${id}, case ${one.id}: the program says ${said}, the wire ${seen.at(-1)?.status ?? 'nothing'}`);
    runs.set(one.id, { seen, isGranted, said });
  }
  return runs;
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

type Program = { ask(line: string): Promise<string>; end(): void };

/** A program that answers each line with a line. */
function startProgram([command, ...args]: Argv, stage: Stage): Program {
  const [first] = CASES as readonly [Case, ...Case[]];
  const { SIMS_RAP_URL = '', SIMS_APPLICATION_ID = '' } = stage.variables(first);
  const env = { ...process.env, ...SURROUNDINGS, SIMS_RAP_URL, SIMS_APPLICATION_ID };
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) waiting.shift()?.resolve(line.trim());
  });
  child.once('close', exit => {
    for (const { reject } of waiting) reject(new Error(`${command} ended with ${exit}`));
  });
  return {
    ask: line =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${line}\n`);
      }),
    end: () => child.stdin.end(),
  };
}
