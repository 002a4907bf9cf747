import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { start, tempFolder } from '../../support/command.js';
import { ROOT } from '../project.js';
import type { Stage } from './dockerfile.js';

/** What a build would send to the engine: the checkout, without what .dockerignore keeps out. */
function isSent(): (path: string) => boolean {
  const rules = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'));
  const [everything, ...exceptions] = rules;
  if (everything !== '*' || exceptions.some(rule => !/^![\w.-]+$/.test(rule)))
    throw new Error('.dockerignore has more in it than this reader knows');
  const sent = new Set(exceptions.map(rule => rule.slice(1)));
  return path => sent.has(path.split('/')[0] ?? '');
}

/** Follows a Dockerfile on this machine, each stage in a folder that stands for its root. Returns the last one. */
export async function replay(stages: readonly Stage[]): Promise<string> {
  const roots = new Map<string, string>();
  let root = '';
  for (const stage of stages) {
    root = tempFolder();
    roots.set(stage.name, root);
    await follow(stage, root, roots);
  }
  return root;
}

async function follow({ instructions }: Stage, root: string, roots: ReadonlyMap<string, string>): Promise<void> {
  let folder = root;
  for (const { word, rest } of instructions) {
    if (word === 'WORKDIR') {
      folder = join(root, rest);
      mkdirSync(folder, { recursive: true });
    }
    if (word === 'COPY') copy(rest, folder, roots);
    if (word === 'RUN') await run(onThisMachine(rest, root), folder);
  }
}

function copy(rest: string, folder: string, roots: ReadonlyMap<string, string>): void {
  const words = rest.split(' ');
  const from = words[0]?.startsWith('--from=') ? roots.get(words.shift()?.slice(7) ?? '') : undefined;
  const target = words.pop() ?? '';
  const goes = isSent();
  for (const source of words) {
    const path = from === undefined ? join(ROOT, source) : join(from, source);
    if (from === undefined && (isAbsolute(source) || !goes(source) || !existsSync(path)))
      throw new Error(`COPY ${source}: the engine would not find it`);
    const to = target.endsWith('/') ? join(folder, target, basename(source)) : join(folder, target);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(path, to, { recursive: true });
  }
}

/** Absolute folders lie below the stage's root, and there is no user of the image here. */
function onThisMachine(command: string, root: string): string {
  if (!command.startsWith('install -d ')) return command;
  return command.replace(/ -[og] \w+/g, '').replace(/ \//g, ` ${root}/`);
}

async function run(command: string, cwd: string): Promise<void> {
  // What npm keeps of the last `npm ci` spares the registry.
  const env = { npm_config_prefer_offline: 'true' };
  const { exit, stdout, stderr } = await start(['sh', '-c', command], { cwd, env }).ended;
  if (exit !== 0) throw new Error(`RUN ${command} ended with ${exit}: ${stdout}${stderr}`);
}

/** Every file below a folder, from there. */
export function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => relative(folder, join(entry.parentPath, entry.name)));
}
