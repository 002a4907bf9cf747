// A private folder, a stub service and the agent's command line, all gone when the test ends.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { run } from '../../../agent/cli.js';
import { findLeaks, type Place } from '../../../contract/secrecy/find.js';
import type { Canary } from '../../../contract/secrecy/needles.js';
import { applicationId, partnerKey, StubService, type StubSite } from './stub-service.js';

export type Ran = { readonly exit: number; readonly out: string; readonly err: string };
export type Policy = Readonly<Record<string, unknown>>;

/** Real waits, shrunk: no rate, hardly any back-off, an empty list confirmed at once, as many runs as a test likes. */
export const quick: Policy = {
  requestsPerSecond: 'off',
  retryBaseMs: 1,
  retryCapMs: 2,
  emptyListConfirmMs: 5,
  rests: 'off',
  dailyBudget: 'off',
  breaker: { openMs: 5 },
};

export class Sandbox {
  readonly stub: StubService;
  readonly folder: string;
  env: Record<string, string>;
  /** Everything ever said, but for what --reveal was asked to say. */
  readonly #said: Place[] = [];

  private constructor(stub: StubService, folder: string, env: Record<string, string>) {
    this.stub = stub;
    this.folder = folder;
    this.env = env;
  }

  static async open(world: StubSite[], policy: Policy = {}): Promise<Sandbox> {
    const stub = await StubService.start(world);
    const folder = await mkdtemp(join(tmpdir(), 'sims-agent-'));
    const sandbox = new Sandbox(stub, folder, {
      SIMS_TOKEN_URL: `${stub.url}/connect/token`,
      SIMS_RAP_URL: stub.url,
      SIMS_CLIENT_ID: 'vmc-1',
      SIMS_CLIENT_SECRET: 'vendor+secret/%=&:1',
      SIMS_APPLICATION_ID: applicationId,
      SIMS_STATE_DIR: join(folder, 'state'),
      SIMS_PROBE_KEY: '5eed',
      SIMS_AGENT_POLICY: join(folder, 'policy.json'),
      XDG_CONFIG_HOME: join(folder, 'config'),
    });
    onTestFinished(async () => {
      await stub.close();
      const leaks = await sandbox.leaks();
      await rm(folder, { recursive: true, force: true });
      expect(leaks).toEqual([]);
    });
    await sandbox.policy(policy);
    return sandbox;
  }

  get vault(): string {
    return join(this.folder, 'state', 'vault');
  }

  policy(policy: Policy): Promise<void> {
    return writeFile(join(this.folder, 'policy.json'), JSON.stringify({ ...quick, ...policy }));
  }

  async run(...argv: readonly string[]): Promise<Ran> {
    let out = '';
    let err = '';
    const output = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
    const exit = await run(argv, output, this.env);
    const name = argv.join(' ');
    if (!argv.includes('--reveal')) this.#said.push({ name: `stdout of ${name}`, bytes: Buffer.from(out) });
    this.#said.push({ name: `stderr of ${name}`, bytes: Buffer.from(err) });
    return { exit, out, err };
  }

  /** One sync; its report as JSON. */
  async sync(): Promise<Ran & { readonly report: Record<string, unknown> }> {
    const ran = await this.run('sync', '--json');
    return { ...ran, report: ran.out === '' ? {} : JSON.parse(ran.out) };
  }

  /** The clients served for each site, by the site's number. */
  async served(): Promise<Readonly<Record<number, readonly string[]>>> {
    const { out } = await this.run('list', '--dump');
    const found: Record<number, string[]> = {};
    for (const { organisationId, clientId, secretFingerprint } of JSON.parse(out)) {
      const n = Number(organisationId.slice(-12));
      found[n] = [...(found[n] ?? []), `${clientId} ${secretFingerprint}`];
    }
    return found;
  }

  /** Secrets of this world in anything that was said or stored; more places may be given (S7). */
  async leaks(more: readonly Place[] = []): Promise<readonly string[]> {
    // A secret that is a name as well is no secret.
    const clients = this.stub.sites
      .flatMap(site => site.clients.filter(({ id, secret }) => secret !== id && secret !== site.name))
      .slice(0, 10);
    const canaries: Canary[] = [
      { name: 'the vendor secret', value: this.env['SIMS_CLIENT_SECRET'] || 'vendor+secret/%=&:1' },
      { name: 'OCPAIMKey', value: partnerKey },
      ...this.stub.tokens.slice(0, 3).map(value => ({ name: 'a token', value })),
      ...clients.flatMap(({ id, secret }) => (secret ? [{ name: `the secret of ${id}`, value: secret }] : [])),
    ];
    const key = await readFile(join(this.folder, 'config', 'sims-agent', 'key'), 'utf8').catch(() => '');
    if (key !== '') canaries.push({ name: 'the key', value: Buffer.from(key, 'base64') });
    const stored = (await this.everythingOnDisk().catch(() => [])).map(({ path, bytes }) => ({ name: path, bytes }));
    return findLeaks(canaries, [...this.#said, ...stored, ...more]);
  }

  /** Every byte the agent has on disk, by file. */
  async everythingOnDisk(): Promise<readonly { readonly path: string; readonly bytes: Buffer }[]> {
    const entries = await readdir(join(this.folder, 'state'), { recursive: true, withFileTypes: true });
    const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
    return Promise.all(files.map(async path => ({ path, bytes: await readFile(path) })));
  }
}
