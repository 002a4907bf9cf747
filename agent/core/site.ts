// What becomes of one site in one cycle: one function per situation of the decision table. Pure: the same witnesses give the same decision.
import { entomb, mergeClients, retire, stepAll } from './clients.js';
import {
  type Alarm,
  applies,
  type Context,
  type Decision,
  type Operation,
  postponed,
  type SiteOp,
  type Stance,
} from './decision.js';
import { believedBody, type ClientRow, isUnread, type Read, type SiteRow, type Witnesses } from './evidence.js';
import {
  type CarriedWhy,
  type Client,
  carriedSince,
  hasClients,
  isActive,
  isServable,
  isServed,
  type RemovalKind,
  type Site,
  type SiteReason,
} from './snapshot.js';

/** Decides one site; the context says whether removals apply, are held, or are postponed. */
export function decideSite(witnesses: Witnesses, context: Context): Decision {
  const { known, first, second, clients } = witnesses;
  const body = believedBody(witnesses, context.rules.acceptNoContentAsEmpty);
  if (second?.conflict) return contradictedSite(witnesses, context);
  if (second && second.authorised !== 1) return notAuthorised(witnesses, second, context);
  if (second) return body ? read(witnesses, second, body, context) : unread(witnesses, second, context);
  if (!known) return decided(null); // seen by the first list only: the next cycle decides (W13)
  if (known.state === 'tombstone') return forgetting(known, context);
  if (!first || clients?.kind === 'refused') return gone(known, context);
  return leaving(witnesses, known, first, body, context);
}

/** W17: listed twice with different `Authorised`. It stays as it was. */
function contradictedSite({ known, organisation }: Witnesses, context: Context): Decision {
  const site = known && isServed(known) ? mark(known, 'held', context) : (known ?? null);
  const operations = operation(organisation, known ? 'keep' : 'add', { standing: 'held', guard: 'W17' });
  return decided(site, { operations, alarms: [{ name: 'list_conflict', organisation }] });
}

/** W18 to W21: a row that does not say 1 stops serving and deletes nothing (LIFE-11). */
function notAuthorised({ known, organisation }: Witnesses, row: SiteRow, context: Context): Decision {
  const reason = row.authorised === null ? 'unknown' : row.authorised === 0 ? 'awaiting' : 'disabled';
  const alarms: Alarm[] = row.authorised === null ? [{ name: 'no_consent_shown', organisation }] : [];
  if (!known) return decided(begin(row, reason, context), { operations: operation(organisation, 'add'), alarms });
  const removal = isServed(known) ? 'suspensions' : null;
  const stance = removal ? context.stances[removal] : applies;
  if (stance.standing !== 'apply') return { ...waiting(known, 'suspend', stance, context), alarms };
  const state = known.state === 'pending' ? 'pending' : 'suspended';
  const op = state !== known.state ? 'suspend' : relabelled(known, row) ? 'relabel' : 'keep';
  const { clients, operations } = stepAll(known, client => retire(client, context));
  const site = { ...enter(known, row, state, reason, context), clients };
  return decided(removal ? leave(site, known, removal, context) : site, {
    operations: [...operation(organisation, op), ...operations],
    alarms,
    removal,
  });
}

/** W25 to W27, W30, and W22 failing: the last good body is kept, and nothing that was not served begins to be (E4). */
function unread({ known, organisation, clients }: Witnesses, row: SiteRow, context: Context): Decision {
  const partial = !context.rules.ignoreOrganisations.some(ignored => ignored.toLowerCase() === organisation);
  const alarms: Alarm[] = clients?.kind === 'refused' ? [{ name: 'list_clients_conflict', organisation }] : [];
  if (!known && !partial) return decided(null);
  if (!known)
    return decided(begin(row, 'unread', context), { operations: operation(organisation, 'add'), alarms, partial });
  if (known.state === 'tombstone') return decided(known, { alarms, partial });
  const operations = operation(organisation, relabelled(known, row) ? 'relabel' : 'keep');
  return decided(mark(labelled(known, row), 'stale', context), { operations, alarms, partial });
}

