import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const readme = readFileSync('README.md', 'utf8');

/** Every line of every shell block, in order. */
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));

/** Run by this file, or by the gate itself on a clean clone. */
const PLAYED = [
  'npx sims-harness serve --write-env .sims.env',
  'set -a; . ./.sims.env; set +a',
  'export SIMS_STATE_DIR="$PWD/.sims"',
  'npx sims-agent sync',
  'npx sims-agent status',
  'npx sims-agent list',
  `curl -s -X POST http://127.0.0.1:4400/api/worlds/default/changes -H 'Content-Type: application/json' -d '{"site.removed":{"site":"oakfield"}}'`,
  'npx sims-agent plan',
];
const PROXIED = [
  'npx sims-harness serve --intercept',
  'npx sims-harness trust --print > ca.pem',
  'export HTTPS_PROXY=http://127.0.0.1:4403',
  'curl --cacert ca.pem https://sts.sims.co.uk/.well-known/openid-configuration',
];
const TOLD = ['npx sims-harness scenarios', 'npx sims-harness scenarios school-removed'];
const SERVED = [
  'npx sims-harness',
  'npx sims-harness serve --scenario secret-reissued',
  'npx sims-harness serve --world awkward --set rap.guidCase=mixed',
  'npx sims-harness serve --set infra.throttle=rap:5/1 --set rap.removalDelay=60',
  'npx sims-harness serve --world large --seed 7',
];
const JUDGED = [
  'npx sims-harness contract --exec "npx sims-agent sync" --dump "npx sims-agent list --fingerprints" --html report.html',
];
const SHOWN = ['npx sims-harness demo'];
const GATE = ['npm ci && npx sims-harness prove', 'npm ci && npm test', 'npm run check'];

