import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { buildWorld } from '../../../fixtures/index.js';
import { convergenceDigest, type Held } from '../../../mock-server/index.js';
import { ask } from '../../support/ask.js';
import { type Ended, type Running, start, stop, until } from '../../support/command.js';
import { ROOT } from '../project.js';
import { freePorts, type Ports } from '../runner.js';
import { imageOf, readDockerfile } from './dockerfile.js';
import { filesIn, replay } from './replay.js';
import { onThisMachine, readCompose, type Start, startOf } from './services.js';

/**
 * No container engine is needed, and none is tried: the Dockerfile's steps are followed in folders of this machine, and
 * the services of compose.yaml are started from what they leave.
 */
vi.setConfig({ testTimeout: 60_000 });

const stages = readDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));
const image = imageOf(stages);
const { services, volumes } = readCompose();

let root: string;
beforeAll(async () => {
  root = await replay(stages);
}, 180_000);

const run = ({ argv, env }: Start, more: Readonly<Record<string, string>> = {}): Running =>
  start(argv, { cwd: join(root, 'app'), env: { ...env, ...more } });

/** `docker run … <words>`, with ports that are free here. */
function container(words: readonly string[], ports: Ports, before: readonly string[] = []): Running {
  const { argv, env } = onThisMachine({ argv: [...image.entrypoint, ...words], env: image.env }, root);
  return run({ argv: [...before, ...argv], env }, ports);
}

/** The image's own health check. */
function health(ports: Ports): Promise<Ended> {
  return run({ argv: image.health, env: image.env }, ports).ended;
}

const isHealthy = async (ports: Ports) => (await health(ports)).exit === 0;

describe('The image', () => {
  test('When it is built, then it holds the bundles, the scenarios and the manifest, and nothing that only builds', () => {
    const files = filesIn(join(root, 'app'));
    const others = files.filter(
      path =>
        !/^(dist\/THIRD-PARTY-LICENSES\.txt|dist\/(chunks\/)?[\w-]+\.js|dist\/console\/[\w-]+\.(?:js|css|html)|scenarios\/[\w.-]+|package\.json)$/.test(
          path,
        ),
    );
    expect(others).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['dist/sims-harness.js', 'dist/sims-agent.js', 'package.json']));
    const bytes = files.reduce((sum, path) => sum + statSync(join(root, 'app', path)).size, 0);
    expect(bytes).toBeLessThan(12_000_000);
  });

  test('When it is run, then not as root, with no shell between, and with its ports and folders named', () => {
    expect(image.user).toBe('node');
    expect(image.entrypoint[0]).toBe('node');
    expect(image.ports).toEqual(['4400', '4401', '4402', '4403']);
    expect(image.volumes).toEqual(['/data', '/agent']);
    expect(new Set(stages.map(stage => stage.base))).toEqual(new Set(['node:20-slim']));
  });

  test('When options follow, then they are those of serve; it is unhealthy until it answers, and SIGTERM ends it with 0', async () => {
    const ports = await freePorts();
    expect((await health(ports)).exit).toBe(1);
    const running = container(['serve', '--world', 'academy-trust', '--seed', '7'], ports);
    await until(() => isHealthy(ports));
    await until(() => running.stdout().includes('Ctrl+C stops'));
    expect(running.stdout()).toContain('academy-trust, seed 7');
    expect(running.stdout()).toMatch(new RegExp(`STS +http://127\\.0\\.0\\.1:${ports.SIMS_HARNESS_STS_PORT}/`));
    expect(await stop(running, 'SIGTERM')).toMatchObject({ exit: 0, signal: null, stderr: '' });
    expect((await health(ports)).exit).toBe(1);
  });

  test('When nothing follows, then it serves', async () => {
    const ports = await freePorts();
    const running = container(image.command, ports);
    await until(() => isHealthy(ports));
    expect((await stop(running, 'SIGTERM')).exit).toBe(0);
  });

  test('When it is asked to prove a scenario, then it does, with the agent of the same image', async () => {
    const { exit, stdout, stderr } = await container(['prove', 'first-sync'], await freePorts()).ended;
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: expect.stringMatching(/^✔ first-sync /), stderr: '' });
  });

  test('When it is process 1, then SIGTERM ends it all the same', async ({ skip }) => {
    const apart = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--'];
    const tried = await start(['sh', '-c', `${apart.join(' ')} true`]).ended;
    skip(tried.exit !== 0, 'NOT TESTED: this machine gives no process namespaces (unshare)');
    const ports = await freePorts();
    const running = container(['serve'], ports, apart);
    await until(() => isHealthy(ports));
    const first = readFileSync(`/proc/${running.pid}/task/${running.pid}/children`, 'utf8').trim();
    expect(readFileSync(`/proc/${first}/status`, 'utf8')).toMatch(/^NSpid:\t.*\t1$/m);
    process.kill(Number(first), 'SIGTERM');
    expect((await running.ended).exit).toBe(0);
  });
});

