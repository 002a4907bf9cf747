// What becomes of the clients of one site: one function per situation of the decision table (W29, W31 to W40), and retention (G11).
import { type Alarm, applies, type ClientOp, type Context, type Operation, type Stance } from './decision.js';
import { disputeOf } from './disputes.js';
import type { ClientRow, Read } from './evidence.js';
import { type CarriedWhy, type Client, carriedSince, isActive, type Site } from './snapshot.js';

/** The client's row in the next generation, null = none, and the operation that leads there. */
type Decided = {
  readonly client: Client | null;
  readonly op: ClientOp;
  readonly waits?: Stance;
  readonly newFp?: string;
};

export type Merged = {
  readonly clients: readonly Client[];
  readonly operations: readonly Operation[];
  readonly alarms: readonly Alarm[];
  /** A row could not be read, so this body is not whole evidence (W35). */
  readonly unreadable: boolean;
};

const keep = (client: Client): Decided => ({ client, op: 'keep' });
const heldBy = (guard: string): Stance => ({ standing: 'held', guard });

const carry = (known: Client, why: CarriedWhy, context: Context): Client => ({
  ...known,
  carried: carriedSince(known.carried, why, context.now),
});

/** Drops each `previous` secret whose week is over, however its site is kept (W32). */
export function dropPrevious(site: Site, { now, mayPurge }: Context): Site {
  const isOver = ({ previous }: Client) => mayPurge && previous !== undefined && now >= previous.untilAt;
  if (!site.clients.some(isOver)) return site;
  return { ...site, clients: site.clients.map(each => (isOver(each) ? { ...each, previous: undefined } : each)) };
}

/** One step of a tombstoned client towards oblivion: kept, then ciphertext purged, then forgotten (E3, G11). */
export function retire(client: Client, { now, rules, fullGenerations, mayPurge }: Context): Decided {
  const age = now - client.sinceAt;
  if (client.state === 'active' || !mayPurge) return keep(client);
  if (client.state === 'purged') return age < rules.tombstoneMetadataMs ? keep(client) : { client: null, op: 'forget' };
  const laterFull = fullGenerations - (client.fullAt ?? fullGenerations);
  if (age < rules.tombstoneKeepMs || laterFull < rules.tombstoneGenerations) return keep(client);
  return { client: { ...client, previous: undefined, state: 'purged' }, op: 'purge' };
}

/** Stops serving a client; its ciphertext stays for the retention time. */
export function entomb(known: Client, reason: Client['reason'], context: Context): Decided {
  if (!isActive(known)) return retire(known, context);
  const { now: sinceAt, fullGenerations: fullAt } = context;
  return { client: { ...known, carried: undefined, state: 'tombstone', reason, sinceAt, fullAt }, op: 'tombstone' };
}

/** W29, W31: the body no longer shows it. */
function missing(known: Client, body: Read<ClientRow>, stance: Stance, context: Context): Decided {
  if (!isActive(known)) return retire(known, context);
  if (body.gaps) return keep(carry(known, 'stale', context));
  if (stance.standing === 'apply') return entomb(known, body.rows.length === 0 ? 'empty' : 'gone', context);
  return { client: carry(known, stance.standing, context), op: 'tombstone', waits: stance };
}

/** W35 (G7), W36 (G8), W37: a change that must not happen. The client stays as it was, and a new one is not served. */
function contradictedClient(known: Client | undefined, op: ClientOp, guard: string, context: Context): Decided {
  return {
    client: known && isActive(known) ? carry(known, 'held', context) : (known ?? null),
    op,
    waits: heldBy(guard),
  };
}

/** W35: the row is there, its secret is not. */
function unreadableRow(known: Client | undefined, context: Context): Decided {
  if (!known) return { client: null, op: 'add', waits: { standing: 'postponed' } };
  return keep(isActive(known) ? carry(known, 'stale', context) : known);
}

/** W32, W34: the new secret is served, the former one kept for consumers the STS still knows by it. */
function rotated(known: Client, fp: string, { now, rules }: Context): Client {
  const previous = { fp: known.fp, untilAt: now + rules.previousSecretKeepMs };
  return { ...known, carried: undefined, fp, sinceAt: now, previous };
}