/** As `npx` would find them, without npx's own start-up in each of many calls. */
const bins = { PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}` };
const withoutNpx = (line: string) => line.replace(/^npx /, '');

const ANY_PORTS = ['--sts-port', '0', '--rap-port', '0', '--control-port', '0'];
/** A machine that has never seen this program: data and keys of its own. */
const env = () => ({ ...process.env, ...bins, XDG_DATA_HOME: join(folder, 'data') });
const started: ChildProcess[] = [];

/** Starts a serve command of the README on free ports; resolves with what it says once it is ready. */
function serve(
  line: string,
  cwd: string,
): Promise<{ readonly child: ChildProcess; readonly control: string; readonly said: string }> {
  const [, ...words] = withoutNpx(line).split(' ');
  const child = spawn(process.execPath, [resolve('dist/sims-harness.js'), ...words, ...ANY_PORTS], {
    cwd,
    env: env(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let said = '';
  return new Promise((done, fail) => {
    child.stderr?.on('data', part => {
      said += String(part);
    });
    child.stdout?.on('data', part => {
      said += String(part);
      const control = /Control API\s+(\S+)\/openapi\.json/.exec(said)?.[1];
      if (control !== undefined && said.includes('Ctrl+C stops')) done({ child, control, said });
    });
    child.once('exit', code => fail(new Error(`ended with ${code}: ${said}`)));
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise(done => {
    child.once('exit', done);
    child.kill('SIGTERM');
  });
}

/** The line of the README asks by curl; a machine without it has nothing to show. */
const hasCurl = spawnSync('curl', ['--version']).status === 0;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sims-readme-'));
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('the commands of the README', () => {
  it('When the README shows a command, then it is one that is run here or by the gate', () => {
    const run = new Set([...PLAYED, ...PROXIED, ...TOLD, ...SERVED, ...SHOWN, ...JUDGED, ...GATE]);
    expect(commands.filter(line => !run.has(line))).toEqual([]);
    expect([...run].filter(line => !commands.includes(line))).toEqual([]);
  });

  it('When the demo is started as the README says, then it tells where the story is, and Ctrl+C ends it', async () => {
    const [, ...words] = withoutNpx(SHOWN[0] ?? '').split(' ');
    const child = spawn(process.execPath, [resolve('dist/sims-harness.js'), ...words], {
      cwd: folder,
      env: { ...env(), CI: 'true' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(child);
    let said = '';
    child.stdout.on('data', part => {
      said += String(part);
    });
    await expect.poll(() => said, { timeout: 20_000 }).toMatch(/The story is at http:\/\/127\.0\.0\.1:\d+\/#\/demo\n/);
    const page = await fetch(/http\S+/.exec(said)?.[0] ?? '');
    expect(page.headers.get('content-type')).toContain('text/html');
    const code = new Promise(done => child.once('exit', done));
    child.kill('SIGINT');
    expect(await code).toBe(0);
  });

  it('When the gate runs, then it uses the commands of the README', () => {
    const gate = readFileSync('.ci/run', 'utf8');
    for (const part of ['npm ci', 'npx sims-harness prove', 'npm test', 'npm run --silent test:long'])
      expect(gate).toContain(part);
  });

  it('When the agent is pointed at a harness as the README says, then it syncs, and plans what changed', async () => {
    const { child, control } = await serve('npx sims-harness serve --write-env .sims.env', folder);
    const change = PLAYED.find(line => line.startsWith('curl'))?.replace('http://127.0.0.1:4400', control) ?? '';
    const script = [
      'set -eu',
      PLAYED[1],
      PLAYED[2],
      // The agent's own key, out of the user's real configuration.
      'export XDG_CONFIG_HOME="$PWD/config"',
      'sims-agent sync; sims-agent status; sims-agent list',
      `if command -v curl >/dev/null; then ${change}; else node -e '${posted(control)}'; fi`,
      'sims-agent plan || [ $? -eq 2 ]',
      'sims-agent sync; sims-agent list',
    ];
    const { stdout } = await run('sh', ['-c', script.join('\n')], { cwd: folder, env: env() });
    expect(stdout).toContain('Oakfield Primary School');
    expect(stdout).toMatch(/1 to tombstone/);
    expect(stdout.slice(stdout.lastIndexOf('Plan:'))).not.toContain('Oakfield Primary School (');
    expect(await ended(child)).toBe(0);
  });

  it.skipIf(!hasCurl)(
    "When HTTPS_PROXY and the certificate are given, then the vendor's own address is answered here",
    async () => {
      const [start = '', trust, , ask] = PROXIED;
      const { child, said } = await serve(`${start} 0`, folder);
      const proxy = /Proxy\s+(http:\S+)/.exec(said)?.[1];
      const script = ['set -eu', trust, `export HTTPS_PROXY=${proxy}`, ask].join('\n').replaceAll('npx ', '');
      const { stdout } = await run('sh', ['-c', script], { cwd: folder, env: env() });
      expect(JSON.parse(stdout).issuer).toBe('https://sts.sims.co.uk');
      expect(await ended(child)).toBe(0);
    },
  );

  it.each(TOLD)('When %s is typed, then it tells', async line => {
    const [bin = '', ...words] = withoutNpx(line).split(' ');
    const { stdout } = await run(process.execPath, [resolve(`dist/${bin}.js`), ...words]);
    expect(stdout).toContain('school');
  });

  it.each(JUDGED.flatMap(line => ['a clone', 'a project that has the package'].map(where => [line, where] as const)))(
    'When %s is typed in %s, then our agent is judged, here by two requirements, and the page is there',
    async (line, where) => {
      const typed = line.replace('report.html', `"${join(folder, 'report.html')}" --only AUTH-07,SNAP-01`);
      const script = typed.replace('npx sims-harness', `node -- "${resolve('dist/sims-harness.js')}"`);
      const cwd = where === 'a clone' ? process.cwd() : projectWithPackage();
      const { stdout } = await run('sh', ['-c', script], { cwd });
      expect(stdout).toContain('2 of 2 requirements that must hold do hold.');
      expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(
        '<title>Contract report: npx sims-agent sync',
      );
    },
  );

  it.each(SERVED)('When %s is typed, then it is ready and ends when asked', async line => {
    const { child } = await serve(line === 'npx sims-harness' ? 'npx sims-harness serve' : line, folder);
    expect(await ended(child)).toBe(0);
  });
});

/** A folder in which `npx sims-agent` is found as npm installs it. */
function projectWithPackage(): string {
  const project = mkdtempSync(join(folder, 'project-'));
  const bin = join(project, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(resolve('dist/sims-agent.js'), join(bin, 'sims-agent'));
  return project;
}

/** The change of the README for a machine without curl. */
function posted(control: string): string {
  const body = JSON.stringify(JSON.stringify({ 'site.removed': { site: 'oakfield' } }));
  return `fetch("${control}/api/worlds/default/changes",{method:"POST",headers:{"content-type":"application/json"},body:${body}})`;
}
