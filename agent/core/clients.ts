// One organisation's Clients body against the clients the vault knows for it (W29, W31, W32, W34 to W40).
import type { Disputes } from './dispute.js';
import type { ClientRow, Read } from './evidence.js';
import type { Alarm, ClientOp, Operation, Standing } from './operation.js';
import { type Moment, retireClient, retirePrevious } from './retention.js';
import { byText, type CarriedWhy, type Client, carriedSince } from './snapshot.js';

/** What happens to an active client the body no longer shows. */
export type Absent = 'tombstone' | 'held' | 'postponed';

export type MergeRules = {
  readonly moment: Moment;
  readonly disputes: Disputes;
  readonly absent: Absent;
  /** A person approved the changes G7 held. */
  readonly sameSecretReleased: boolean;
  readonly guard?: string;
};

export type Merged = {
  readonly clients: readonly Client[];
  readonly operations: readonly Operation[];
  readonly alarms: readonly Alarm[];
  /** A row could not be read, so this body is not whole evidence (W35). */
  readonly unreadable: boolean;
};

type Row = ClientRow | 'conflict';
type Decided = {
  readonly client: Client | null;
  readonly op: ClientOp;
  readonly standing?: Standing;
  readonly guard?: string;
  readonly newFp?: string;
};

const carry = (known: Client, why: CarriedWhy, moment: Moment): Client => ({
  ...retirePrevious(known, moment),
  carried: carriedSince(known.carried, why, moment.now),
});

const withoutMark = ({ carried: _mark, ...client }: Client): Client => client;

/** Identical repeats are one row; one id with two secrets is a contradiction inside the body (W37). Rows without a secret yield. */
function indexRows(rows: readonly ClientRow[]): ReadonlyMap<string, Row> {
  const index = new Map<string, Row>();
  for (const row of rows) {
    const seen = index.get(row.client);
    if (!seen || (seen !== 'conflict' && seen.fp === null)) index.set(row.client, row);
    else if (seen !== 'conflict' && row.fp !== null && seen.fp !== row.fp) index.set(row.client, 'conflict');
  }
  return index;
}

function decideAbsent(known: Client, body: Read<ClientRow>, rules: MergeRules): Decided {
  const { moment } = rules;
  if (known.state !== 'active') return retireClient(known, moment);
  if (body.gaps) return { client: carry(known, 'stale', moment), op: 'keep' };
  if (rules.absent !== 'tombstone')
    return { client: carry(known, rules.absent, moment), op: 'tombstone', standing: rules.absent, ...guardOf(rules) };
  return { client: entomb(known, body.rows.length === 0 ? 'empty' : 'gone', moment), op: 'tombstone' };
}

const guardOf = (rules: MergeRules): { guard?: string } => (rules.guard === undefined ? {} : { guard: rules.guard });

/** Stops serving a client; its ciphertext stays for the retention time. */
export const entomb = (known: Client, reason: Client['reason'], moment: Moment): Client =>
  known.state === 'active'
    ? { ...withoutMark(known), state: 'tombstone', reason, sinceAt: moment.now, fullAt: moment.fullGenerations }
    : known;

/** A change that must not happen: the client stays as it was, and a new one is not served. */
const keepAsItWas = (known: Client | undefined, op: ClientOp, guard: string, moment: Moment): Decided => ({
  client: known ? (known.state === 'active' ? carry(known, 'held', moment) : known) : null,
  op,
  standing: 'held',
  guard,
});

function fresh(client: string, fp: string, now: number): Client {
  return { client, state: 'active', reason: 'listed', sinceAt: now, fp };
}

function rotate(known: Client, fp: string, moment: Moment): Client {
  const untilAt = moment.now + moment.rules.previousSecretKeepMs;
  return { ...withoutMark(known), fp, sinceAt: moment.now, previous: { fp: known.fp, untilAt } };
}

