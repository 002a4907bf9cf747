import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { start, tempFolder } from '../support/command.js';
import { installedIn, node, type Packed, pack, ROOT } from './packed.js';

vi.setConfig({ testTimeout: 90_000 });

let packed: Packed;
beforeAll(async () => {
  packed = await pack();
}, 90_000);

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const textOf = (path: string) => readFileSync(join(packed.folder, path), 'utf8');

describe('The tarball', () => {
  test('When it is packed, then it holds the bins, the library, its types, the scenarios and what a reader needs', () => {
    const exported = Object.values<string | Record<string, string>>(manifest.exports)
      .flatMap(target => (typeof target === 'string' ? [target] : Object.values(target)))
      .map(path => path.replace(/^\.\//, ''));
    const scenarios = readdirSync(join(ROOT, 'scenarios')).map(name => `scenarios/${name}`);
    const wanted = ['README.md', 'LICENSE', ...Object.values<string>(manifest.bin), ...exported, ...scenarios];
    expect(wanted.filter(path => !packed.files.includes(path))).toEqual([]);
  });

  test('When it is packed, then it holds no sources, tests, keys, settings or leftovers', () => {
    const folders = new Set(packed.files.map(path => path.split('/')[0]));
    const allowed = ['dist', 'scenarios', 'docs', 'examples', 'README.md', 'CHANGELOG.md', 'LICENSE', 'package.json'];
    expect([...folders].filter(name => ![...allowed, 'contract', 'sims-contract.yaml'].includes(String(name)))).toEqual(
      [],
    );
    // Of that room the published schema only.
    const ofContract = packed.files.filter(path => path.startsWith('contract/'));
    expect(ofContract).toEqual(['contract/report/report.schema.json']);
    const odd =
      /(?<!\.d)\.ts$|\.test\.|\.env|\.pem$|\.key$|\.log$|token-signing|\.tsbuildinfo$|^dist\/types\/(test|bench|cli)\//;
    expect(packed.files.filter(path => odd.test(path))).toEqual([]);
  });

  test('When it is packed, then no file names a folder of the machine that packed it, and maps point at relative paths', () => {
    const texts = packed.files.map(path => [path, textOf(path)] as const);
    const homes = [ROOT.replace(/\/$/, ''), ...(homedir().length > 5 ? [homedir()] : [])];
    expect(texts.filter(([, text]) => homes.some(home => text.includes(home))).map(([path]) => path)).toEqual([]);
    const sources = texts.filter(([path]) => path.endsWith('.map')).flatMap(([, text]) => JSON.parse(text).sources);
    expect(sources.filter(source => /^(\/|[a-z]+:)/i.test(source))).toEqual([]);
    expect(texts.filter(([, text]) => /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\n?[A-Za-z0-9+/]/.test(text))).toEqual([]);
  });

  test('When it holds what others wrote, then it holds their licences, and installs next to nothing', () => {
    const licences = textOf('dist/THIRD-PARTY-LICENSES.txt');
    for (const name of ['fastify', 'undici', 'oidc-provider', '@faker-js/faker', 'preact', 'yaml'])
      expect(licences).toMatch(new RegExp(`^${name} [0-9.]+ \\(MIT|ISC\\)\\n\\n.*[Cc]opyright`, 'ms'));
    // The declarations speak in its types; all else that runs is in the bundle.
    expect(Object.keys(manifest.dependencies)).toEqual(['typebox']);
  });

  test('When it is published, then it is built before it is packed, types included', () => {
    expect(manifest.scripts).toMatchObject({
      prepack: 'npm run build',
      build: expect.stringContaining('tsconfig.build.json'),
    });
  });
});

describe('Unpacked, without node_modules', () => {
  const bin = (name: string, ...args: string[]) =>
    start([process.execPath, '--', join(packed.folder, 'dist', `${name}.js`), ...args]).ended;

  test('When the bins are run, then they answer', async () => {
    expect(await bin('sims-harness', '--version')).toMatchObject({
      exit: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
    expect(await bin('sims-agent', '--version')).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining(manifest.version),
    });
    const listed = await bin('sims-harness', 'scenarios');
    expect(listed).toMatchObject({ exit: 0, stdout: expect.stringContaining('first-sync'), stderr: '' });
  });

  test('When a scenario is proven, then it is with the agent of the same package', async () => {
    const proven = await bin('sims-harness', 'prove', 'first-sync');
    expect(proven).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^✔ first-sync /), stderr: '' });
  });

  test('When the library is imported by its name, then a harness starts, is changed, and stops', async () => {
    const folder = installedIn(packed);
    const script = `
import { startHarness } from 'sims-id-harness';
import { buildWorld, WORLD_NAMES } from 'sims-id-harness/fixtures';
import { openVault } from 'sims-id-harness/agent';
const harness = await startHarness();
const world = await harness.newWorld({ world: buildWorld(WORLD_NAMES[0], { seed: 2 }), clock: 'manual' });
world.commit({ kind: 'site.removed', site: 'oakfield' });
const token = await fetch(world.ready.tokenUrl, { method: 'POST' });
const control = await fetch(harness.ready.controlUrl + '/openapi.json');
console.log(JSON.stringify([token.status, world.journal.count(), control.status, typeof openVault]));
await harness.stop();
`;
    writeFileSync(join(folder, 'use.mjs'), script);
    const { exit, stdout, stderr } = await start([process.execPath, 'use.mjs'], { cwd: folder }).ended;
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: '[400,1,200,"function"]\n', stderr: '' });
  });
});

