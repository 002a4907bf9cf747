// `sims-agent serve`: the vault for programs in other languages, over HTTP on this machine. It asks nobody for anything: no HTTP
// client is in its import graph. See docs/agent/serve.md.
import { timingSafeEqual } from 'node:crypto';
import type { ServeConfig } from '../config/configuration.js';
import { type Carried, isServable, type Site } from '../core/snapshot.js';
import { isoTime } from '../core/time.js';
import { AgentError, Interrupted } from '../errors.js';
import { Secret } from '../secret.js';
import { makeKeyFile } from '../vault/key-file.js';
import type { KeySource } from '../vault/key-source.js';
import { keyBytes } from '../vault/keys.js';
import { openVault, type ServedPair, type Vault } from '../vault/reader.js';
import { counter, gauge, one } from './exposition.js';
import { healthPage, type Pages } from './health-server.js';
import { type Asked, jsonReply, type Reply, refusal, serveLoopback } from './loopback-server.js';
import { clockGauge } from './metrics.js';
import { whyNotReady } from './readiness.js';
import { sparing } from './sparing-key.js';
import { countUpstreamCalls } from './upstream-calls.js';
import { whyNot } from './vault-commands.js';

/** Where it listens; what is not used is null. */
export type Ready = { readonly url: string | null; readonly socket: string | null; readonly generation: number };
export type ServeOptions = {
  readonly stop: AbortSignal | undefined;
  readonly onReady: (ready: Ready) => void;
};

/** A folder is asked whether it has another generation so often; a database tells, and is asked once a minute. */
const folderMs = 1_000;
const databaseMs = 60_000;

