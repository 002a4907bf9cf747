import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RUN_FOLDER } from '../support/build-once.js';
import { type Ended, start, tempFolder, until } from '../support/command.js';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The package as a stranger gets it. */
export type Packed = {
  /** Paths inside it. */
  readonly files: readonly string[];
  /** Where it lies unpacked, with no node_modules anywhere above it. */
  readonly folder: string;
};

const NOT_COPIED = ['node_modules', '.git', 'coverage'];

/** The package of this checkout: the first file of a run that needs it makes it, the others wait for that. */
export async function pack(): Promise<Packed> {
  const shared = join(process.env[RUN_FOLDER] ?? tempFolder(), 'packed');
  const record = join(shared, 'packed.json');
  if (madeNow(shared)) {
    const made = await packInto(shared).catch((error: unknown) => ({ failed: String(error) }));
    writeFileSync(`${record}.draft`, JSON.stringify(made));
    renameSync(`${record}.draft`, record);
  }
  await until(() => existsSync(record), 90_000);
  const told = JSON.parse(readFileSync(record, 'utf8')) as Packed | { readonly failed: string };
  if ('failed' in told) throw new Error(told.failed);
  return told;
}

/** False where another was first. */
function madeNow(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** Packs a copy, so that nothing in the checkout is touched while other tests use it. */
async function packInto(target: string): Promise<Packed> {
  const copy = join(tempFolder(), 'copy');
  cpSync(ROOT, copy, { recursive: true, filter: from => !NOT_COPIED.includes(relative(ROOT, from)) });
  // Whether it compiles is another check's business.
  const types = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(copy, 'dist', 'types')];
  await succeed(node('typescript/bin/tsc', types, ROOT));
  const npm = ['npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', target];
  const { stdout } = await succeed(start(npm, { cwd: copy }).ended);
  const [made] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (!made) throw new Error('npm packed nothing');
  await succeed(start(['tar', '-xzf', made.filename], { cwd: target }).ended);
  return { files: made.files.map(file => file.path), folder: join(target, 'package') };
}

/** Runs a development tool of this checkout. */
export function node(bin: string, args: readonly string[], cwd: string): Promise<Ended> {
  return start([process.execPath, join(ROOT, 'node_modules', bin), ...args], { cwd }).ended;
}

async function succeed(ended: Promise<Ended>): Promise<Ended> {
  const { exit, stdout, stderr } = await ended;
  if (exit !== 0) throw new Error(`ended with ${exit}: ${stdout}${stderr}`);
  return ended;
}

/**
 * A folder whose node_modules holds the package, what it depends on, Node's types and the peers that are named, as
 * `npm install` would leave it.
 */
export function installedIn(packed: Packed, peers: readonly string[] = []): string {
  const folder = tempFolder();
  const modules = join(folder, 'node_modules');
  const { dependencies } = JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8'));
  for (const name of ['@types/node', 'undici-types', ...peers, ...Object.keys(dependencies)]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  // A copy: through a link the package would look for its peers where it was unpacked.
  cpSync(packed.folder, join(modules, 'sims-id-harness'), { recursive: true });
  return folder;
}
