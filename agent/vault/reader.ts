// The door for consumers: pairs from the vault, never from the network (CACHE rule of the vendor, GUIDE-02).

import { type Carried, type Site, type SiteState, servedClients } from '../core/snapshot.js';
import { ConfigurationError, StoreUnreadable } from '../errors.js';
import type { Store } from '../ports.js';
import type { Secret } from '../secret.js';
import { type Opened, readCurrent } from './current.js';
import { type Generation, openSecret, type Row } from './generation.js';
import { type KeySource, keySource } from './key-source.js';
import { openStore, type VaultPlace } from './store.js';

/** A served pair. `secret()` unseals it for this one call; `previous()` the one before, while it is kept (W34). */
export type ServedPair = {
  readonly organisationId: string;
  readonly clientId: string;
  /** When this organisation's clients were last read whole, epoch ms. */
  readonly evidenceAt: number;
  /** Why it is served without fresh evidence, such as `stale` or `held`, and since when; null with fresh evidence. */
  readonly carried: Carried | null;
  secret(): Secret;
  previous(): Secret | null;
};

export type OpenVaultOptions = {
  /** The folder `vault` inside the agent's state folder, or postgres://…, as SIMS_VAULT has it. */
  readonly vault: VaultPlace;
  /** A file with the key, or what `new Configuration({}).store()` gives for any other source. */
  readonly keyFile?: string;
  readonly key?: KeySource;
};

/** What a read found: pairs to use, or why there are none. */
export type ReadResult = 'served' | 'unknown' | Exclude<SiteState, 'active'>;

/**
 * Opens the vault read-only and verifies it whole; call `follow` to keep up with later generations, and `close` at the end. Throws
 * StoreUnreadable (exit 12) when key or vault cannot be trusted, ConfigurationError (78) when no key is named.
 */
export async function openVault({ vault, keyFile, key }: OpenVaultOptions): Promise<Vault> {
  const source = key ?? (keyFile ? keySource(`file:${keyFile}`, {}, 'key') : undefined);
  if (!source)
    throw new ConfigurationError('openVault needs the key of the vault: give keyFile, a path, or key, a source.');
  const opened = new Vault(await openStore(vault), source);
  return opened.refresh().then(
    () => opened,
    async error => {
      await opened.close();
      throw error;
    },
  );
}

export class Vault {
  readonly #store: Store;
  readonly #key: KeySource;
  #beat: NodeJS.Timeout | undefined;
  /** The refresh on its way, and the one that waits for it. */
  readonly #refreshes: Promise<void>[] = [];
  #generation: Opened | null = null;
  #byOrganisation: ReadonlyMap<string, Row> = new Map();
  /** How many calls of `get` found what. Reads are counted, never audited (S4). */
  readonly reads = new Map<ReadResult, number>();

  constructor(store: Store, key: KeySource) {
    this.#store = store;
    this.#key = key;
  }

  /**
   * Reads the current generation; on failure what was read before stays in use. Never goes back to an older one (V7). One at a time, or
   * a burst of reads would start a burst of key programs; who comes while one is on its way shares the one after it.
   */
  refresh(): Promise<void> {
    const [running, waiting] = this.#refreshes;
    if (waiting) return waiting;
    const next = running ? running.catch(() => {}).then(() => this.#read()) : this.#read();
    const over = next.finally(() => void this.#refreshes.shift());
    this.#refreshes.push(over);
    return over;
  }

  async #read(): Promise<void> {
    const found = await readCurrent(this.#store, this.#key.open, this.#generation);
    if (found === this.#generation) return;
    this.#generation = found;
    this.#byOrganisation = new Map(found?.rows.map(row => [row.site.organisation, row]));
  }

  /**
   * Keeps up with new generations: at once where the vault can tell, and every `everyMs`. While it cannot be read, or is not to be
   * trusted, what was read before stays in use, and `onProblem` is told why. Keeps no process alive.
   */
  follow(everyMs = 60_000, onProblem: (problem: unknown) => void = () => {}): void {
    // What fails because of `close` is no problem.
    const tell = (problem: unknown) => this.#beat && onProblem(problem);
    const refresh = () => this.refresh().catch(tell);
    const look = () => this.#store.listen(refresh).catch(tell).then(refresh);
    clearInterval(this.#beat);
    this.#beat = setInterval(look, everyMs).unref();
    void look();
  }

  /** Ends following and gives connections back; what was read can still be asked for. */
  async close(): Promise<void> {
    clearInterval(this.#beat);
    this.#beat = undefined;
    await this.#store.close();
  }

  get opened(): Generation | null {
    return this.#generation;
  }

  get sites(): readonly Site[] {
    return this.#generation?.rows.map(row => row.site) ?? [];
  }

  /** One site by organisation id, in any letter case. */
  site(organisationId: string): Site | undefined {
    return this.#byOrganisation.get(organisationId.toLowerCase())?.site;
  }

  /** What was read. Throws StoreUnreadable: a place nobody synced into must not look like one that serves nobody. */
  #synced(): Generation {
    if (this.#generation) return this.#generation;
    throw new StoreUnreadable(
      'no_generation',
      `There is no vault in ${this.#store.name} yet. Run sims-agent sync first, or check the path given to openVault.`,
    );
  }

  /** Whether this organisation, in any letter case, is served, or why not. Throws StoreUnreadable while nothing was ever synced. */
  resultFor(organisationId: string): ReadResult {
    this.#synced();
    const state = this.site(organisationId)?.state ?? 'unknown';
    return state === 'active' ? 'served' : state;
  }

  /**
   * What a consumer may use for this organisation now; empty when it is not served, and `resultFor` says why. From memory: it asks
   * nobody, and costs no more than opening what is used. Several clients are several pairs, in order of client id. Throws
   * StoreUnreadable (`no_generation`) while nothing was ever synced.
   */
  get(organisationId: string): readonly ServedPair[] {
    const result = this.resultFor(organisationId);
    this.reads.set(result, (this.reads.get(result) ?? 0) + 1);
    const row = this.#byOrganisation.get(organisationId.toLowerCase());
    return row ? pairsOf(row, this.#synced()) : [];
  }

  /** Every served pair, by organisation and client id. Throws StoreUnreadable while nothing was ever synced. */
  *served(): Generator<ServedPair> {
    const generation = this.#synced();
    for (const row of generation.rows) yield* pairsOf(row, generation);
  }
}

function pairsOf(row: Row, generation: Generation): readonly ServedPair[] {
  const { site } = row;
  return servedClients(site).map(client => {
    const at = site.clients.indexOf(client);
    return {
      organisationId: site.received,
      clientId: client.client,
      evidenceAt: site.evidenceAt,
      carried: client.carried ?? site.carried ?? null,
      secret: () => openSecret(generation, row, at, 'secret'),
      previous: () =>
        client.previous && Date.now() < client.previous.untilAt ? openSecret(generation, row, at, 'previous') : null,
    };
  });
}