const CONSUMER = `import { convergenceDigest, type Exchange, HarnessError, type Ready, startHarness, type WorldHandle } from 'sims-id-harness';
import { Configuration, openVault, plan, sync, type Vault } from 'sims-id-harness/agent';
import { buildWorld, type WorldName } from 'sims-id-harness/fixtures';
import { CASES, type ContractOptions, execSubject, htmlReport, preflight, type Report, runContract, selectCases, type Subject, wordsOf } from 'sims-id-harness/contract';

const subject: Subject = execSubject({ sync: wordsOf('node agent.mjs sync', '--exec'), dump: ['node', 'agent.mjs', 'dump'] });
const options: ContractOptions = {
  subject,
  cases: selectCases(CASES, { only: ['SNAP'], level: 'must' }),
  seed: 1,
  parallel: 2,
  timeoutMs: 30_000,
  version: '1',
  stop: new AbortController().signal,
};
// @ts-expect-error a level is must, should or all
selectCases(CASES, { level: 'may' });
const faults: readonly string[] = (await preflight(options)).faults;
const report: Report = await runContract(options);
const page: string = htmlReport(report);
const exit: 0 | 1 | 3 = report.exit;
export { exit, faults, page };

const name: WorldName = 'academy-trust';
const harness = await startHarness({ world: buildWorld(name, { seed: 3 }), clock: 'manual', switches: { 'rap.guidCase': 'lower' } });
const world: WorldHandle = await harness.newWorld({ scenario: 'school-removed' });
world.commit([{ kind: 'site.removed', site: 'oakfield' }, { kind: 'vendor.secretReset', partner: 'brightwater' }]);
// @ts-expect-error there is no such change
world.commit({ kind: 'site.vanished', site: 'oakfield' });
// @ts-expect-error a clock is real or manual
await harness.newWorld({ clock: 'stopped' });
await world.play('first-sync');
world.fire('a-step');
world.advance('1h');
world.reset();
const ready: Ready = world.ready;
const refused: readonly Exchange[] = world.journal.list({ status: 400 });
const digest: string = convergenceDigest(world.truth('00'), '00');
const problem: string | undefined = new HarnessError('HARNESS_X', 'x').code;
const vault: Promise<Vault> = openVault({ ...({} as Parameters<typeof openVault>[0]) });
export { Configuration, digest, plan, problem, ready, refused, sync, vault };
await harness.stop();
`;

describe('Types', () => {
  test('When a strict program uses every door, then it compiles with what the package declares, and nothing else', async () => {
    const folder = installedIn(packed);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'use.ts'), CONSUMER);
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022'];
    const as = [
      '--noEmit',
      '--preserveSymlinks',
      '--module',
      'nodenext',
      '--moduleResolution',
      'nodenext',
      '--lib',
      'es2023',
      '--types',
      'node',
    ];
    const { exit, stdout } = await node('typescript/bin/tsc', [...strict, ...as, 'use.ts'], folder);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: '' });
  });
});

describe('In a checkout', () => {
  test('When npx names a bin, then it is the one in dist, at once and without a network', async () => {
    const env = {
      npm_config_cache: tempFolder(),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_offline: 'true',
    };
    for (const bin of ['sims-harness', 'sims-agent']) {
      const { exit, stdout } = await start(['npx', bin, '--version'], { cwd: ROOT, env }).ended;
      expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringContaining(manifest.version) });
    }
  });
});
