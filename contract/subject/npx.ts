import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A command that npx would look up anew at each start, which takes it a second; `note` says what is started in its place. */
export type Direct = { readonly argv: readonly string[]; readonly note?: string };

const FLAGS = ['-y', '--yes', '--no', '--no-install'];

/**
 * `npx <bin> …` as the program that npx would find in `folder`: the bin of that package itself, else `node_modules/.bin` there
 * or in a folder above. Anything but a script for Node, and whatever npx would first have to fetch, stays as it was given.
 */
export function direct(argv: readonly string[], folder: string): Direct {
  const [command = '', ...rest] = argv;
  const at = rest.findIndex(word => !FLAGS.includes(word));
  const bin = rest[at];
  if (!/^npx(?:\.cmd)?$/i.test(command) || bin === undefined || !/^\w[\w.-]*$/.test(bin)) return { argv };
  const above = withAbove(resolve(folder));
  const file = ownBin(above, bin) ?? above.map(each => join(each, 'node_modules', '.bin', bin)).find(existsSync);
  if (file === undefined || !isForNode(file)) return { argv };
  const real = realpathSync(file);
  return {
    argv: [process.execPath, real, ...rest.slice(at + 1)],
    note: `npx ${bin} is started directly, as node ${real}: npx itself takes longer at each start than most agents do.`,
  };
}

/** A folder and all above it, the nearest first. */
function withAbove(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withAbove(parent)];
}

/** The program of that name of the package one is in. */
function ownBin(folders: readonly string[], bin: string): string | undefined {
  const root = folders.find(each => existsSync(join(each, 'package.json')));
  if (root === undefined) return undefined;
  const { name, bin: bins } = manifestIn(root);
  const isOnly = typeof bins === 'string' && typeof name === 'string' && name.replace(/^@[^/]*\//, '') === bin;
  const path: unknown = isOnly ? bins : Object.entries(Object(bins)).find(([key]) => key === bin)?.[1];
  if (typeof path !== 'string') return undefined;
  return [join(root, path)].find(existsSync);
}

function manifestIn(root: string): { readonly name?: unknown; readonly bin?: unknown } {
  try {
    return Object(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  } catch {
    return {};
  }
}

/** By its first line, as a shell would know it. */
function isForNode(file: string): boolean {
  const opened = openSync(file, 'r');
  try {
    const start = Buffer.alloc(80);
    const [line = ''] = start.toString('latin1', 0, readSync(opened, start)).split('\n');
    return /^#!\S*[/ ](?:env +)?node\r?$/.test(line.trimEnd());
  } finally {
    closeSync(opened);
  }
}
