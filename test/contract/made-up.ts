// Evidence made up for judges: what a run of an agent would have shown.
import type { Case } from '../../contract/case.js';
import { CASES } from '../../contract/cases/index.js';
import type { Finding } from '../../contract/finding.js';
import type { RequirementId } from '../../contract/requirement.js';
import type { Moment, Observed, Seen } from '../../contract/seen.js';
import type { Run } from '../../contract/subject/subject.js';
import { buildWorld } from '../../fixtures/index.js';
import type { Held } from '../../mock-server/index.js';

const WORLD = buildWorld('three-schools', { seed: 1 });

export const SCHOOLS: readonly string[] = ['oakfield', 'st-marys', 'riverside'].map(organisation);

/** The organisation id of a school of the world `three-schools`. */
export function organisation(key: string): string {
  const site = WORLD.sites.find(each => each.key === key);
  if (!site) throw new Error(`no school ${key}`);
  return site.organisationId;
}

/** Credentials of these schools; `version` stands for their secrets. */
export const held = (ids: readonly string[] = SCHOOLS, version = '0'): readonly Held[] =>
  ids.map(organisationId => ({
    organisationId,
    clientId: `client of ${organisationId}`,
    secretFingerprint: version.repeat(64),
  }));

/** One exchange; its number, and its time unless that is given, come with its place in the moment. */
export type Made = Partial<Observed> & Pick<Observed, 'operation'>;

const NOTHING = {
  durationMs: 1,
  host: undefined,
  bytes: 0,
  worldVersion: { before: 1, after: 1 },
  applicationId: undefined,
  organisationId: undefined,
  clientId: undefined,
  authentication: undefined,
  token: undefined,
  secret: undefined,
  switches: undefined,
  fault: undefined,
  step: undefined,
  why: undefined,
  contentType: undefined,
  form: [],
  grant: undefined,
  scope: undefined,
};

export function observed(made: readonly Made[]): readonly Observed[] {
  return made.map((each, n) => ({
    ...NOTHING,
    number: n + 1,
    at: 0,
    service: each.operation.startsWith('sts') ? 'sts' : 'rap',
    method: 'GET',
    path: '/',
    status: 200,
    arrivedAt: n * 10,
    answeredAt: n * 10 + 5,
    connection: 1,
    ...each,
  }));
}

export const token = (changes: Partial<Observed> = {}): Made => ({
  operation: 'sts.token',
  method: 'POST',
  contentType: 'application/x-www-form-urlencoded',
  form: ['grant_type', 'scope'],
  grant: 'client_credentials',
  scope: 'partner-read partner-write',
  ...changes,
});
export const list = (changes: Partial<Observed> = {}): Made => ({ operation: 'rap.sites', token: 'a', ...changes });
export const clients = (organisationId: string, changes: Partial<Observed> = {}): Made => ({
  operation: 'rap.clients',
  token: 'a',
  organisationId,
  ...changes,
});

/** A walk in which nothing goes wrong. */
export const walk = (ids: readonly string[] = SCHOOLS): readonly Made[] => [
  token(),
  list(),
  ...ids.map(id => clients(id)),
];

export const ended = (changes: Partial<Run> = {}): Run => ({
  exit: 0,
  stdout: '',
  stderr: '',
  cut: false,
  timedOut: false,
  killed: false,
  ms: 1,
  ...changes,
});

export function momentOf(name: string, made: readonly Made[], changes: Partial<Moment> = {}): Moment {
  return {
    act: { do: 'sync', name },
    name,
    run: ended(),
    exchanges: observed(made),
    store: held(),
    before: held(),
    truth: held(),
    ...changes,
  };
}

export function seenOf(moments: readonly Moment[], changes: Partial<Seen> = {}): Seen {
  return {
    moments,
    world: WORLD,
    probeKey: '00'.repeat(32),
    scope: 'partner-read partner-write',
    applicationId: 'application',
    clientId: 'client',
    leaks: [],
    strayed: [],
    ...changes,
  };
}

/** What the judge of a round says of such evidence. */
export function judged(id: RequirementId, round: string, seen: Seen): readonly Finding[] {
  const found: Case | undefined = CASES.find(each => each.id === id);
  const judge = found?.rounds.find(({ name }) => name === round)?.judge;
  if (!judge) throw new Error(`${id} has no round "${round}"`);
  return judge(seen);
}

/** The same in short: what was seen of each thing that is wrong. */
export const seenWrong = (id: RequirementId, round: string, seen: Seen): readonly string[] =>
  judged(id, round, seen).map(finding => finding.seen);