/** W38 to W40: nothing new, a new secret, a new client, or one that returns. */
function present(known: Client | undefined, client: string, { fp, valueFp }: ClientRow, context: Context): Decided {
  if (fp === null) return unreadableRow(known, context);
  const op = opFor(known, fp);
  if (op === 'keep' && known) return keep(known.carried ? { ...known, carried: undefined } : known);
  if (valueFp !== null && context.sameSecret.has(valueFp))
    return { ...contradictedClient(known, op, 'G7', context), newFp: fp };
  const added: Client = { client, state: 'active', reason: 'listed', sinceAt: context.now, fp };
  return { client: op === 'rotate' && known ? rotated(known, fp, context) : added, op, newFp: fp };
}

function opFor(known: Client | undefined, fp: string): ClientOp {
  if (!known || known.state === 'purged') return 'add';
  if (known.state === 'tombstone') return known.fp === fp ? 'restore' : 'restore+rotate';
  return known.fp === fp ? 'keep' : 'rotate';
}

/** Rows and operations of the clients of one site, as they are decided one by one. */
class Steps {
  readonly clients: Client[] = [];
  readonly operations: Operation[] = [];
  readonly #organisation: string;
  constructor(organisation: string) {
    this.#organisation = organisation;
  }

  take(id: string, old: Client | undefined, { client, op, waits, newFp }: Decided): void {
    if (client) this.clients.push(client);
    if (op === 'keep' && !waits) return;
    const { standing, guard } = waits ?? applies;
    this.operations.push({ organisation: this.#organisation, client: id, op, standing, guard, oldFp: old?.fp, newFp });
  }
}

/** Every known client of a site one step on, whatever a body may say. */
export function stepAll(site: Site, step: (client: Client) => Decided): Pick<Merged, 'clients' | 'operations'> {
  const steps = new Steps(site.organisation);
  for (const client of site.clients) steps.take(client.client, client, step(client));
  return steps;
}

/** Merges a READ body into the clients of a site. `stance`: whether one that is missing goes, is held, or is postponed. */
export function mergeClients(
  organisation: string,
  known: readonly Client[],
  body: Read<ClientRow>,
  stance: Stance,
  context: Context,
): Merged {
  const steps = new Steps(organisation);
  const alarms: Alarm[] = [];
  const shown = new Map<string, readonly ClientRow[]>();
  for (const row of body.rows) shown.set(row.client, [...(shown.get(row.client) ?? []), row]);
  // A body with a contradicted row may be another school's: it proves no absence, and what it lacks is held with that row.
  const dispute = [...shown].map(([client, rows]) => disputeOf(client, rows, context)).find(guard => guard !== null);
  const absent = dispute ? heldBy(dispute) : stance;
  let unreadable = body.gaps;
  for (const client of idsOf(known, shown)) {
    const old = known.find(each => each.client === client);
    const rows = shown.get(client);
    if (!rows) {
      if (old) steps.take(client, old, missing(old, body, absent, context));
      continue;
    }
    // Of two rows the one with a secret counts (W35).
    const row = rows.find(({ fp }) => fp !== null);
    const guard = disputeOf(client, rows, context);
    const repeated = guard === 'W37' ? 'client_conflict' : 'duplicate_client';
    if (rows.length > 1) alarms.push({ name: repeated, organisation, client });
    if (context.twoTenants.has(client)) alarms.push({ name: 'cross_tenant', organisation, client });
    if (!row) unreadable = true;
    const contradiction = guard && contradictedClient(old, old ? 'keep' : 'add', guard, context);
    steps.take(client, old, contradiction ?? (row ? present(old, client, row, context) : unreadableRow(old, context)));
  }
  return { clients: steps.clients, operations: steps.operations, alarms, unreadable };
}

function idsOf(known: readonly Client[], shown: ReadonlyMap<string, unknown>): readonly string[] {
  const ids = [...shown.keys()];
  for (const { client } of known) if (!shown.has(client)) ids.push(client);
  return ids.sort();
}
