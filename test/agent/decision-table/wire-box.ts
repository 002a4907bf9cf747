// One vault, one world of the mock, and the agent's own command line between them.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../agent/cli.js';
import type { WorldHandle } from '../../../mock-server/index.js';
import { type Policy, quick, type Ran } from '../../support/agent/sandbox.js';

/** `organisation client fingerprint`, sorted. */
export type Pairs = readonly string[];
type Pair = { readonly organisationId: string; readonly clientId: string; readonly secretFingerprint: string };
type ListedSite = {
  readonly organisation: string;
  readonly state: string;
  readonly reason: string;
  readonly carried?: { readonly why: string };
};

const pairsOf = (found: readonly Pair[]): Pairs =>
  found
    .map(
      ({ organisationId, clientId, secretFingerprint }) =>
        `${organisationId.toLowerCase()} ${clientId} ${secretFingerprint}`,
    )
    .sort();
/** Every run has these. */
const usual = new Set(['run.start', 'run.end', 'commit.intent', 'commit.done', 'plan']);

export class WireBox {
  readonly folder: string;
  readonly mock: WorldHandle;
  env: Record<string, string>;
  /** What has to be given back. */
  readonly atEnd: (() => Promise<void>)[] = [];
  /** Of the last hold that was told. */
  digest = '';
  /** Ends the run as a signal would. */
  stop = new AbortController();

  private constructor(folder: string, mock: WorldHandle) {
    this.folder = folder;
    this.mock = mock;
    this.env = {
      ...mock.variables(),
      SIMS_STATE_DIR: join(folder, 'state'),
      SIMS_AGENT_POLICY: join(folder, 'policy.json'),
      XDG_CONFIG_HOME: join(folder, 'config'),
    };
  }

  static async open(mock: WorldHandle): Promise<WireBox> {
    return new WireBox(await mkdtemp(join(tmpdir(), 'sims-agent-')), mock);
  }

  async close(): Promise<void> {
    for (const giveBack of this.atEnd) await giveBack();
    await rm(this.folder, { recursive: true, force: true });
  }

  get vault(): string {
    return join(this.folder, 'state', 'vault');
  }

  get keyFile(): string {
    return join(this.folder, 'config', 'sims-agent', 'key');
  }

  policy(policy: Policy): Promise<void> {
    return writeFile(join(this.folder, 'policy.json'), JSON.stringify({ ...quick, ...policy }));
  }

  async run(...argv: readonly string[]): Promise<Ran> {
    let out = '';
    let err = '';
    this.stop = new AbortController();
    const output = {
      out: (text: string) => (out += text),
      err: (text: string) => (err += text),
      stop: () => this.stop.signal,
    };
    const exit = await run(argv, output, { ...this.env });
    return { exit, out, err };
  }

  /** What programs are given. */
  async served(): Promise<Pairs> {
    const { out, exit } = await this.run('list', '--dump');
    if (exit !== 0) throw new Error(`list --dump ended ${exit}`);
    return pairsOf(JSON.parse(out));
  }

  /** What the service shows. */
  truth(): Pairs {
    return pairsOf(this.mock.truth(this.env['SIMS_PROBE_KEY'] ?? ''));
  }

  /** `state/reason[ why]` of every site that is not plainly served, by its number. */
  async states(): Promise<Readonly<Record<number, string>>> {
    const { out } = await this.run('list', '--json');
    const sites: readonly ListedSite[] = JSON.parse(out);
    const found: Record<number, string> = {};
    for (const { organisation, state, reason, carried } of sites) {
      const told = `${state}/${reason}${carried ? ` ${carried.why}` : ''}`;
      if (told !== 'active/linked') found[Number(organisation.slice(-12))] = told;
    }
    return found;
  }

  /** The kinds of all audit records but the usual ones, in order. */
  async audit(): Promise<readonly string[]> {
    const folder = join(this.vault, 'audit');
    const files = (await readdir(folder).catch(() => [])).sort();
    const texts = await Promise.all(files.map(file => readFile(join(folder, file), 'utf8')));
    const events = texts
      .join('')
      .split('\n')
      .filter(Boolean)
      .map(line => String(JSON.parse(line).event));
    return events.filter(event => !usual.has(event));
  }

  /** Requests of a kind that the mock got. */
  asked(operation: string): number {
    return this.mock.journal.count({ operation });
  }
}
