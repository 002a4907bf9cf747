// The commands that read or mark the vault and never touch the network: list, get, refused.
import { createHmac } from 'node:crypto';
import type { StoreConfig } from '../config/configuration.js';
import type { Site } from '../core/snapshot.js';
import { isoTime } from '../core/time.js';
import { UsageError } from '../errors.js';
import type { Store } from '../ports.js';
import { auditNow } from '../vault/audit.js';
import { writeReport } from '../vault/notes.js';
import { isDatabase } from '../vault/postgres/url.js';
import { Vault } from '../vault/reader.js';
import { migrateStore, openStore } from '../vault/store.js';
import { type Answer, harmless, lines, many, nameOf } from './describe.js';

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export type OpenVault = { readonly vault: Vault; readonly store: Store };

/** Opens the vault for one command, and closes it again. */
export async function withVault({ vault: at, key }: StoreConfig, answer: (opened: OpenVault) => Promise<Answer>) {
  const store = await openStore(at);
  try {
    const vault = new Vault(store, key);
    await vault.refresh();
    return await answer({ vault, store });
  } finally {
    await store.close();
  }
}

export const list = (config: StoreConfig, asJson: boolean): Promise<Answer> =>
  withVault(config, async opened => {
    const { sites } = opened.vault;
    return { exit: 0, text: asJson ? json(sites) : lines(sites.map(siteLine)), ...noteOn(opened) };
  });

function siteLine(site: Site): string {
  const { state, reason, carried, clients } = site;
  const active = clients.filter(client => client.state === 'active').length;
  const mark = carried ? ` (${carried.why} since ${isoTime(carried.sinceAt)})` : '';
  return `${site.received}  ${state}/${reason}${mark}  ${many(active, 'client')}  ${nameOf(site)}`;
}

/** The dump other suites compare: served current pairs, each secret as HMAC-SHA-256 under the probe key in hex. */
export async function dump(config: StoreConfig, probeKey: string | undefined): Promise<Answer> {
  const key = probeKeyFrom(probeKey ?? '');
  return withVault(config, async opened => {
    const { vault } = opened;
    // An agent that never synced has nothing, which is a dump like any other.
    const served = vault.opened ? [...vault.served()] : [];
    const pairs = served.map(({ organisationId, clientId, secret }) => ({
      organisationId,
      clientId,
      secretFingerprint: createHmac('sha256', key).update(secret().reveal(), 'utf8').digest('hex'),
    }));
    return { exit: 0, text: json(pairs), ...noteOn(opened) };
  });
}

export function probeKeyFrom(text: string): Buffer {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  throw new UsageError('The dump needs SIMS_PROBE_KEY: a key in hex, for example from `openssl rand -hex 32`.');
}

/** With `reveal` the audit knows of it first: no record, no secret. */
export const get = (config: StoreConfig, organisationId: string, reveal: boolean, asJson: boolean): Promise<Answer> =>
  withVault(config, async opened => {
    const generation = opened.vault.opened;
    const served = generation ? opened.vault.get(organisationId) : [];
    if (reveal && generation && served.length > 0)
      await auditNow(opened.store, generation, 'reveal', { org: organisationId.toLowerCase(), n: served.length });
    const pairs = served.map(({ clientId, secret }) => {
      const value = secret();
      return { clientId, secret: reveal ? value.reveal() : String(value) };
    });
    if (pairs.length === 0) {
      const note = `Not served: ${whyNot(opened.vault, organisationId)}. ${noteOn(opened).note ?? ''}`.trim();
      return { exit: 1, text: asJson ? json([]) : '', note };
    }
    const text = asJson ? json(pairs) : lines(pairs.map(pairLine));
    return { exit: 0, text };
  });

/** Both come from upstream. A secret is shown as it is or not at all: one with a character left out would be another. */
const pairLine = ({ clientId, secret }: { readonly clientId: string; readonly secret: string }): string =>
  `${harmless(clientId)}\t${harmless(secret) === secret ? secret : '(holds characters a line cannot show; use --json)'}`;

/** Why `get` gives nothing for it, in words. */
export function whyNot(vault: Vault, organisationId: string): string {
  const site = vault.site(organisationId);
  return site ? `${site.state} (${site.reason}) since ${isoTime(site.sinceAt)}` : 'unknown organisation';
}

/**
 * Notes that the token server refused a pair of this school (W43): the next sync reads it first. Nothing is fetched here and nothing
 * withheld, or one wrong program could make the agent knock, or take a school's credentials away.
 */
export const refused = (config: StoreConfig, organisationId: string, now: number): Promise<Answer> =>
  withVault(config, async opened => {
    const { vault, store } = opened;
    const org = organisationId.toLowerCase();
    if (!vault.opened || vault.get(org).length === 0)
      return { exit: 1, text: '', note: `Not served: ${whyNot(vault, org)}. ${noteOn(opened).note ?? ''}`.trim() };
    await auditNow(store, vault.opened, 'refused', { org });
    await writeReport(store, org, now);
    return { exit: 0, text: 'Noted. The next sync reads this school first; until then it is served as before.\n' };
  });

/** A place nobody synced into looks like one where nothing is served, so it is said. */
export function noteOn({ vault, store }: OpenVault): { readonly note?: string } {
  if (vault.opened) return {};
  const setting = isDatabase(store.name) ? 'SIMS_VAULT' : 'SIMS_STATE_DIR';
  return { note: `There is no vault in ${store.name} yet. Run sims-agent sync first, or check ${setting}.` };
}

/** Makes or updates the tables of a vault in PostgreSQL. */
export const migrate = async ({ vault }: StoreConfig): Promise<Answer> => ({
  exit: 0,
  text: `${await migrateStore(vault)}\n`,
});
