import type { World } from './world.js';

/** Which installation is meant. A site is its key or its organisation id; the application may be left out when there is one. */
export type OfSite = { site: string; application?: string };
/** Which credential is meant: its client id or its kind; may be left out when the school has one. */
export type OfClient = OfSite & { client?: string };
/** Which partner is meant; may be left out when there is one. */
export type OfPartner = { partner?: string };
export type OfApplication = { application?: string };
/** Which rows: named ones, all of them, or a seeded share from 0 to 1. */
export type Rows = OfApplication & { sites?: readonly string[]; all?: boolean; share?: number };

/** The only ways a world moves, and what each needs to know. */
export type ChangeArguments = {
  /** A school starts using the application. A school the world does not know needs a `name`. */
  'site.installed': OfSite & { name?: string; dfeCode?: string; deniNumber?: string; pending?: boolean };
  'site.approved': OfSite;
  'site.disabled': OfSite;
  'site.enabled': OfSite;
  'site.removed': OfSite;
  /** LIFE-18: the switch `life.reinstall` decides when `credentials` is left out. */
  'site.reinstalled': OfSite & { credentials?: 'new' | 'same' };
  'site.renamed': { site: string; name: string };
  'site.recoded': { site: string; dfeCode?: string | null; deniNumber?: string | null };
  /** `client`: what the credential is for, `oneroster` when left out. */
  'client.issued': OfSite & { client?: 'oneroster' | 'simsprimary' };
  'client.suspended': OfClient;
  'client.restored': OfClient;
  'client.removed': OfClient;
  /** `overlap`: how long the old secret is still taken; the switch `sts.secretOverlap` decides when left out. */
  'secret.reissued': OfClient & { secret?: string; overlap?: string };
  'vendor.secretReset': OfPartner & { secret?: string; overlap?: string };
  'vendor.suspended': OfPartner;
  'vendor.restored': OfPartner;
  'application.keySet': OfApplication & { key?: string };
  'application.keyCleared': OfApplication;
  'signingKey.rolled': Record<never, never>;
  'list.hidden': Rows;
  'list.shown': Rows;
  /** The next `by` schools that the world knows and that have not joined. */
  'estate.grown': OfApplication & { by: number };
  /** `by` schools or a `share` of them, seeded; or all of an authority or trust. */
  'estate.shrunk': OfApplication & { by?: number; share?: number; authority?: string; trust?: string };
};

export type ChangeKind = keyof ChangeArguments;
/** A change as a value: its kind and its arguments in one object. */
export type Change = { [K in ChangeKind]: { kind: K } & ChangeArguments[K] }[ChangeKind];

/** Why a change is impossible, as a stable code and a sentence that says what to do. */
export type Refused = { readonly refused: string; readonly message: string };
export type Changed = { readonly world: World };

export function isRefused(result: object): result is Refused {
  return 'refused' in result;
}

/** How one kind of change moves a world at an instant (epoch ms). */
export type Mover<K extends ChangeKind> = (world: World, args: ChangeArguments[K], at: number) => World | Refused;
export type Movers<K extends ChangeKind> = { readonly [P in K]: Mover<P> };
