// What is asked about one site, and what an answer looks like.
import type { Disputes } from './dispute.js';
import type { ClientsEvidence, Listed } from './evidence.js';
import type { Alarm, Operation } from './operation.js';
import type { Moment } from './retention.js';
import type { RemovalKind, Site } from './snapshot.js';

/** All the witnesses of one cycle about one organisation. */
export type SiteView = {
  readonly organisation: string;
  readonly known: Site | undefined;
  readonly first: Listed | undefined;
  readonly second: Listed | undefined;
  readonly clients: ClientsEvidence | undefined;
};

export type SiteRules = {
  readonly moment: Moment;
  readonly disputes: Disputes;
  readonly ignored: ReadonlySet<string>;
  /** Clients missing from a body are kept until a healthy run (W41). */
  readonly postponeClients: boolean;
  readonly sameSecretReleased: boolean;
};

export type Decision = {
  readonly site: Site | null;
  readonly operations: readonly Operation[];
  readonly alarms: readonly Alarm[];
  /** The kind of removal this would be, when it takes a served site out of service. */
  readonly removal: RemovalKind | null;
  /** The site itself is taken away because it was not seen. */
  readonly siteAbsent: boolean;
  /** The evidence about this site had holes: the run is partial (exit 3). */
  readonly partial: boolean;
};

/** Nothing happens, and nothing is kept. */
export const nothingKnown: Decision = {
  site: null,
  operations: [],
  alarms: [],
  removal: null,
  siteAbsent: false,
  partial: false,
};

/** Had clients = has some that are not tombstoned; decides whether an odd empty answer may be believed (E9). */
export const hasClients = (site: Site | undefined): boolean =>
  !!site?.clients.some(client => client.state === 'active');

/** FAILED, or REFUSED while the second list still shows the site, or 204 for a site that had clients (W25 to W30). */
export function isUnread(view: SiteView, acceptNoContent: boolean): boolean {
  const answer = view.clients;
  if (!answer || answer.kind === 'read') return false;
  if (answer.kind === 'refused') return view.second !== undefined;
  if (answer.kind === 'nothing') return hasClients(view.known) && !acceptNoContent;
  return true;
}
