import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { type Ended, start, tempFolder } from '../support/command.js';
import { ROOT, STAND_INS } from './project.js';

/** A machine of a CI service, as far as its shell steps can tell. */
export type Runner = {
  readonly folder: string;
  /** Runs one step in a shell of its own. */
  step(script: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
};

/** What the pipelines fix by these variables; here they must not meet those of another test. */
export type Ports = Readonly<
  Record<'SIMS_HARNESS_STS_PORT' | 'SIMS_HARNESS_RAP_PORT' | 'SIMS_HARNESS_CONTROL_PORT', string>
>;

/** An empty checkout of an integrator, and an npm that needs no registry. */
export function createRunner(shell: readonly string[]): Runner {
  const folder = tempFolder();
  const bin = tempFolder();
  writeFileSync(join(bin, 'npm'), npmIn(folder));
  chmodSync(join(bin, 'npm'), 0o755);
  copyFileSync(join(STAND_INS, 'run-your-tests'), join(folder, 'run-your-tests'));
  const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
  return {
    folder,
    step: (script, env = {}) => start([...shell, script], { cwd: folder, env: { ...env, PATH: path } }).ended,
  };
}

/** `npm install <package>` links this checkout, `npm test` runs the stand-in of an integrator's tests. */
function npmIn(folder: string): string {
  const ready = join(tempFolder(), 'node_modules');
  mkdirSync(join(ready, '.bin'), { recursive: true });
  symlinkSync(ROOT, join(ready, 'sims-id-harness'));
  for (const name of ['sims-harness', 'sims-agent'])
    symlinkSync(join(ROOT, 'dist', `${name}.js`), join(ready, '.bin', name));
  return `#!/bin/sh
case "$1 $2 $3" in
  'install --no-save ./vendor/sims-id-harness-'*.tgz) ln -s '${ready}' '${folder}/node_modules' ;;
  'test  ') exec ./run-your-tests ;;
  *) echo "npm $* is not expected" >&2; exit 9 ;;
esac
`;
}

/** Three ports that were free a moment ago. */
export async function freePorts(): Promise<Ports> {
  const servers = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const [sts, rap, control] = servers.map(server => {
    const address = server.address();
    return typeof address === 'object' ? String(address?.port) : '';
  });
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return {
    SIMS_HARNESS_STS_PORT: sts ?? '',
    SIMS_HARNESS_RAP_PORT: rap ?? '',
    SIMS_HARNESS_CONTROL_PORT: control ?? '',
  };
}

/** `NAME=value` lines, as GitHub keeps variables for later steps. */
export function variablesIn(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