/** W22 to W24, W28 to W41: its Clients were read. What each client becomes is decided in `clients.ts`. */
function read(witnesses: Witnesses, row: SiteRow, body: Read<ClientRow>, context: Context): Decision {
  const { known, organisation } = witnesses;
  const merge = (stance: Stance) => mergeClients(organisation, known?.clients ?? [], body, stance, context);
  const wanted = merge(context.postponeClients ? postponed : applies);
  const removal = known && isServed(known) && !wanted.clients.some(isServable) ? 'emptied' : null;
  const stance = removal ? context.stances[removal] : applies;
  const merged = stance.standing === 'apply' ? wanted : merge(stance);
  const clients = known && !isServed(known) ? merged.clients.map(withheld) : merged.clients;
  const served = clients.some(isServable);
  const waits = !served && known?.state === 'suspended' && clients.some(isActive);
  const op = removal ? 'empty' : readOp(known, row, served, waits);
  const turns = op === 'restore' ? [...recentTurns(known, context), context.now] : known?.turns;
  const noClient = hasClients(known) || known?.reason === 'empty' ? 'empty' : 'no-client';
  const reason = served ? 'linked' : waits ? known.reason : noClient;
  const state = served ? 'active' : waits ? 'suspended' : 'pending';
  const held = clients.some(({ carried }) => carried?.why === 'held');
  const site: Site = {
    ...enter(known ?? begin(row, 'no-client', context), row, state, reason, context),
    evidenceAt: context.now,
    clients,
    turns,
    carried: held ? carriedSince(known?.carried, 'held', context.now) : undefined,
  };
  const alarms = [...merged.alarms];
  if (op === 'restore' && (turns?.length ?? 0) >= context.rules.flappingTurns)
    alarms.push({ name: 'flapping', organisation });
  if (witnesses.clients?.kind === 'nothing') alarms.push({ name: 'no_content', organisation });
  return decided(removal && known && !served ? leave(site, known, removal, context) : site, {
    operations: [...operation(organisation, op, stance), ...merged.operations],
    alarms,
    removal,
    partial: merged.unreadable,
  });
}

/** A site is served again on fresh evidence only: a client kept on older is withheld until it is read (W22). */
const withheld = (client: Client): Client =>
  isActive(client) && client.carried ? { ...client, carried: { ...client.carried, withheld: true } } : client;

function readOp(known: Site | undefined, row: SiteRow, served: boolean, waits: boolean): SiteOp {
  if (!known) return 'add';
  if (known.state === 'tombstone') return 'restore';
  if (known.state === 'suspended' && !waits) return 'resume';
  if (known.state === 'pending' && served) return 'activate';
  return relabelled(known, row) ? 'relabel' : 'keep';
}

/** W13: only the first list shows it. It is kept, and the next cycle decides. */
function leaving(
  witnesses: Witnesses,
  known: Site,
  row: SiteRow,
  body: Read<ClientRow> | null,
  context: Context,
): Decision {
  if (!isServed(known) || !body)
    return decided(mark(known, 'leaving', context), {
      partial: isUnread(witnesses, context.rules.acceptNoContentAsEmpty),
    });
  const decision = read(witnesses, row, body, context);
  return { ...decision, site: decision.site && mark({ ...decision.site, carried: known.carried }, 'leaving', context) };
}

/** W12, W14: two witnesses say that it is gone. */
function gone(known: Site, context: Context): Decision {
  const removal = isServed(known) ? 'removals' : null;
  const stance = context.postponeSites ? postponed : removal ? context.stances[removal] : applies;
  if (stance.standing !== 'apply') return waiting(known, 'tombstone', stance, context);
  const { clients, operations } = stepAll(known, client => entomb(client, 'site-gone', context));
  const site = { ...enter(known, known, 'tombstone', 'gone', context), fullAt: context.fullGenerations, clients };
  return decided(removal ? leave(site, known, removal, context) : site, {
    operations: [...operation(known.organisation, 'tombstone'), ...operations],
    removal,
  });
}

