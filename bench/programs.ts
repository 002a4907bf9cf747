import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Server, startServer } from './child.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const HARNESS = join(ROOT, 'dist', 'sims-harness.js');
export const AGENT = join(ROOT, 'dist', 'sims-agent.js');
export const FREE_PORTS = ['--sts-port', '0', '--rap-port', '0', '--control-port', '0'];

/** A peer's command; plain JavaScript, because a compiler at run time would cost it half a second. */
export function peer(name: string, ...words: readonly string[]): string[] {
  return [process.execPath, join(ROOT, 'bench', 'peers', `${name}.mjs`), ...words];
}

/** Keeps our own signing key in the folder of the run, and nothing of the user's settings. */
export function ourEnvironment(folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('SIMS_'));
  return { ...Object.fromEntries(kept), XDG_DATA_HOME: folder, LOCALAPPDATA: folder };
}

export type Ours = Server & {
  /** What it gives to agents: SIMS_*. */
  readonly variables: Readonly<Record<string, string>>;
};

/** The built harness with a world, and what else its command line is to say. */
export async function startOurs(folder: string, world: string, words: readonly string[] = []): Promise<Ours> {
  const file = join(folder, `${[world, ...words].join('')}.env`);
  // `--` keeps Node 20 from reading our --env-file as an option of its own.
  const command = [
    process.execPath,
    '--',
    HARNESS,
    'serve',
    '--json',
    ...FREE_PORTS,
    '--world',
    world,
    '--env-file',
    file,
    ...words,
  ];
  const server = await startServer(command, ourEnvironment(folder));
  return { ...server, variables: variablesIn(file) };
}

/** Every value stands in single quotes; one inside is written '\\''. */
function variablesIn(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  return Object.fromEntries(
    lines.flatMap(line => {
      const [, name, value] = /^(SIMS_\w+)=('.*')$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value.slice(1, -1).replaceAll("'\\''", "'")]];
    }),
  );
}