function opFor(known: Client | undefined, fp: string): ClientOp {
  if (!known || known.state === 'purged') return 'add';
  if (known.state === 'tombstone') return known.fp === fp ? 'restore' : 'restore+rotate';
  return known.fp === fp ? 'keep' : 'rotate';
}

function decidePresent(known: Client | undefined, row: Row, id: string, rules: MergeRules): Decided {
  const { moment, disputes } = rules;
  if (row === 'conflict') return keepAsItWas(known, known ? 'keep' : 'add', 'W37', moment);
  if (disputes.twoTenants.has(id) && moment.rules.sharedClients === 'hold')
    return keepAsItWas(known, known ? 'keep' : 'add', 'G8', moment);
  if (row.fp === null) {
    if (known?.state !== 'active') return { client: known ?? null, op: known ? 'keep' : 'add', standing: 'postponed' };
    return { client: carry(known, 'stale', moment), op: 'keep' };
  }
  const op = opFor(known, row.fp);
  if (op === 'keep' && known) return { client: withoutMark(retirePrevious(known, moment)), op };
  if (row.valueFp !== null && disputes.sameSecret.has(row.valueFp) && !rules.sameSecretReleased)
    return { ...keepAsItWas(known, op, 'G7', moment), newFp: row.fp };
  const client = op === 'rotate' && known ? rotate(known, row.fp, moment) : fresh(id, row.fp, moment.now);
  return { client, op, newFp: row.fp };
}

function alarmsOf(
  organisation: string,
  client: string,
  row: Row | undefined,
  repeated: boolean,
  rules: MergeRules,
): Alarm[] {
  const alarms: Alarm[] = [];
  if (row === 'conflict') alarms.push({ name: 'client_conflict', organisation, client });
  else if (repeated) alarms.push({ name: 'duplicate_client', organisation, client });
  if (row && rules.disputes.twoTenants.has(client)) alarms.push({ name: 'cross_tenant', organisation, client });
  return alarms;
}

/** Merges a READ body into the known clients. Every known or listed client gets exactly one operation. */
export function mergeClients(
  organisation: string,
  known: readonly Client[],
  body: Read<ClientRow>,
  rules: MergeRules,
): Merged {
  const rows = indexRows(body.rows);
  const before = new Map(known.map(client => [client.client, client]));
  const repeats = body.rows.length === rows.size ? new Set<string>() : repeatedIds(body.rows);
  const clients: Client[] = [];
  const operations: Operation[] = [];
  const alarms: Alarm[] = [];
  for (const id of idsOf(known, rows)) {
    const old = before.get(id);
    const row = rows.get(id);
    const decided = row ? decidePresent(old, row, id, rules) : old ? decideAbsent(old, body, rules) : null;
    if (!decided) continue;
    if (decided.client) clients.push(decided.client);
    operations.push(operationOf(organisation, id, old, decided));
    alarms.push(...alarmsOf(organisation, id, row, repeats.has(id), rules));
  }
  return {
    clients,
    operations,
    alarms,
    unreadable: body.gaps || [...rows.values()].some(row => row !== 'conflict' && row.fp === null),
  };
}

function idsOf(known: readonly Client[], rows: ReadonlyMap<string, Row>): readonly string[] {
  const ids = known.map(({ client }) => client);
  for (const id of rows.keys()) if (!ids.includes(id)) ids.push(id);
  return ids.sort(byText);
}

function repeatedIds(rows: readonly ClientRow[]): Set<string> {
  const seen = new Set<string>();
  return new Set(rows.map(row => row.client).filter(id => seen.has(id) || !seen.add(id)));
}

function operationOf(organisation: string, client: string, old: Client | undefined, decided: Decided): Operation {
  return {
    organisation,
    client,
    op: decided.op,
    standing: decided.standing ?? 'apply',
    ...(decided.guard === undefined ? {} : { guard: decided.guard }),
    ...(old ? { oldFp: old.fp } : {}),
    ...(decided.newFp === undefined ? {} : { newFp: decided.newFp }),
  };
}