/** A tombstone still missing: its ciphertext is purged, then the row forgotten, as the retention times allow (G11). */
function forgetting(known: Site, context: Context): Decision {
  const { clients, operations } = stepAll(known, client => retire(client, context));
  const age = context.now - known.sinceAt;
  const forget = context.mayPurge && clients.length === 0 && age >= context.rules.tombstoneMetadataMs;
  return decided(forget ? null : { ...known, clients }, {
    operations: [...operation(known.organisation, forget ? 'forget' : 'keep'), ...operations],
  });
}

/** Held or postponed: still served as it was, and marked. Each client it serves waits with it. */
function waiting(known: Site, op: SiteOp, stance: Stance, context: Context): Decision {
  const clientOp = op === 'tombstone' ? op : 'keep';
  const { operations } = stepAll(known, client => ({
    client,
    ...(isActive(client) ? { op: clientOp, waits: stance } : { op: 'keep' }),
  }));
  return decided(mark(known, stance.standing === 'held' ? 'held' : 'postponed', context), {
    operations: [...operation(known.organisation, op, stance), ...operations],
  });
}

const none: readonly never[] = [];

const decided = (site: Site | null, rest: Partial<Decision> = {}): Decision => {
  const { operations = none, alarms = none, removal = null, partial = false } = rest;
  return { site, operations, alarms, removal, partial };
};

/** The operation of the site itself; none for a plain keep. */
const operation = (organisation: string, op: SiteOp, { standing, guard }: Stance = applies): Operation[] =>
  op === 'keep' && standing === 'apply' ? [] : [{ organisation, client: null, op, standing, guard }];

/** A row that is kept without fresh evidence says why, and since when (E8). */
const mark = (site: Site, why: CarriedWhy, { now }: Context): Site => ({
  ...site,
  carried: carriedSince(site.carried, why, now),
});

/** Whether the row names the site otherwise than the vault does (W23). */
const relabelled = ({ labels }: Site, row: SiteRow): boolean =>
  labels.name !== row.labels.name ||
  labels.dfeCode !== row.labels.dfeCode ||
  labels.deniNumber !== row.labels.deniNumber;

/** What the row says about the site itself. */
const shown = ({ received, labels, authorised }: Pick<Site, 'received' | 'labels' | 'authorised'>) => ({
  received,
  labels,
  authorised,
});

const labelled = (known: Site, row: SiteRow): Site => ({ ...known, ...shown(row) });

/** A site seen for the first time; not served yet. */
const begin = (row: SiteRow, reason: SiteReason, { now }: Context): Site => {
  const { organisation } = row;
  return { organisation, ...shown(row), state: 'pending', reason, sinceAt: now, evidenceAt: 0, clients: [] };
};

/** Enters a state; the date stays when state and reason do. A served site has not left, and is served since when it began. */
function enter(site: Site, row: SiteRow, state: Site['state'], reason: SiteReason, { now }: Context): Site {
  const active = state === 'active';
  const sinceAt = site.state === state && site.reason === reason ? site.sinceAt : now;
  const servedAt = active ? (site.servedAt ?? now) : undefined;
  const left = active ? undefined : site.left;
  return { ...site, ...shown(row), state, reason, sinceAt, servedAt, left, fullAt: undefined, carried: undefined };
}

/** Notes what the guards look back at when a served site stops being served. */
function leave(site: Site, known: Site, kind: RemovalKind, { now, stances }: Context): Site {
  const approved = stances[kind].approved === true;
  return { ...site, left: { kind, at: now, approved, servedAt: known.servedAt ?? known.sinceAt } };
}

/** The returns from a tombstone within the flapping time (W40). */
const recentTurns = (known: Site | undefined, { now, rules }: Context): readonly number[] =>
  (known?.turns ?? []).filter(at => now - at < rules.flappingMs);
