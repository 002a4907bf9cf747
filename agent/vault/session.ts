// Writing the vault, whatever carries it: one session stages sealed secrets in memory and commits one whole generation.
import { hash, randomBytes } from 'node:crypto';
import { type Client, emptySnapshot, type Site } from '../core/snapshot.js';
import { ConfigurationError, LockNotHeld } from '../errors.js';
import type { Clock, Draft, Store, Tenure, VaultSession } from '../ports.js';
import type { Secret } from '../secret.js';
import { type Audit, anchorOf, noAudit, notePlan, openAudit } from './audit.js';
import { type Opened, readCurrent } from './current.js';
import {
  differenceOf,
  type Field,
  filledFromAnother,
  generationPieces,
  type NewRow,
  openSecret,
  type Row,
  type SealedPair,
  sealSecret,
  type UpstreamIdentity,
  verifyGenerationFile,
} from './generation.js';
import { type MasterKey, nextKeys, type VaultKeys, wrapKeys } from './keys.js';
import { readApprovals, readReports } from './notes.js';
import { lp, mac } from './seal.js';
import { isNamed, signPointer, tampered } from './signed.js';

const fingerprintBytes = 16;

/** Names one holder of the vault's lock. */
export const newRun = (): string => randomBytes(6).toString('hex');

/**
 * Takes the vault, reads it, and makes ready to write the next generation. `sealWith`: under another key from now on (V5), and then
 * the upstream is the one there is.
 */
export async function openSession(
  store: Store,
  master: MasterKey,
  given: UpstreamIdentity | null,
  clock: Clock,
  sealWith: MasterKey = master,
): Promise<VaultSession> {
  const run = newRun();
  const tenure = await store.take(run);
  try {
    const base = await readCurrent(store, async () => master);
    if (base && given) assertSameUpstream(base.header.upstream, given);
    const upstream = given ?? base?.header.upstream;
    if (!upstream) throw new Error('A vault without a generation has no upstream of its own.');
    const { approvals, forged } = base ? await readApprovals(store, base.keys) : { approvals: [], forged: 0 };
    const previous = base ? { ...base.header, sites: base.rows.map(row => row.site), approvals } : emptySnapshot;
    const keys = nextKeys(base?.keys ?? null);
    const audit = openAudit(store, clock, keys.audit, base?.header.audit);
    audit.note('run.start', { run });
    const [last = null] = await store.audit('last');
    if (base) audit.check(last);
    else if (last !== null) throw tampered('its audit is there, but no generation');
    const rotates = sealWith !== master;
    if (rotates) audit.note('key.rotate', { oldKey: master.id, newKey: sealWith.id });
    const writer = openWriter({ master: sealWith, rotates, keys, audit, upstream, clock, run, tenure, base });
    const notes = { forgedApprovals: forged, reported: await readReports(store) };
    return { previous, ...notes, ...writer, assertHeld: tenure.assertHeld, close: tenure.release };
  } catch (error) {
    await tenure.release();
    throw error;
  }
}

function assertSameUpstream(stored: UpstreamIdentity, given: UpstreamIdentity): void {
  const other = differenceOf(stored, given);
  if (other !== null) throw new ConfigurationError(filledFromAnother(other));
}

type Parts = {
  readonly master: MasterKey;
  /** Whether only the key changes, not what is known. */
  readonly rotates: boolean;
  readonly keys: VaultKeys;
  readonly audit: Audit;
  readonly upstream: UpstreamIdentity;
  readonly clock: Clock;
  readonly run: string;
  readonly tenure: Tenure;
  readonly base: Opened | null;
};

function openWriter(parts: Parts): Pick<VaultSession, 'stage' | 'commit' | 'ended'> {
  const { master, rotates, keys, audit, upstream, run, tenure, base } = parts;
  const { application } = upstream;
  const previousGeneration = base?.header.generation ?? 0;
  const generation = previousGeneration + 1;
  /** The generation that counts. */
  let counts = previousGeneration;
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

  const commit: VaultSession['commit'] = async (plan, spent) => {
    const { sites, fullGenerations, hold } = plan;
    const file = `gen-${String(generation).padStart(12, '0')}-${run}.vault`;
    if (!rotates) notePlan(audit, plan);
    audit.note('commit.intent', { n: generation });
    const head = base ? await audit.write(counts) : noAudit;
    // A rotation brings no fresh evidence, so the copy is as old as it was.
    const createdAt = rotates && base ? base.header.createdAt : parts.clock.now();
    const about = { generation, previousGeneration, createdAt, run, upstream, fullGenerations, hold };
    const header = { ...about, audit: head, kekId: master.id, keys: wrapKeys(keys, master, application) };
    let sha256 = '';
    const pieces = () =>
      generationPieces(header, keys, rowsOf(sites), whole => {
        sha256 = whole;
      });
    const sign: Draft['sign'] = readBack => {
      const pointer = { generation, file, sha256 };
      if (!readBack) throw new LockNotHeld('file_gone', 'What was written was taken away. Nothing was committed.');
      if (!isNamed(readBack, pointer)) throw tampered('what was read back is not what was written');
      verifyGenerationFile(readBack, master);
      return signPointer(pointer, master);
    };
    const replaces = base?.line ?? null;
    await tenure.commit({ generation, file, replaces, pieces, sign, spent, keepsPrevious: !rotates });
    counts = generation;
    audit.note('commit.done', { n: generation });
    return generation;
  };

  const ended: VaultSession['ended'] = async (exit, code) => {
    if (counts === 0) return null;
    audit.note('run.end', { run, exit, code: code ?? undefined });
    return anchorOf(await audit.write(counts));
  };
  return { stage, commit, ended };
}
