// The commands that read or mark the vault and never touch the network: list, get, status, approve.
import { createHmac } from 'node:crypto';
import { userInfo } from 'node:os';
import { writeApproval } from './adapters/signed.js';
import type { StoreConfig } from './config.js';
import type { Site } from './core/snapshot.js';
import { type Answer, countSites, holdLine, isoTime, lines } from './describe.js';
import { UsageError } from './errors.js';
import { openVault, type Vault } from './vault.js';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export async function list(store: StoreConfig, asJson: boolean): Promise<Answer> {
  const { sites } = await openVault(store);
  if (asJson) return { exit: 0, text: json(sites) };
  return { exit: 0, text: lines(sites.map(siteLine)) };
}

function siteLine({ received, state, reason, carried, clients, labels }: Site): string {
  const active = clients.filter(client => client.state === 'active').length;
  const mark = carried ? ` (${carried.why} since ${isoTime(carried.sinceAt)})` : '';
  // Names come from upstream: control characters must not reach a terminal.
  const name = (labels.name ?? '').replace(/\p{Cc}/gu, '');
  return `${received}  ${state}/${reason}${mark}  ${active} clients  ${name}`;
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
  return { exit: 0, text: json(pairs) };
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
  if (pairs.length === 0)
    return { exit: 1, text: asJson ? json([]) : '', note: `Not served: ${whyNot(vault, organisationId)}.` };
  return { exit: 0, text: asJson ? json(pairs) : lines(pairs.map(({ clientId, secret }) => `${clientId}\t${secret}`)) };
}

function whyNot(vault: Vault, organisationId: string): string {
  const site = vault.site(organisationId);
  return site ? `${site.state} (${site.reason}) since ${isoTime(site.sinceAt)}` : 'unknown organisation';
}

export async function status(store: StoreConfig, asJson: boolean): Promise<Answer> {
  const vault = await openVault(store);
  const header = vault.opened?.header;
  if (!header) return { exit: 0, text: asJson ? json({ generation: 0 }) : 'No generation yet. Run: sims-agent sync\n' };
  const { generation, createdAt, fullGenerations, upstream, hold } = header;
  const counts = countSites(vault.sites);
  if (asJson) return { exit: 0, text: json({ generation, createdAt, fullGenerations, upstream, sites: counts, hold }) };
  const { sites, served, clients, held, stale, pending, suspended, tombstones } = counts;
  const text = [
    `vault     generation ${generation}, ${isoTime(createdAt)}, from ${upstream.rap}`,
    `sites     ${sites} known: ${served} served with ${clients} clients (${held} held, ${stale} stale) · ${pending} pending · ${suspended} suspended · ${tombstones} tombstoned`,
  ];
  return { exit: 0, text: lines(hold ? [...text, holdLine(hold)] : text) };
}

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
    text: `Approved ${hold.operations} held operations until ${isoTime(record.expiresAt)}. The next sync applies them if they are still the same.\n`,
  };
}
