// What a plan does, one entry per site and one per client, `keep` included (I12).
import type { Client, Site } from './snapshot.js';

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
export type Standing = 'apply' | 'held' | 'postponed';

export type Operation = {
  readonly organisation: string;
  /** null = the operation is about the site itself. */
  readonly client: string | null;
  readonly op: SiteOp | ClientOp;
  readonly standing: Standing;
  /** The guard or the row of the decision table that holds it. */
  readonly guard?: string;
  readonly oldFp?: string;
  readonly newFp?: string;
};

/** Whether a removal may happen now, and what stands in its way. */
export type Stance = {
  readonly standing: Standing;
  readonly guard?: string;
  readonly approved: boolean;
};

export const standingOf = (stance: Stance): { standing: Standing; guard?: string } =>
  stance.guard === undefined ? { standing: stance.standing } : { standing: stance.standing, guard: stance.guard };

export const siteOperation = (organisation: string, op: SiteOp, stance?: Stance): Operation => ({
  organisation,
  client: null,
  op,
  ...(stance ? standingOf(stance) : { standing: 'apply' }),
});

export const clientOperation = (organisation: string, client: Client, op: Operation['op']): Operation => ({
  organisation,
  client: client.client,
  op,
  standing: 'apply',
  oldFp: client.fp,
});

export const keepClients = (known: Site): Operation[] =>
  known.clients.map(client => clientOperation(known.organisation, client, 'keep'));

export type AlarmName =
  | 'approval_forged'
  | 'clock_odd'
  | 'cross_tenant'
  | 'duplicate_client'
  | 'duplicate_site'
  | 'flapping'
  | 'guard_tripped'
  | 'hold_overdue'
  | 'list_clients_conflict'
  | 'list_conflict'
  | 'list_gaps'
  | 'mass_rotation'
  | 'no_content'
  | 'no_consent_shown'
  | 'same_secret'
  | 'client_conflict'
  | 'unreadable_rows';

export type Alarm = {
  readonly name: AlarmName;
  readonly organisation?: string;
  readonly client?: string;
  readonly guard?: string;
};
