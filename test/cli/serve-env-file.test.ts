import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FREE_PORTS, harness, type Serving, serve, start, tempFolder } from '../support/command.js';

const NAMES = [
  'SIMS_TOKEN_URL',
  'SIMS_RAP_URL',
  'SIMS_CLIENT_ID',
  'SIMS_CLIENT_SECRET',
  'SIMS_SCOPE',
  'SIMS_APPLICATION_ID',
  'SIMS_ORGANISATION_ID',
  'SIMS_PROBE_KEY',
];

/** The variables as a shell has them after reading the file. */
async function sourced(file: string): Promise<Record<string, string>> {
  const print = 'process.stdout.write(JSON.stringify(process.env))';
  const { stdout } = await start(['sh', '-c', `set -a; . "$1"; exec "$2" -e '${print}'`, 'sh', file, process.execPath])
    .ended;
  return JSON.parse(stdout);
}

function expectedOf({ ready }: Serving) {
  return {
    SIMS_TOKEN_URL: ready.tokenUrl,
    SIMS_RAP_URL: ready.rapUrl,
    SIMS_CLIENT_ID: ready.clientId,
    SIMS_CLIENT_SECRET: ready.clientSecret,
    SIMS_APPLICATION_ID: ready.applicationId,
    SIMS_ORGANISATION_ID: ready.organisationIds[0],
  };
}

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

test('When the variables are written, then a shell reads every one of them back to the byte', async () => {
  const file = join(tempFolder(), '.sims.env');
  const serving = await serve(['--env-file', file, '--world', 'awkward']);
  expect(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .filter(line => !line.startsWith('#'))
      .map(line => line.split('=')[0]),
  ).toEqual(NAMES);
  expect(await sourced(file)).toMatchObject(expectedOf(serving));
  expect(modeOf(file)).toBe('600');
  await serving.stop();
});

test.each([1, 2, 3, 7, "'; touch hurt #", '$(touch hurt)`touch hurt`"\\ %+=&'])(
  'When the secret is that of seed or text %s, then the shell gets it unspoilt and runs none of it',
  async secret => {
    const folder = tempFolder();
    const worldFile = join(folder, 'world.json');
    if (typeof secret === 'string') await writeWorldWith(secret, worldFile);
    const own =
      typeof secret === 'string' ? ['--world-file', worldFile] : ['--seed', String(secret), '--world', 'awkward'];
    const serving = await serve([...own, '--write-env', join(folder, 'env')]);
    expect(await sourced(join(folder, 'env'))).toMatchObject(expectedOf(serving));
    if (typeof secret === 'string') expect(serving.ready.clientSecret).toBe(secret);
    await serving.stop();
  },
);

async function writeWorldWith(secret: string, file: string): Promise<void> {
  const { buildWorld } = await import('../../fixtures/index.js');
  const world = buildWorld('three-schools', { seed: 1 });
  const [partner] = world?.partners ?? [];
  if (!world || !partner) throw new Error('arrange: no world to change');
  const secrets = [{ value: secret, issuedAt: 0, retiredAt: null, overlapMs: null }];
  const changed = { ...partner, vendorClient: { ...partner.vendorClient, secrets } };
  writeFileSync(file, JSON.stringify({ ...world, partners: [changed, ...world.partners.slice(1)] }));
}

test('When the file is there already and readable by all, then it is replaced, only for its owner, and a link stays a link', async () => {
  const folder = tempFolder();
  const file = join(folder, 'real.env');
  const link = join(folder, 'link.env');
  writeFileSync(file, '');
  chmodSync(file, 0o644);
  symlinkSync(file, link);
  const serving = await serve(['--env-file', link]);
  expect(readFileSync(file, 'utf8')).toContain(serving.ready.clientId);
  expect({ mode: modeOf(file), left: readdirSync(folder).sort() }).toEqual({
    mode: '600',
    left: ['link.env', 'real.env'],
  });
  await serving.stop();
  const again = await serve(['--write-env', link, '--seed', '2']);
  expect(readFileSync(file, 'utf8')).toContain(again.ready.clientId);
  await again.stop();
});

test('When the file holds something of its owner, then it stays as it is and nothing is started', async () => {
  const file = join(tempFolder(), '.env');
  writeFileSync(file, 'PRODUCTION=1\n');
  const { exit, stderr } = await harness(['serve', '--write-env', file, ...FREE_PORTS]);
  expect([exit, readFileSync(file, 'utf8')]).toEqual([2, 'PRODUCTION=1\n']);
  expect(stderr).toContain('it holds something else, which would be lost. Name another file.');
});

test.each([
  [
    'lies in a folder that is not there',
    (folder: string) => join(folder, 'none', 'env'),
    'there is no such file or folder',
  ],
  ['is a folder', (folder: string) => folder, 'it is there and is no ordinary file. Name another'],
])('When the file %s, then serve says so, ends with 2 and leaves nothing', async (_, place, reason) => {
  const folder = join(tempFolder(), 'f');
  mkdirSync(folder);
  const file = place(folder);
  const { exit, stdout, stderr } = await harness(['serve', '--json', ...FREE_PORTS, '--write-env', file]);
  expect({ exit, stdout, stderr }).toEqual({
    exit: 2,
    stdout: '',
    stderr: `sims-harness: --write-env ${file} cannot be written: ${reason}.\n`,
  });
  expect(existsSync(join(folder, 'env'))).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});
