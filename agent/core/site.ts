// What becomes of one site in one cycle (W12 to W40). Pure: the same view gives the same decision.
import { entomb } from './clients.js';
import { type Decision, isUnread, nothingKnown, type SiteRules, type SiteView } from './decision.js';
import type { ClientRow, Read, SiteRow } from './evidence.js';
import {
  type Alarm,
  clientOperation,
  keepClients,
  type Operation,
  type SiteOp,
  type Stance,
  siteOperation,
  standingOf,
} from './operation.js';
import { type Moment, type Retired, retireClient } from './retention.js';
import { mergeSite } from './site-merge.js';
import { begin, enter, labelled, leftBy, mark, relabelled } from './site-row.js';
import { type Client, isServed, type Site } from './snapshot.js';

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
  const merged = mergeSite(view, known, { ...view.first.row }, body, stance, rules);
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
  const decision = mergeSite(view, view.known, row, body, stance, rules);
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
    site: { ...site, ...leftBy(known, 'suspensions', stance.approved, moment), clients: present(clients) },
    operations: [siteOperation(known.organisation, op), ...clientOperations(known, clients)],
    alarms,
    removal: isServed(known) ? 'suspensions' : null,
    siteAbsent: false,
    partial: false,
  };
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
      ...leftBy(known, 'removals', stance.approved, moment),
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

const present = (clients: readonly Retired[]): Client[] => clients.flatMap(({ client }) => (client ? [client] : []));

const clientOperations = (known: Site, clients: readonly Retired[]): Operation[] =>
  known.clients.map((client, at) => clientOperation(known.organisation, client, clients[at]?.op ?? 'keep'));
