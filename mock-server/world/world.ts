/**
 * What exists: partners, their applications, schools, and which school uses which application with which credentials.
 *
 * A world is plain data: it can be written to a file and read back, and the same seed gives the same bytes on every
 * machine. It moves only by `change` (see change.ts); what the services show of it is decided by their own rooms.
 */

/** A vendor-readable secret with its life. Instants are epoch milliseconds. */
export type HeldSecret = {
  readonly value: string;
  readonly issuedAt: number;
  /** When a newer secret replaced it; null while it is the current one. */
  readonly retiredAt: number | null;
  /** How long after `retiredAt` the STS still takes it. Null: the switch `sts.secretOverlap` decides (LIFE-19). */
  readonly overlapMs: number | null;
};

/** What every OAuth client has, the partner's own and the schools' alike. The last secret is the current one (CA-15). */
export type Client = {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly state: 'active' | 'suspended' | 'removed';
  /** When `state` last changed. */
  readonly changedAt: number;
  readonly secrets: readonly HeldSecret[];
};

/** The vendor's two worlds of hosts and credentials: one of either is unknown in the other (HOST-08 to HOST-10). */
export type Environment = 'live' | 'partner';

/** A technical integrator: the company that owns applications. */
export type Partner = {
  /** Short name used in scenarios, e.g. `brightwater`. */
  readonly key: string;
  readonly name: string;
  /** The key of the site that stands for the partner itself in RAP lists (RAP-16). */
  readonly ownSite: string;
  /** The environment of this partner, its applications and their schools; left out where a world tells none apart. */
  readonly environment?: Environment;
  readonly vendorClient: Client;
};

export type Application = {
  /** GUID in lower case, as seen in the address bar of App Management (TOK-16). */
  readonly id: string;
  /** The integer found in other address bars, which must not work (RAP-46). */
  readonly integerId: number;
  readonly partner: string;
  readonly name: string;
  /** The API-manager key sent as `OCPAIMKey`; null when none is set (RAP-24). */
  readonly apiKey: string | null;
  /** The data elements asked for; never visible in RAP answers (LIFE-30). */
  readonly securables: readonly string[];
  /** A new installation waits for the partner's approval (LIFE-05). */
  readonly needsApproval: boolean;
};

export type Site = {
  /** Short name used in scenarios, e.g. `oakfield`. */
  readonly key: string;
  /** GUID in upper case; `rap.guidCase` decides how it is printed (RAP-14). */
  readonly organisationId: string;
  readonly name: string | null;
  readonly dfeCode: string | null;
  readonly deniNumber: string | null;
  readonly kind: 'school' | 'partner';
  /** Blocks in which schools leave together (DOM-15); null where there is none. */
  readonly authority: string | null;
  readonly trust: string | null;
};

export type ClientKind = 'oneroster' | 'simsprimary';

/** A school's credential for one application, as the Clients call lists it. */
export type SiteClient = Client & {
  readonly kind: ClientKind;
  readonly description: string;
};

export type InstallationState = 'pending' | 'active' | 'disabled' | 'removed';

/** One school's use of one application (LIFE-02). Array order is the order of linking (RAP-17). */
export type Installation = {
  readonly application: string;
  readonly site: string;
  readonly state: InstallationState;
  readonly changedAt: number;
  readonly clients: readonly SiteClient[];
  /** Withheld from the list although the school still uses the application: the service's fault, not a removal. */
  readonly hidden: boolean;
  /** Members that replace the row's own on the wire, for odd rows (RAP-11). */
  readonly oddRow?: Readonly<Record<string, string | number | null>>;
};

export type World = {
  readonly format: 'sims-world/1';
  readonly name: string;
  readonly seed: number;
  /** Grows by one with every change. */
  readonly version: number;
  /** How many credentials and ids have been minted: what makes the next one new, and the same on every machine. */
  readonly minted: number;
  /** Number of the signing key in use, from 1; every earlier one is still published (JWT-18). */
  readonly signingKey: number;
  /** Switches this world sets by itself, by name; what the user sets wins. */
  readonly switches: Readonly<Record<string, string>>;
  readonly partners: readonly Partner[];
  readonly applications: readonly Application[];
  readonly sites: readonly Site[];
  readonly installations: readonly Installation[];
};
