// The words of a plan: what is done to a site or a client, what stands in its way, and what everybody has to know to decide.
import type { Rules } from './policy.js';
import type { RemovalKind, Site } from './snapshot.js';

export type SiteOp =
  | 'add'
  | 'keep'
  | 'relabel'
  | 'activate'
  | 'empty'
  | 'suspend'
  | 'resume'
  | 'tombstone'
  | 'restore'
  | 'forget';
export type ClientOp = 'add' | 'keep' | 'rotate' | 'tombstone' | 'restore' | 'restore+rotate' | 'purge' | 'forget';
/** A held operation waits for a person, a postponed one for better evidence. */
export type Course = 'apply' | 'held' | 'postponed';

/** One change. A site or client the plan does not mention is kept as it is, so that there is one operation for every key (I12). */
export type Operation = {
  readonly organisation: string;
  /** null = the operation is about the site itself. */
  readonly client: string | null;
  readonly op: SiteOp | ClientOp;
  readonly standing: Course;
  /** The guard or the row of the decision table that holds it. */
  readonly guard?: string | undefined;
  readonly oldFp?: string | undefined;
  readonly newFp?: string | undefined;
};

/** Whether removals of a kind may happen now, and what stands in their way. */
export type Stance = { readonly standing: Course; readonly guard?: string; readonly approved?: true };
export const applies: Stance = { standing: 'apply' };
export const postponed: Stance = { standing: 'postponed' };

export type Alarm = {
  readonly name: string;
  readonly organisation?: string;
  readonly client?: string;
  readonly guard?: string;
};

/** What is the same for every site of a run. */
export type Context = {
  readonly now: number;
  readonly rules: Rules;
  /** Generations with full evidence, the one being planned included. */
  readonly fullGenerations: number;
  /** False when the clock cannot be trusted: then nothing is destroyed (W53). */
  readonly mayPurge: boolean;
  /** Client ids that more than one organisation shows (W36). */
  readonly twoTenants: ReadonlySet<string>;
  /** `valueFp` of secrets shown by so many organisations that it looks like masking (W35). */
  readonly sameSecret: ReadonlySet<string>;
  /** Sites missing from the lists are kept until better evidence (W05, W41). */
  readonly postponeSites: boolean;
  /** Clients missing from a body are kept until a healthy run (W41). */
  readonly postponeClients: boolean;
  readonly stances: Readonly<Record<RemovalKind, Stance>>;
};

export type Decision = {
  /** The site's row in the next generation; null = none. */
  readonly site: Site | null;
  readonly operations: readonly Operation[];
  readonly alarms: readonly Alarm[];
  /** The kind of removal this is, when it takes a served site out of service. */
  readonly removal: RemovalKind | null;
  /** The evidence about this site had holes: the run is partial (exit 3). */
  readonly partial: boolean;
};
