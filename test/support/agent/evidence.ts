// Builds evidence and snapshots for the pure plan, from worlds written as plain objects.
import { createHash } from 'node:crypto';
import type {
  ClientRow,
  ClientsEvidence,
  Evidence,
  ListEvidence,
  Read,
  SiteRow,
} from '../../../agent/core/evidence.js';
import { type Plan, plan } from '../../../agent/core/plan.js';
import { defaultRules, type Rules } from '../../../agent/core/policy.js';
import { emptySnapshot, type Site, type Snapshot, servedClients } from '../../../agent/core/snapshot.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** When the tests' vaults were filled. */
export const start = Date.UTC(2026, 0, 5, 3);

export const org = (n: number): string => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Client id -> secret; null = the row has no secret to read. */
export type Clients = Readonly<Record<string, string | null>>;
export type WorldSite = { readonly authorised?: number | null; readonly clients?: Clients; readonly name?: string };
/** Site number -> site. */
export type World = Readonly<Record<number, WorldSite>>;

/** A world of `count` ordinary sites, numbered from 1. */
export const estate = (count: number, from = 1): World =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [at + from, {}]));

export const without = (world: World, ...gone: readonly number[]): World =>
  Object.fromEntries(Object.entries(world).filter(([n]) => !gone.includes(Number(n))));

export const clientsOf = (n: number, site: WorldSite): Clients => site.clients ?? { [`client-${n}`]: `secret-${n}` };

export const fingerprint = (n: number, client: string, secret: string): string => `fp(${n},${client},${secret})`;

export const listOf = (world: World, gaps = false): Read<SiteRow> => ({
  kind: 'read',
  gaps,
  rows: Object.entries(world).map(([n, site]) => siteRow(Number(n), site)),
});

export const siteRow = (n: number, { authorised = 1, name = `School ${n}` }: WorldSite = {}): SiteRow => ({
  organisation: org(n),
  received: org(n).toUpperCase(),
  authorised,
  labels: { name, dfeCode: '8231234', deniNumber: null },
});

export const bodyOf = (n: number, clients: Clients, gaps = false): Read<ClientRow> => ({
  kind: 'read',
  gaps,
  rows: Object.entries(clients).map(([client, secret]) => ({
    client,
    fp: secret === null ? null : fingerprint(n, client, secret),
    valueFp: secret === null ? null : `value(${secret})`,
  })),
});

export type Faults = {
  readonly first?: ListEvidence;
  readonly second?: ListEvidence;
  readonly clients?: Readonly<Record<number, ClientsEvidence | null>>;
};

/** What a healthy cycle sees of a world, with some answers replaced; null leaves a Clients answer out. */
export function evidenceOf(world: World, faults: Faults = {}): Evidence {
  const clients = new Map<string, ClientsEvidence>();
  for (const [n, site] of Object.entries(world))
    if ((site.authorised === undefined ? 1 : site.authorised) === 1)
      clients.set(org(Number(n)), bodyOf(Number(n), clientsOf(Number(n), site)));
  for (const [n, answer] of Object.entries(faults.clients ?? {})) {
    if (answer) clients.set(org(Number(n)), answer);
    else clients.delete(org(Number(n)));
  }
  return { first: faults.first ?? listOf(world), second: faults.second ?? listOf(world), clients };
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const planFor = (previous: Snapshot, evidence: Evidence, now: number, rules: Rules = defaultRules): Plan =>
  plan(previous, evidence, rules, now, sha256);

/** What the vault holds after this plan was committed, or left, at `now`. */
export const committed = (previous: Snapshot, result: Plan, now: number): Snapshot =>
  result.commit
    ? {
        generation: previous.generation + 1,
        createdAt: now,
        fullGenerations: result.fullGenerations,
        sites: result.sites,
        hold: result.hold,
        approvals: previous.approvals.filter(({ digest }) => digest !== result.approved),
      }
    : previous;

/** A vault that was filled from this world at `start`. */
export const vaultOf = (world: World, at = start): Snapshot =>
  committed(emptySnapshot, planFor(emptySnapshot, evidenceOf(world), at), at);

export const approving = (snapshot: Snapshot, digest: string, expiresAt: number): Snapshot => ({
  ...snapshot,
  approvals: [...snapshot.approvals, { digest, expiresAt }],
});

/** The served pairs, as `organisation client fingerprint`. */
export const servedIn = (sites: readonly Site[]): readonly string[] =>
  sites.flatMap(site => servedClients(site).map(({ client, fp }) => `${site.organisation} ${client} ${fp}`)).sort();

/** The pairs a world would have served. */
export const pairsOf = (world: World): readonly string[] =>
  Object.entries(world)
    .flatMap(([n, site]) =>
      site.authorised === undefined || site.authorised === 1
        ? Object.entries(clientsOf(Number(n), site)).flatMap(([client, secret]) =>
            secret === null ? [] : [`${org(Number(n))} ${client} ${fingerprint(Number(n), client, secret)}`],
          )
        : [],
    )
    .sort();

export const siteOf = (sites: readonly Site[], n: number): Site => {
  const found = sites.find(site => site.organisation === org(n));
  if (!found) throw new Error(`site ${n} is not in the vault`);
  return found;
};

/** The operations that are not a plain `keep`, as `op[ client][ !standing guard]` lines by site number. */
export const changesIn = (result: Plan): readonly string[] =>
  result.operations
    .filter(({ op, standing }) => op !== 'keep' || standing !== 'apply')
    .map(({ op, organisation, client, standing, guard }) => {
      const waits = standing === 'apply' ? '' : ` !${standing}${guard ? ` ${guard}` : ''}`;
      return `${op} ${Number(organisation.slice(-12))}${client === null ? '' : ` ${client}`}${waits}`;
    });
