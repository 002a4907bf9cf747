// Writing the vault: one session holds the lock, stages sealed secrets in memory, and commits one whole generation.
import { hash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../core/plan.js';
import { type Client, emptySnapshot, type Site } from '../core/snapshot.js';
import { ConfigurationError, LockNotHeld, StoreUnreadable, systemCode } from '../errors.js';
import type { Clock, VaultSession } from '../ports.js';
import type { Secret } from '../secret.js';
import { generationsFolder, readsBack, readVault } from './file-vault.js';
import { assertPrivate, makeFolder, writeDurably } from './files.js';
import {
  type Field,
  type Generation,
  generationPieces,
  type NewRow,
  openSecret,
  type Row,
  type SealedPair,
  sealSecret,
  type UpstreamIdentity,
} from './generation-file.js';
import { type MasterKey, nextKeys, wrapKeys } from './keys.js';
import { type Lock, sweepLockDebris, takeLock } from './lock.js';
import { lp, mac } from './seal.js';
import { approvalsFolder, dropApproval, type Pointer, readApprovals, readPointer, writePointer } from './signed.js';

const fingerprintBytes = 16;

/** Takes the lock, reads the vault, and makes ready to write the next generation. `vault` is created, 0700, when missing. */
export async function openSession(
  vault: string,
  master: MasterKey,
  upstream: UpstreamIdentity,
  clock: Clock,
): Promise<VaultSession> {
  for (const folder of [vault, generationsFolder(vault), approvalsFolder(vault)]) await makePrivate(folder);
  const run = randomBytes(6).toString('hex');
  const lock = await takeLock(vault, run);
  try {
    const base = await readVault(vault, master);
    if (base) assertSameUpstream(base.header.upstream, upstream);
    await clearDebris(vault, base?.header);
    const { approvals, forged } = base ? await readApprovals(vault, base.keys) : { approvals: [], forged: 0 };
    const previous = base ? { ...base.header, sites: base.rows.map(row => row.site), approvals } : emptySnapshot;
    const writer = openWriter({ vault, master, upstream, clock, run, lock, base });
    return { previous, forgedApprovals: forged, assertHeld: lock.assertHeld, close: lock.release, ...writer };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function makePrivate(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    const message = `${folder} could not be made (${systemCode(cause)}). Check SIMS_STATE_DIR.`;
    throw new StoreUnreadable('no_folder', message, { cause });
  }
  await assertPrivate(folder);
}

function assertSameUpstream(stored: UpstreamIdentity, given: UpstreamIdentity): void {
  const names = { sts: 'token server', rap: 'RAP API', application: 'application', client: 'vendor client' } as const;
  for (const part of ['sts', 'rap', 'application', 'client'] as const)
    if (stored[part] !== given[part])
      throw new ConfigurationError(
        `This vault was filled from another ${names[part]} (${stored[part]}, now ${given[part]}). Give each its own SIMS_STATE_DIR.`,
      );
}

type Kept = Pick<Generation['header'], 'generation' | 'run' | 'previousGeneration'>;

const fileName = (generation: number, run: string): string =>
  `gen-${String(generation).padStart(12, '0')}-${run}.vault`;

/** What killed runs left: temporary files, and generations nothing refers to. The one before the current stays (V6). */
async function clearDebris(vault: string, current: Kept | undefined): Promise<void> {
  await sweepLockDebris(vault);
  for (const file of await readdir(generationsFolder(vault))) {
    const generation = Number(/^gen-(\d{12})-\w+\.vault$/.exec(file)?.[1]);
    const isCurrent = current && file === fileName(current.generation, current.run);
    if (!isCurrent && generation !== current?.previousGeneration)
      await rm(join(generationsFolder(vault), file), { force: true });
  }
}

type WriterParts = {
  readonly vault: string;
  readonly master: MasterKey;
  readonly upstream: UpstreamIdentity;
  readonly clock: Clock;
  readonly run: string;
  readonly lock: Lock;
  readonly base: Generation | null;
};

function openWriter({
  vault,
  master,
  upstream,
  clock,
  run,
  lock,
  base,
}: WriterParts): Pick<VaultSession, 'stage' | 'commit'> {
  const { application } = upstream;
  const previousGeneration = base?.header.generation ?? 0;
  const generation = previousGeneration + 1;
  const keys = nextKeys(base?.keys ?? null);
  /** Makes `valueFp` worthless outside this run. */
  const salt = randomBytes(32).toString('hex');
  /** Sealed for their final place the moment they arrive. A fingerprint stands for organisation, client and secret. */
  const staged = new Map<string, string>();

  const sealAt = (organisation: string, client: string, field: Field, secret: Secret): string =>
    sealSecret(keys, { application, generation, organisation, client, field }, secret);

  const stage: VaultSession['stage'] = (organisation, client, secret) => {
    const text = secret.reveal();
    const fp = mac(keys.fingerprint, lp(organisation, client, text)).toString('hex', 0, fingerprintBytes);
    staged.set(fp, sealAt(organisation, client, 'secret', secret));
    return { fp, valueFp: hash('sha256', salt + text, 'base64') };
  };

  /** Moves a secret of the base generation, found by its fingerprint, to its place in the next one. */
  const reseal = (organisation: string, client: string, fp: string, field: Field, old: Row | undefined): string => {
    const at = old?.site.clients.findIndex(each => each.client === client) ?? -1;
    if (!base || !old || at < 0) throw new Error('The plan names a secret that nobody holds.');
    const from = old.site.clients[at]?.fp === fp ? 'secret' : 'previous';
    return sealAt(organisation, client, field, openSecret(base, old, at, from));
  };

  const sealedPair = (organisation: string, { client, state, fp, previous }: Client, old?: Row): SealedPair => {
    if (state === 'purged') return [null, null];
    const current = staged.get(fp) ?? reseal(organisation, client, fp, 'secret', old);
    return [current, previous ? reseal(organisation, client, previous.fp, 'previous', old) : null];
  };

  function* rowsOf(sites: readonly Site[]): Generator<NewRow> {
    const before = new Map(base?.rows.map(row => [row.site.organisation, row]));
    for (const site of sites) {
      const old = before.get(site.organisation);
      yield { site, sealed: site.clients.map(client => sealedPair(site.organisation, client, old)) };
    }
  }

  /** Reads back what was written, makes sure nobody else moved, and only then points to it. */
  const flip = async (pointer: Pointer): Promise<void> => {
    if (!(await readsBack(vault, pointer, master)))
      throw new LockNotHeld('file_gone', 'The new vault file was taken away. Nothing was committed.');
    lock.verifyHeld();
    if (((await readPointer(vault, master))?.generation ?? 0) !== previousGeneration)
      throw new LockNotHeld('base_moved', 'Another sims-agent committed meanwhile. Nothing of this run was committed.');
    await writePointer(vault, pointer, master);
  };

  const commit = async ({ sites, fullGenerations, hold }: Plan, spent: readonly string[]): Promise<number> => {
    const file = fileName(generation, run);
    const about = { generation, previousGeneration, createdAt: clock.now(), run, upstream, fullGenerations, hold };
    const header = { ...about, kekId: master.id, keys: wrapKeys(keys, master, application) };
    let sha256 = '';
    const pieces = generationPieces(header, keys, rowsOf(sites), whole => {
      sha256 = whole;
    });
    await writeDurably(join(generationsFolder(vault), file), pieces);
    await flip({ generation, file, sha256 });
    for (const digest of spent) await dropApproval(vault, digest);
    await clearDebris(vault, header);
    return generation;
  };
  return { stage, commit };
}
