// What the vault knows about every site and client. Fingerprints stand for secrets: nothing here can open a door (E7).

/** Names and numbers a person recognises a site by. They change without the site changing (LIFE-28), so they are never keys. */
export type Labels = {
  readonly name: string | null;
  readonly dfeCode: string | null;
  readonly deniNumber: string | null;
};

/** Why a row is kept without fresh evidence, and since when (E8). A client that is `withheld` is not served meanwhile (W22). */
export type CarriedWhy = 'stale' | 'held' | 'leaving' | 'postponed';
export type Carried = { readonly why: CarriedWhy; readonly sinceAt: number; readonly withheld?: true };

/** The removals a guard counts, each kind by itself (G2 to G5). */
export type RemovalKind = 'removals' | 'suspensions' | 'emptied';

/** How and when a served site stopped being served. Kept on its row, because the guards look back 24 hours. */
export type Left = {
  readonly kind: RemovalKind;
  readonly at: number;
  readonly approved: boolean;
  readonly servedAt: number;
};

export type Client = {
  /** Exact bytes as received (E10). */
  readonly client: string;
  readonly state: 'active' | 'tombstone' | 'purged';
  readonly reason: 'listed' | 'gone' | 'empty' | 'site-gone';
  /** When this state began, epoch ms. */
  readonly sinceAt: number;
  /** Fingerprint of the current secret. */
  readonly fp: string;
  /** The secret before the last change, kept for a while because RAP may be ahead of the STS (W34). */
  readonly previous?: { readonly fp: string; readonly untilAt: number } | undefined;
  /** For a tombstone: how many generations with full evidence there were when it was written (G11). */
  readonly fullAt?: number | undefined;
  readonly carried?: Carried | undefined;
};

export type SiteState = 'active' | 'pending' | 'suspended' | 'tombstone';
export type SiteReason = 'linked' | 'no-client' | 'unread' | 'empty' | 'awaiting' | 'disabled' | 'unknown' | 'gone';

export type Site = {
  /** Lower-case GUID: the key (E10). */
  readonly organisation: string;
  /** The GUID as the service last spelled it. */
  readonly received: string;
  readonly labels: Labels;
  readonly authorised: number | null;
  readonly state: SiteState;
  readonly reason: SiteReason;
  readonly sinceAt: number;
  /** When its Clients body was last read whole, epoch ms; 0 = never. */
  readonly evidenceAt: number;
  /** Since when it is served without a break; only while served. */
  readonly servedAt?: number | undefined;
  readonly left?: Left | undefined;
  /** Recent returns from a tombstone, for the `flapping` alarm (W40). */
  readonly turns?: readonly number[] | undefined;
  readonly fullAt?: number | undefined;
  readonly carried?: Carried | undefined;
  /** Sorted by client id. */
  readonly clients: readonly Client[];
};

/** What waits for a person: the digest they approve, and what tripped. */
export type Hold = {
  readonly digest: string;
  readonly sinceAt: number;
  readonly operations: number;
  readonly guards: readonly {
    readonly guard: string;
    readonly count: number;
    readonly of: number;
    /** The percentage that may go unasked. */
    readonly limit?: number;
  }[];
};

export type Approval = { readonly digest: string; readonly expiresAt: number };

/** One complete set of rows, as one commit wrote it, with the approvals waiting beside it. Generation 0 is the empty vault. */
export type Snapshot = {
  readonly generation: number;
  readonly createdAt: number;
  /** How many generations so far had full evidence; retention counts in these (G11). */
  readonly fullGenerations: number;
  readonly sites: readonly Site[];
  readonly hold: Hold | null;
  readonly approvals: readonly Approval[];
};

export const emptySnapshot: Snapshot = {
  generation: 0,
  createdAt: 0,
  fullGenerations: 0,
  sites: [],
  hold: null,
  approvals: [],
};

/** A site is served when it is active; an active site has at least one servable client, by construction of the plan. */
export const isServed = (site: Site): boolean => site.state === 'active';

export const isActive = (client: Client): boolean => client.state === 'active';

export const isServable = (client: Client): boolean => isActive(client) && !client.carried?.withheld;

/** Had clients = has some that are not tombstoned; decides whether an odd empty answer may be believed (E9). */
export const hasClients = (site: Site | undefined): boolean => !!site?.clients.some(isActive);

/** The pairs a consumer can be given from this site. */
export const servedClients = (site: Site): readonly Client[] => (isServed(site) ? site.clients.filter(isServable) : []);

/** The same mark keeps its first date, so that "stale since" tells the truth; withheld is withheld for whatever reason. */
export const carriedSince = (before: Carried | undefined, why: CarriedWhy, now: number): Carried =>
  before?.why === why ? before : { ...before, why, sinceAt: now };
