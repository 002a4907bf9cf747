// The commands that read or mark the vault and never touch the network: list, get, status, approve.
import { createHmac } from 'node:crypto';
import { userInfo } from 'node:os';
import { type LastRun, readLastRun } from './adapters/last-run.js';
import { writeApproval } from './adapters/signed.js';
import type { StoreConfig } from './config.js';
import type { Site } from './core/snapshot.js';
import { type Answer, carriedLines, countSites, holdLines, isoTime, lines, many, nameOf } from './describe.js';
import { UsageError } from './errors.js';
import { openVault, type Vault } from './vault.js';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export async function list(store: StoreConfig, asJson: boolean): Promise<Answer> {
  const vault = await openVault(store);
  const text = asJson ? json(vault.sites) : lines(vault.sites.map(siteLine));
  return { exit: 0, text, ...noteOn(vault, store) };
}

function siteLine(site: Site): string {
  const { state, reason, carried, clients } = site;
  const active = clients.filter(client => client.state === 'active').length;
  const mark = carried ? ` (${carried.why} since ${isoTime(carried.sinceAt)})` : '';
  return `${site.received}  ${state}/${reason}${mark}  ${many(active, 'client')}  ${nameOf(site)}`;
}

/** The dump other suites compare: served current pairs, each secret as HMAC-SHA-256 under the probe key in hex. */
export async function dump(store: StoreConfig, probeKey: string | undefined): Promise<Answer> {
  if (!probeKey || !/^([0-9a-f]{2})+$/i.test(probeKey))
    throw new UsageError('The dump needs SIMS_PROBE_KEY: a key in hex, for example from `openssl rand -hex 32`.');
  const key = Buffer.from(probeKey, 'hex');
  const vault = await openVault(store);
  const pairs = [...vault.served()].map(({ organisationId, clientId, secret }) => ({
    organisationId,
    clientId,
    secretFingerprint: createHmac('sha256', key).update(secret().reveal(), 'utf8').digest('hex'),
  }));
  return { exit: 0, text: json(pairs), ...noteOn(vault, store) };
}

export async function get(
  store: StoreConfig,
  organisationId: string,
  reveal: boolean,
  asJson: boolean,
): Promise<Answer> {
  const vault = await openVault(store);
  const pairs = vault.get(organisationId).map(({ clientId, secret }) => {
    const value = secret();
    return { clientId, secret: reveal ? value.reveal() : String(value) };
  });
  if (pairs.length === 0) {
    const note = [`Not served: ${whyNot(vault, organisationId)}.`, noteOn(vault, store).note ?? ''].join(' ').trim();
    return { exit: 1, text: asJson ? json([]) : '', note };
  }
  return { exit: 0, text: asJson ? json(pairs) : lines(pairs.map(({ clientId, secret }) => `${clientId}\t${secret}`)) };
}

function whyNot(vault: Vault, organisationId: string): string {
  const site = vault.site(organisationId);
  return site ? `${site.state} (${site.reason}) since ${isoTime(site.sinceAt)}` : 'unknown organisation';
}

export async function status(store: StoreConfig, asJson: boolean): Promise<Answer> {
  const vault = await openVault(store);
  const lastRun = await readLastRun(store.vault);
  const header = vault.opened?.header;
  const ended = lastRun ? [lastRunLine(lastRun)] : [];
  if (!header) {
    const text = asJson
      ? json({ generation: 0, lastRun })
      : lines(['No generation yet. Run: sims-agent sync', ...ended]);
    return { exit: 0, text, ...noteOn(vault, store) };
  }
  const { generation, createdAt, fullGenerations, upstream, hold } = header;
  const counts = countSites(vault.sites);
  if (asJson)
    return { exit: 0, text: json({ generation, createdAt, fullGenerations, upstream, sites: counts, hold, lastRun }) };
  const { sites = 0, served, clients = 0, held, stale, pending, suspended, tombstones } = counts;
  const text = [
    `vault     generation ${generation}, ${isoTime(createdAt)}, from ${upstream.rap}`,
    `sites     ${sites} known: ${served} served with ${many(clients, 'client')} (${held} held, ${stale} stale) · ${pending} pending · ${suspended} suspended · ${tombstones} tombstoned`,
    ...(hold ? holdLines(hold, vault.sites) : carriedLines(vault.sites, 'held')),
    ...carriedLines(vault.sites, 'stale'),
    ...ended,
  ];
  return { exit: 0, text: lines(text) };
}

const ends: Readonly<Record<number, string>> = { 0: 'all well', 3: 'some schools could not be read', 4: 'see held' };

const lastRunLine = ({ at, exit, says }: LastRun): string =>
  `last run  ${isoTime(at)}, exit ${exit}: ${says || ends[exit]}`;

/** A folder nobody synced into looks like one where nothing is served, so it is said. */
const noteOn = ({ opened }: Vault, { vault }: StoreConfig): { readonly note?: string } =>
  opened ? {} : { note: `There is no vault in ${vault} yet. Run sims-agent sync first, or check SIMS_STATE_DIR.` };

const shortestDigest = 12;

/** Releases exactly the operations whose digest this is, for the approval time. The next sync applies them. */
export async function approve(store: StoreConfig, digest: string, approvalMs: number, now: number): Promise<Answer> {
  const { opened } = await openVault(store);
  const hold = opened?.header.hold;
  if (!opened || !hold) throw new UsageError('Nothing is held, so there is nothing to approve. See: sims-agent status');
  if (digest.length < shortestDigest || !hold.digest.startsWith(digest.toLowerCase()))
    throw new UsageError(
      `This digest (at least ${shortestDigest} characters) is not the one now held. See: sims-agent status`,
    );
  const record = { digest: hold.digest, actor: userInfo().username, expiresAt: now + approvalMs };
  await writeApproval(store.vault, record, opened.keys);
  return {
    exit: 0,
    text: `Approved ${many(hold.operations, 'held operation')} until ${isoTime(record.expiresAt)}. The next sync applies them if they are still the same.\n`,
  };
}