/** Serves until `stop` fires, and then throws Interrupted. Throws StoreUnreadable when there is a vault that cannot be trusted. */
export async function serve(
  config: ServeConfig,
  write: (text: string) => void,
  { stop, onReady }: ServeOptions,
): Promise<never> {
  const upstreamCalls = countUpstreamCalls();
  const bearer = config.bearer && (await openBearer(config.bearer, write));
  const vault = await openVault({ ...config, key: sparing(config.key) });
  try {
    vault.follow(config.vault instanceof Secret ? databaseMs : folderMs, tellOnce(vault, write));
    const answer = answers(vault, bearer, upstreamCalls, write);
    const setting = 'port' in config.place ? '--port' : '--socket';
    const server = await serveLoopback(config.place, setting, answer);
    const generation = generationOf(vault);
    const who = config.bearer ? `whoever shows the bearer of ${config.bearer.name}` : 'whoever may open the socket';
    write(`Serving generation ${generation} at ${server.address} to ${who}.\n`);
    onReady({
      url: server.port === null ? null : server.address,
      socket: server.port === null ? server.address : null,
      generation,
    });
    await new Promise<void>(resolve => {
      if (stop?.aborted) resolve();
      stop?.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
  } finally {
    await vault.close();
  }
  throw new Interrupted();
}

/** Read once: another bearer takes a restart. */
async function openBearer(source: KeySource, write: (text: string) => void): Promise<Buffer> {
  if (source.file && (await makeKeyFile(source.file)))
    write(
      `A new bearer was made: ${source.file} (owner-only). Callers send what stands in it: Authorization: Bearer …\n`,
    );
  return (await source.open()).key.export();
}

/** The same trouble once a generation. What was read before is served on (W52). */
function tellOnce(vault: Vault, write: (text: string) => void) {
  let told = '';
  return (problem: unknown): void => {
    const what = problem instanceof AgentError ? problem.message : `a bug. ${problem}`;
    const now = `${generationOf(vault)} ${what}`;
    if (now !== told) write(`sims-agent: ${what} What was read before is still served.\n`);
    told = now;
  };
}

const generationOf = (vault: Vault): number => vault.opened?.header.generation ?? 0;

function answers(
  vault: Vault,
  bearer: Buffer | undefined,
  upstreamCalls: () => number,
  write: (text: string) => void,
): (asked: Asked) => Promise<Reply> {
  const failed = new Map<string, number>();
  const pages: Pages = {
    ready: () => whyNotReady(vault, Date.now()),
    metrics: async () => metricsOf(vault, failed, upstreamCalls()),
  };
  const fail = (result: string, reply: Reply): Reply => {
    failed.set(result, (failed.get(result) ?? 0) + 1);
    return reply;
  };
  return async ({ path, query, authorization }) => {
    try {
      const page = await healthPage(path, pages);
      if (page) return page;
      return bearer && !shows(authorization, bearer) ? fail('unauthorized', unauthorized) : route(vault, path, query);
    } catch (error) {
      if (error instanceof AgentError) return fail('error', refusal(503, error.code, error.message));
      write(`sims-agent: a bug. ${error instanceof Error ? error.stack : error}\n`);
      return fail('error', refusal(500, 'unexpected', 'See the log of sims-agent serve.'));
    }
  };
}

/** Compares bytes of one length, in constant time. */
function shows(authorization: string | undefined, bearer: Buffer): boolean {
  const shown = keyBytes(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
  return shown !== null && timingSafeEqual(shown, bearer);
}

const unauthorized: Reply = {
  ...refusal(401, 'unauthorized', 'Show the bearer that SIMS_AGENT_BEARER names: Authorization: Bearer …'),
  headers: { 'www-authenticate': 'Bearer' },
};

function route(vault: Vault, path: string, query: string): Reply {
  const found = /^\/v1\/organisations(?:\/([^/]+))?$/.exec(path);
  if (!found) return refusal(404, 'no_such_path', 'There is /v1/organisations and /v1/organisations/{id}.');
  if (!vault.opened) return refusal(503, 'no_generation', 'There is no generation yet. Run: sims-agent sync');
  const [, organisationId] = found;
  if (organisationId === undefined) return jsonReply(200, listOf(vault));
  return organisation(vault, organisationId, new URLSearchParams(query).get('previous') === '1');
}

/** One moment: nothing here waits, so no other generation can come in between. */
function organisation(vault: Vault, organisationId: string, withPrevious: boolean): Reply {
  const pairs = vault.get(organisationId);
  const generation = generationOf(vault);
  const [first] = pairs;
  if (!first) {
    const reason = vault.resultFor(organisationId);
    return refusal(404, 'not_served', `Not served: ${whyNot(vault, organisationId)}.`, { reason, generation });
  }
  const clients = pairs.map(pair => clientOf(pair, withPrevious));
  const { organisationId: received, evidenceAt } = first;
  return jsonReply(200, { organisationId: received, generation, evidenceAt: isoTime(evidenceAt), clients });
}

const reveal = (secret: Secret): string => secret.reveal();

function clientOf({ clientId, secret, previous, carried }: ServedPair, withPrevious: boolean) {
  const pair = { clientId, clientSecret: reveal(secret()), carried: carriedOf(carried) };
  if (!withPrevious) return pair;
  const before = previous();
  return { ...pair, previousSecret: before && reveal(before) };
}

const carriedOf = (carried: Carried | null | undefined) =>
  carried ? { why: carried.why, since: isoTime(carried.sinceAt) } : null;

const listOf = (vault: Vault) => ({ generation: generationOf(vault), organisations: vault.sites.map(siteOf) });

/** Everything known and no secret; what is `active` is served. */
function siteOf({ received, labels, state, reason, sinceAt, evidenceAt, carried, clients }: Site) {
  return {
    organisationId: received,
    ...labels,
    state,
    reason,
    since: isoTime(sinceAt),
    evidenceAt: evidenceAt === 0 ? null : isoTime(evidenceAt),
    carried: carriedOf(carried),
    clientIds: clients.filter(isServable).map(({ client }) => client),
  };
}

function metricsOf(vault: Vault, failed: ReadonlyMap<string, number>, upstreamCalls: number): string {
  const counts = { served: 0, ...Object.fromEntries(vault.reads), ...Object.fromEntries(failed) };
  const createdAt = vault.opened?.header.createdAt ?? 0;
  return [
    gauge('generation', 'The generation that is served.', one(generationOf(vault))),
    gauge('last_success_timestamp_seconds', 'When that generation was written.', one(createdAt / 1000)),
    clockGauge(createdAt, Date.now()),
    counter(
      'reads_total',
      'Organisations asked for, by what was found.',
      Object.entries(counts).map(([result, n]) => [{ result }, n]),
    ),
    counter('reads_upstream_calls_total', 'Requests this process sent to anybody; must stay 0.', [one(upstreamCalls)]),
  ].join('');
}
