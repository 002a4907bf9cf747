// What becomes of one site in one cycle (W12 to W40). Pure: the same view gives the same decision.
import { type Absent, entomb, mergeClients } from './clients.js';
import type { Disputes } from './dispute.js';
import type { ClientRow, ClientsEvidence, Listed, Read, SiteRow } from './evidence.js';
import type { Alarm, Operation, SiteOp, Standing } from './operation.js';
import { type Moment, retireClient } from './retention.js';
import {
  type CarriedWhy,
  type Client,
  carriedSince,
  isServed,
  type RemovalKind,
  type Site,
  type SiteReason,
} from './snapshot.js';

/** All the witnesses of one cycle about one organisation. */
export type SiteView = {
  readonly organisation: string;
  readonly known: Site | undefined;
  readonly first: Listed | undefined;
  readonly second: Listed | undefined;
  readonly clients: ClientsEvidence | undefined;
};

/** Whether a removal may happen now, and what stands in its way. */
export type Stance = {
  readonly standing: Standing;
  readonly guard?: string;
  readonly approved: boolean;
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

const nothingKnown: Decision = {
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

/** Decides one site. `stance` says whether a removal found here applies, is held, or is postponed. */
export function decideSite(view: SiteView, stance: Stance, rules: SiteRules): Decision {
  if (view.second?.conflict) return contradicted(view, rules);
  const decision = view.second ? listed(view, view.second.row, stance, rules) : absent(view, stance, rules);
  if (!view.second?.repeated) return decision;
  return { ...decision, alarms: [...decision.alarms, { name: 'duplicate_site', organisation: view.organisation }] };
}

function listed(view: SiteView, row: SiteRow, stance: Stance, rules: SiteRules): Decision {
  if (row.authorised !== 1) return notAuthorised(view, row, stance, rules);
  return authorised(view, row, stance, rules);
}

function absent(view: SiteView, stance: Stance, rules: SiteRules): Decision {
  const { known } = view;
  if (!known) return nothingKnown; // seen by the first list only: the next cycle decides (W13)
  if (known.state === 'tombstone') return forgetting(known, rules);
  if (!view.first || view.clients?.kind === 'refused') return gone(known, stance, rules);
  const body = bodyOf(view, rules);
  if (!isServed(known) || !body) return leavingAsItWas(view, known, rules);
  const merged = merge(view, known, { ...view.first.row }, body, stance, rules);
  return { ...merged, site: merged.site && mark(merged.site, 'leaving', rules.moment) };
}

function leavingAsItWas(view: SiteView, known: Site, rules: SiteRules): Decision {
  const partial = isUnread(view, rules.moment.rules.acceptNoContentAsEmpty);
  return kept(known, mark(known, 'leaving', rules.moment), 'keep', partial);
}

/** The rows of a READ body, or of an odd empty one that may be believed because it takes nothing away (E9). */
function bodyOf(view: SiteView, rules: SiteRules): Read<ClientRow> | null {
  if (view.clients?.kind === 'read') return view.clients;
  const believed = view.clients?.kind === 'nothing' && !isUnread(view, rules.moment.rules.acceptNoContentAsEmpty);
  return believed ? { kind: 'read', gaps: false, rows: [] } : null;
}

function authorised(view: SiteView, row: SiteRow, stance: Stance, rules: SiteRules): Decision {
  const body = bodyOf(view, rules);
  if (!body) return unread(view, row, rules);
  const decision = merge(view, view.known, row, body, stance, rules);
  // A site may be served again on fresh bodies only: one client kept on old evidence, and it waits (W22).
  const partlyOld = decision.site?.clients.some(client => client.state === 'active' && client.carried);
  if (partlyOld && view.known && !isServed(view.known)) return { ...unread(view, row, rules), alarms: decision.alarms };
  if (view.clients?.kind !== 'nothing') return decision;
  return { ...decision, alarms: [...decision.alarms, { name: 'no_content', organisation: view.organisation }] };
}

/** No fresh body: the last good one is kept, and nothing that was not served begins to be (E4, W22, W25). */
function unread(view: SiteView, row: SiteRow, rules: SiteRules): Decision {
  const { known, organisation } = view;
  const partial = !rules.ignored.has(organisation);
  const alarms: Alarm[] = view.clients?.kind === 'refused' ? [{ name: 'list_clients_conflict', organisation }] : [];
  if (!known && !partial) return nothingKnown;
  if (!known) return { ...kept(null, begin(row, 'pending', 'unread', rules.moment), 'add', true), alarms };
  if (known.state === 'tombstone') return { ...kept(known, known, 'keep', partial), alarms };
  const op = relabelled(known, row) ? 'relabel' : 'keep';
  return { ...kept(known, mark(labelled(known, row), 'stale', rules.moment), op, partial), alarms };
}

/** A present row that does not say 1 stops serving and deletes nothing (LIFE-11, W18 to W20). */
function notAuthorised(view: SiteView, row: SiteRow, stance: Stance, rules: SiteRules): Decision {
  const { known, organisation } = view;
  const { moment } = rules;
  const reason = row.authorised === null ? 'unknown' : row.authorised === 0 ? 'awaiting' : 'disabled';
  const alarms: Alarm[] = row.authorised === null ? [{ name: 'no_consent_shown', organisation }] : [];
  if (!known) return { ...kept(null, begin(row, 'pending', reason, moment), 'add', false), alarms };
  if (isServed(known) && stance.standing !== 'apply')
    return { ...carried(known, 'suspend', stance, moment), alarms, removal: 'suspensions' };
  const state = known.state === 'pending' ? 'pending' : 'suspended';
  const op: SiteOp = state !== known.state ? 'suspend' : relabelled(known, row) ? 'relabel' : 'keep';
  const site = enter(labelled(known, row), state, reason, moment);
  const clients = site.clients.map(client => retireClient(client, moment));
  return {
    site: { ...site, ...leftBy(known, 'suspensions', stance, moment), clients: present(clients) },
    operations: [siteOperation(known.organisation, op), ...clientOperations(known, clients)],
    alarms,
    removal: isServed(known) ? 'suspensions' : null,
    siteAbsent: false,
    partial: false,
  };
}

function merge(
  view: SiteView,
  known: Site | undefined,
  row: SiteRow,
  body: Read<ClientRow>,
  stance: Stance,
  rules: SiteRules,
): Decision {
  const { moment } = rules;
  const absentClients: Absent =
    stance.standing !== 'apply' ? stance.standing : rules.postponeClients ? 'postponed' : 'tombstone';
  const merged = mergeClients(view.organisation, known?.clients ?? [], body, {
    ...rules,
    absent: absentClients,
    ...(stance.guard === undefined ? {} : { guard: stance.guard }),
  });
  const active = merged.clients.some(client => client.state === 'active');
  const emptied = !!known && isServed(known) && (!active || stance.standing !== 'apply');
  const base = known ? labelled(known, row) : begin(row, 'pending', 'no-client', moment);
  const reason: SiteReason = active ? 'linked' : hasClients(known) || known?.reason === 'empty' ? 'empty' : 'no-client';
  const { carried: _mark, ...entered } = enter(base, active ? 'active' : 'pending', reason, moment);
  const op = emptied ? 'empty' : mergeOp(known, row, active);
  const turns = op === 'restore' ? recentTurns(known, moment) : known?.turns;
  const site: Site = {
    ...entered,
    evidenceAt: moment.now,
    clients: merged.clients,
    ...(turns ? { turns } : {}),
    ...(known ? leftBy(known, 'emptied', stance, moment, active) : {}),
    ...(merged.clients.some(client => client.carried?.why === 'held')
      ? { carried: carriedSince(known?.carried, 'held', moment.now) }
      : {}),
  };
  const flapping = (turns?.length ?? 0) >= moment.rules.flappingTurns && op === 'restore';
  return {
    site: active ? serving(site, moment) : site,
    operations: [siteOperation(view.organisation, op, emptied ? stance : undefined), ...merged.operations],
    alarms: flapping ? [...merged.alarms, { name: 'flapping', organisation: view.organisation }] : merged.alarms,
    removal: emptied ? 'emptied' : null,
    siteAbsent: false,
    partial: merged.unreadable,
  };
}

function mergeOp(known: Site | undefined, row: SiteRow, active: boolean): SiteOp {
  if (!known) return 'add';
  if (known.state === 'tombstone') return 'restore';
  if (known.state === 'suspended') return 'resume';
  if (known.state === 'pending' && active) return 'activate';
  return relabelled(known, row) ? 'relabel' : 'keep';
}

function gone(known: Site, stance: Stance, rules: SiteRules): Decision {
  const { moment } = rules;
  const removal = isServed(known) ? 'removals' : null;
  if (stance.standing !== 'apply') return { ...carried(known, 'tombstone', stance, moment), removal, siteAbsent: true };
  const entered = enter(known, 'tombstone', 'gone', moment);
  const clients = known.clients.map(client =>
    client.state === 'active'
      ? { client: entomb(client, 'site-gone', moment), op: 'tombstone' as const }
      : retireClient(client, moment),
  );
  return {
    site: {
      ...entered,
      ...leftBy(known, 'removals', stance, moment),
      fullAt: moment.fullGenerations,
      clients: present(clients),
    },
    operations: [siteOperation(known.organisation, 'tombstone'), ...clientOperations(known, clients)],
    alarms: [],
    removal,
    siteAbsent: true,
    partial: false,
  };
}

/** A tombstone still missing: its ciphertext is purged, then the row forgotten, as the retention times allow (G11). */
function forgetting(known: Site, rules: SiteRules): Decision {
  const { moment } = rules;
  const clients = known.clients.map(client => retireClient(client, moment));
  const rest = present(clients);
  const old = moment.mayPurge && rest.length === 0 && moment.now - known.sinceAt >= moment.rules.tombstoneMetadataMs;
  return {
    ...nothingKnown,
    site: old ? null : { ...known, clients: rest },
    operations: [siteOperation(known.organisation, old ? 'forget' : 'keep'), ...clientOperations(known, clients)],
  };
}

/** One organisation listed twice with different `Authorised`: it stays as it was (W17). */
function contradicted(view: SiteView, rules: SiteRules): Decision {
  const { known, organisation } = view;
  const stance: Stance = { standing: 'held', guard: 'W17', approved: false };
  const alarms: Alarm[] = [{ name: 'list_conflict', organisation }];
  if (!known) return { ...nothingKnown, operations: [siteOperation(organisation, 'add', stance)], alarms };
  const site = isServed(known) ? mark(known, 'held', rules.moment) : known;
  return {
    ...kept(known, site, 'keep', false),
    operations: [siteOperation(organisation, 'keep', stance), ...keepClients(known)],
    alarms,
  };
}

/** A served site whose removal waits: still served as it was, and marked. Each client it serves waits with it. */
function carried(known: Site, op: SiteOp, stance: Stance, moment: Moment): Decision {
  const why = stance.standing === 'held' ? 'held' : 'postponed';
  const clients = known.clients.map(client => ({
    ...clientOperation(
      known.organisation,
      client,
      client.state === 'active' && op === 'tombstone' ? 'tombstone' : 'keep',
    ),
    ...(client.state === 'active' ? standingOf(stance) : {}),
  }));
  return {
    ...nothingKnown,
    site: mark(known, why, moment),
    operations: [siteOperation(known.organisation, op, stance), ...clients],
  };
}

const kept = (known: Site | null, site: Site, op: SiteOp, partial: boolean): Decision => ({
  ...nothingKnown,
  site,
  operations: [siteOperation(site.organisation, op), ...(known ? keepClients(known) : [])],
  partial,
});

const standingOf = (stance: Stance): { standing: Standing; guard?: string } =>
  stance.guard === undefined ? { standing: stance.standing } : { standing: stance.standing, guard: stance.guard };

const siteOperation = (organisation: string, op: SiteOp, stance?: Stance): Operation => ({
  organisation,
  client: null,
  op,
  ...(stance ? standingOf(stance) : { standing: 'apply' }),
});

const clientOperation = (organisation: string, client: Client, op: Operation['op']): Operation => ({
  organisation,
  client: client.client,
  op,
  standing: 'apply',
  oldFp: client.fp,
});

const keepClients = (known: Site): Operation[] =>
  known.clients.map(client => clientOperation(known.organisation, client, 'keep'));

type Retired = { readonly client: Client | null; readonly op: Operation['op'] };
const present = (clients: readonly Retired[]): Client[] => clients.flatMap(({ client }) => (client ? [client] : []));
const clientOperations = (known: Site, clients: readonly Retired[]): Operation[] =>
  known.clients.map((client, at) => clientOperation(known.organisation, client, clients[at]?.op ?? 'keep'));

const mark = (site: Site, why: CarriedWhy, moment: Moment): Site => ({
  ...site,
  carried: carriedSince(site.carried, why, moment.now),
});

const relabelled = (known: Site, row: SiteRow): boolean =>
  known.labels.name !== row.labels.name ||
  known.labels.dfeCode !== row.labels.dfeCode ||
  known.labels.deniNumber !== row.labels.deniNumber;

const labelled = (known: Site, row: SiteRow): Site => ({
  ...known,
  received: row.received,
  labels: row.labels,
  authorised: row.authorised,
});

const begin = (row: SiteRow, state: Site['state'], reason: SiteReason, moment: Moment): Site => ({
  organisation: row.organisation,
  received: row.received,
  labels: row.labels,
  authorised: row.authorised,
  state,
  reason,
  sinceAt: moment.now,
  evidenceAt: 0,
  clients: [],
});

/** Enters a state; the date stays when state and reason do. Marks and service dates are the caller's to set again. */
function enter(site: Site, state: Site['state'], reason: SiteReason, moment: Moment): Site {
  const { carried: _mark, servedAt, fullAt: _full, ...rest } = site;
  const same = site.state === state && site.reason === reason;
  const served = state === 'active' && servedAt !== undefined ? { servedAt } : {};
  return { ...rest, ...served, state, reason, sinceAt: same ? site.sinceAt : moment.now };
}

function serving(site: Site, moment: Moment): Site {
  const { left: _left, ...rest } = site;
  return { ...rest, servedAt: site.servedAt ?? moment.now };
}

/** The record guards look back at, written when a served site stops being served. */
function leftBy(
  known: Site,
  kind: RemovalKind,
  stance: Stance,
  moment: Moment,
  stillServed = false,
): Pick<Site, 'left'> {
  if (!isServed(known) || stillServed) return {};
  return { left: { kind, at: moment.now, approved: stance.approved, servedAt: known.servedAt ?? known.sinceAt } };
}

function recentTurns(known: Site | undefined, moment: Moment): readonly number[] {
  const recent = (known?.turns ?? []).filter(at => moment.now - at < moment.rules.flappingMs);
  return [...recent, moment.now];
}
