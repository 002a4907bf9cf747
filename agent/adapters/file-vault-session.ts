// Writing the vault: one session holds the lock, stages sealed secrets in memory, and commits one whole generation.
import { hash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../core/plan.js';
import { type Client, emptySnapshot, type Site, type Snapshot } from '../core/snapshot.js';
import { ConfigurationError, LockNotHeld, StoreUnreadable, systemCode } from '../errors.js';
import type { Clock, Fingerprints, VaultSession } from '../ports.js';
import type { Secret } from '../secret.js';
import { approvalsFolder, dropApprovals, readApprovals } from './approvals.js';
import { writeDurably } from './durable.js';
import { generationsFolder, readsBack, readVault } from './file-vault.js';
import {
  type Generation,
  generationPieces,
  headerFor,
  openSecret,
  type Row,
  type SealedPair,
  sealSecret,
  type UpstreamIdentity,
} from './generation-file.js';
import { type MasterKey, nextKeys, type VaultKeys, wrapKeys } from './keys.js';
import { type Lock, sweepLockDebris, takeLock } from './lock.js';
import { lp } from './lp.js';
import { assertPrivate } from './modes.js';
import { readPointer, writePointer } from './pointer.js';
import { mac } from './seal.js';

const fingerprintBytes = 16;

/** Takes the lock, reads the vault, and makes ready to write the next generation. `vault` is created, 0700, when missing. */
export async function openSession(
  vault: string,
  master: MasterKey,
  upstream: UpstreamIdentity,
  clock: Clock,
): Promise<VaultSession> {
  for (const folder of [vault, generationsFolder(vault), approvalsFolder(vault)]) await makeFolder(folder);
  const run = randomBytes(6).toString('hex');
  const lock = await takeLock(vault, run);
  try {
    const base = await readVault(vault, master);
    if (base) assertSameUpstream(base.header.upstream, upstream);
    await clearDebris(vault, base);
    const { approvals, forged } = base ? await readApprovals(vault, base.keys) : { approvals: [], forged: 0 };
    const previous = base ? snapshotOf(base, approvals) : emptySnapshot;
    return new FileVaultSession({ vault, master, upstream, clock, run, lock, base, previous, forged });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function makeFolder(folder: string): Promise<void> {
  // The mode given to mkdir is cut by the umask, never widened; an existing folder is judged by its own mode later.
  try {
    if (await mkdir(folder, { recursive: true, mode: 0o700 })) await chmod(folder, 0o700);
  } catch (cause) {
    throw new StoreUnreadable(
      'no_folder',
      `${folder} could not be made (${systemCode(cause)}). Check SIMS_STATE_DIR.`,
      { cause },
    );
  }
  await assertPrivate(folder);
}

/** The rows as the plan may see them. */
export const snapshotOf = ({ header, rows }: Generation, approvals: Snapshot['approvals']): Snapshot => ({
  generation: header.generation,
  createdAt: header.createdAt,
  fullGenerations: header.fullGenerations,
  sites: rows.map(row => row.site),
  hold: header.hold,
  approvals,
});

function assertSameUpstream(stored: UpstreamIdentity, given: UpstreamIdentity): void {
  const names = { sts: 'token server', rap: 'RAP API', application: 'application', client: 'vendor client' } as const;
  for (const part of ['sts', 'rap', 'application', 'client'] as const) {
    if (stored[part] === given[part]) continue;
    throw new ConfigurationError(
      `This vault was filled from another ${names[part]} (${stored[part]}, now ${given[part]}). Give each its own SIMS_STATE_DIR.`,
    );
  }
}

const generationOf = (file: string): number => Number(/^gen-(\d{12})-\w+\.vault$/.exec(file)?.[1] ?? Number.NaN);

/** What killed runs left: temporary files, and generations nothing refers to. The one before the current stays (V6). */
async function clearDebris(vault: string, base: Generation | null): Promise<void> {
  await sweepLockDebris(vault);
  const current = base?.header.generation ?? 0;
  for (const file of await readdir(generationsFolder(vault))) {
    const isCurrent = base !== null && file === fileName(current, base.header.run);
    const isPrevious = base !== null && generationOf(file) === base.header.previousGeneration;
    if (!isCurrent && !isPrevious) await rm(join(generationsFolder(vault), file), { force: true });
  }
}

const fileName = (generation: number, run: string): string =>
  `gen-${String(generation).padStart(12, '0')}-${run}.vault`;

type SessionParts = {
  readonly vault: string;
  readonly master: MasterKey;
  readonly upstream: UpstreamIdentity;
  readonly clock: Clock;
  readonly run: string;
  readonly lock: Lock;
  readonly base: Generation | null;
  readonly previous: Snapshot;
  readonly forged: number;
};

class FileVaultSession implements VaultSession {
  readonly previous: Snapshot;
  readonly forgedApprovals: number;
  readonly #parts: SessionParts;
  readonly #keys: VaultKeys;
  readonly #generation: number;
  /** Makes `valueFp` worthless outside this run. */
  readonly #salt = randomBytes(32).toString('hex');
  /** Sealed for their final place the moment they arrive; keyed by organisation, fingerprint, client. */
  readonly #staged = new Map<string, string>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.previous = parts.previous;
    this.forgedApprovals = parts.forged;
    this.#generation = parts.previous.generation + 1;
    this.#keys = nextKeys(parts.base?.keys ?? null);
  }

  stage(organisation: string, client: string, secret: Secret): Fingerprints {
    const { fingerprint } = this.#keys;
    const text = secret.reveal();
    const fp = mac(fingerprint, lp(organisation, client, text)).toString('hex', 0, fingerprintBytes);
    const valueFp = hash('sha256', this.#salt + text);
    this.#staged.set(organisation + fp + client, this.#seal(organisation, client, 'secret', secret));
    return { fp, valueFp };
  }

  assertHeld(): void {
    this.#parts.lock.assertHeld();
  }

  async commit(plan: Plan): Promise<number> {
    const { vault, master, run, base, clock } = this.#parts;
    const file = fileName(this.#generation, run);
    const header = headerFor({
      generation: this.#generation,
      previousGeneration: base?.header.generation ?? 0,
      createdAt: clock.now(),
      run,
      upstream: this.#parts.upstream,
      kekId: master.id,
      keys: wrapKeys(this.#keys, master, this.#parts.upstream.application),
      fullGenerations: plan.fullGenerations,
      hold: plan.hold,
    });
    let sha256 = '';
    const pieces = generationPieces(header, this.#keys, this.#rows(plan.sites), hash => {
      sha256 = hash;
    });
    await writeDurably(join(generationsFolder(vault), file), pieces);
    await this.#flip({ generation: this.#generation, file, sha256 });
    const now = clock.now();
    const over = this.previous.approvals.filter(
      ({ digest, expiresAt }) => digest === plan.approved || expiresAt <= now,
    );
    await dropApprovals(
      vault,
      over.map(({ digest }) => digest),
    );
    await clearDebris(vault, { header, keys: this.#keys, rows: [] });
    return this.#generation;
  }

  /** Reads back what was written, makes sure nobody else moved, and only then points to it. */
  async #flip(pointer: { generation: number; file: string; sha256: string }): Promise<void> {
    const { vault, master, base } = this.#parts;
    if (!(await readsBack(vault, pointer, master)))
      throw new LockNotHeld('file_gone', 'The new vault file was taken away. Nothing was committed.');
    this.#parts.lock.verifyHeld();
    const now = await readPointer(vault, master);
    if ((now?.generation ?? 0) !== (base?.header.generation ?? 0))
      throw new LockNotHeld('base_moved', 'Another sims-agent committed meanwhile. Nothing of this run was committed.');
    await writePointer(vault, pointer, master);
  }

  *#rows(sites: readonly Site[]): Generator<Omit<Row, 'mac'>> {
    const before = new Map(this.#parts.base?.rows.map(row => [row.site.organisation, row]));
    for (const site of sites) {
      const old = before.get(site.organisation);
      yield { site, sealed: site.clients.map(client => this.#sealedPair(site.organisation, client, old)) };
    }
  }

  #sealedPair(organisation: string, client: Client, old: Row | undefined): SealedPair {
    if (client.state === 'purged') return [null, null];
    const current =
      this.#staged.get(organisation + client.fp + client.client) ??
      this.#reseal(organisation, client.client, client.fp, 'secret', old);
    return [
      current,
      client.previous ? this.#reseal(organisation, client.client, client.previous.fp, 'previous', old) : null,
    ];
  }

  /** Moves a secret of the base generation, found by its fingerprint, to its place in the next one. */
  #reseal(
    organisation: string,
    client: string,
    fp: string,
    field: 'secret' | 'previous',
    old: Row | undefined,
  ): string {
    const { base } = this.#parts;
    const at = old?.site.clients.findIndex(each => each.client === client) ?? -1;
    if (!base || !old || at < 0) throw new Error('The plan names a secret that nobody holds.');
    const from = old.site.clients[at]?.fp === fp ? 'secret' : 'previous';
    return this.#seal(organisation, client, field, openSecret(base, old, at, from));
  }

  #seal(organisation: string, client: string, field: 'secret' | 'previous', secret: Secret): string {
    const { application } = this.#parts.upstream;
    return sealSecret(this.#keys, { application, generation: this.#generation, organisation, client, field }, secret);
  }

  async close(): Promise<void> {
    await this.#parts.lock.release();
  }
}