describe('compose.yaml', () => {
  const folders = () => ({ harness: join(root, 'data'), agent: join(root, 'agent') });

  test('When it is read, then its agent waits for a healthy mock, and nothing is open beyond this machine', () => {
    expect(services.agent.depends_on).toEqual({ harness: { condition: 'service_healthy' } });
    expect([services.harness.build, services.agent.build]).toEqual(['.', '.']);
    const named = Object.values(services).flatMap(service => service.volumes.map(volume => volume.split(':')[0]));
    expect([...new Set(named)].sort()).toEqual(Object.keys(volumes).sort());
    expect(services.harness.ports?.filter(port => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(new URL(services.agent.environment['HTTPS_PROXY'] ?? '').port).toBe(
      services.harness.environment['SIMS_HARNESS_INTERCEPT'],
    );
  });

  test('When it is read, then the credentials of its agent are those of its world and seed', () => {
    const world = buildWorld('three-schools', { seed: 1 });
    const vendor = world.partners[0]?.vendorClient;
    expect(services.harness.command.join(' ')).toContain('--world three-schools --seed 1');
    expect(services.agent.environment).toMatchObject({
      SIMS_CLIENT_ID: vendor?.clientId,
      SIMS_CLIENT_SECRET: vendor?.secrets[0]?.value,
      SIMS_APPLICATION_ID: world.applications[0]?.id,
    });
  });

  test("When its services are started, then the agent holds what RAP shows, by the vendor's own addresses", async () => {
    const ports = await freePorts();
    const { SIMS_HARNESS_STS_PORT: proxy } = await freePorts();
    const harness = run(startOf(services.harness, image, root, folders()), { ...ports, SIMS_HARNESS_INTERCEPT: proxy });
    await until(() => isHealthy(ports));

    const agent = startOf(services.agent, image, root, folders());
    const [, , bin = ''] = agent.argv;
    const asked = { HTTPS_PROXY: `http://127.0.0.1:${proxy}`, SIMS_PROBE_KEY: '5a'.repeat(32) };
    const synced = await run(agent, asked).ended;
    expect({ exit: synced.exit, stderr: synced.exit === 0 ? '' : synced.stderr }).toEqual({ exit: 0, stderr: '' });
    const listed = await run({ ...agent, argv: ['node', bin, 'list', '--fingerprints'] }, asked).ended;
    const held = JSON.parse(listed.stdout) as Held[];

    const token = /Control token +(\S+)/.exec(harness.stdout())?.[1];
    const control = `http://127.0.0.1:${ports.SIMS_HARNESS_CONTROL_PORT}/api/worlds/default`;
    const headers = { authorization: `Bearer ${token}`, 'sims-probe-key': asked.SIMS_PROBE_KEY };
    const { digest } = JSON.parse((await ask(`${control}/digest`, { headers })).body);
    expect([held.length, convergenceDigest(held, asked.SIMS_PROBE_KEY)]).toEqual([4, digest]);
    const journal = JSON.parse((await ask(`${control}/journal`, { headers })).body);
    expect(JSON.stringify(journal)).toContain('/connect/token');
    expect((await stop(harness, 'SIGTERM')).exit).toBe(0);
  });

  test("When another user runs an agent beside it, then the CA's certificate can be read there, and its key cannot", () => {
    const mode = (path: string) => (statSync(join(root, 'data', 'sims-id-harness', path)).mode & 0o777).toString(8);
    expect([mode('.'), mode('tls'), mode('tls/ca.pem'), mode('tls/authority.pem')]).toEqual([
      '711',
      '711',
      '644',
      '600',
    ]);
    expect(services.agent.environment['SIMS_CA_FILE']).toBe('/harness/sims-id-harness/tls/ca.pem');
  });
});
