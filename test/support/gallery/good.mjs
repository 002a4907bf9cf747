// A sync agent that does everything right, written from the contract alone, for the wrong agents beside it to spoil in
// one place each. It keeps no state between runs but its sealed store, so that many may run in one process.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** How a run ends before its time: 5 credentials refused, 6 service down, 12 store unreadable. */
export class End extends Error {
  constructor(exit, why) {
    super(why);
    this.exit = exit;
  }
}

const KEEP_ALIVE = { keepAlive: true, maxSockets: 2 };
const LONGEST_PAUSE_MS = 15 * 60_000;

/** Everything a wrong agent may spoil. `run` is what one run has: `env`, `out`, `err`, `signal`, `policy`, `hooks`, `send`, `ask`, `token`. */
export const HOOKS = {
  // The token
  scope: env => env.SIMS_SCOPE,
  /** Puts id and secret into the form, or gives headers that carry them; see `basic`. */
  credentials: ({ id, secret }, form) => {
    form.set('client_id', id);
    form.set('client_secret', secret);
    return {};
  },
  /** The whole request, from its address, form and headers. */
  tokenRequest: ({ url, form, headers }) => ({
    url,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  }),
  /** Called before a token is asked for, with the request as it will be sent. */
  beforeToken: async (_request, _run) => {},
  /** Seconds for which a token is used. */
  tokenLife: ({ expires_in }) => Math.max(0, (expires_in ?? 0) - 60),
  /** How often one call is repeated with a new token after a 401. */
  renewals: 1,
  /** How often refused credentials are tried. */
  refusalTries: 1,
  /** Called with every new token: a good agent keeps it in memory only. */
  onToken: (_token, _run) => {},

  // The wire
  /** Addresses and headers of the two calls. */
  listUrl: env => `${env.SIMS_RAP_URL}/api/v1/partner/${env.SIMS_APPLICATION_ID}/GetSiteByApplication`,
  clientsUrl: (env, id) => `${env.SIMS_RAP_URL}/api/v1/partner/${env.SIMS_APPLICATION_ID}/${id}/Clients`,
  rapHeaders: token => ({ authorization: `Bearer ${token}`, accept: 'application/json' }),
  /** Agent of a run's connections, by `http:` or `https:`. */
  connections: (protocol, tls) =>
    protocol === 'https:' ? new https.Agent({ ...KEEP_ALIVE, ...tls }) : new http.Agent(KEEP_ALIVE),
  tls: env => (env.SIMS_CA_FILE ? { ca: readFileSync(env.SIMS_CA_FILE) } : {}),
  /** The text of an answer. @throws when it breaks off */
  readBody: async answer => {
    const parts = [];
    for await (const part of answer) parts.push(part);
    if (!answer.complete) throw new Error('the answer broke off');
    return Buffer.concat(parts).toString('utf8');
  },
  /** What comes of a connection that broke: an answer, or undefined for none. */
  onBroken: async (_error, _request, _run) => undefined,
  /** What comes of a 3xx: the answer itself, or that of another request. */
  onRedirect: async (answer, _request, _run) => answer,
  /** One line for the log. */
  logLine: (request, answer) =>
    `${request.method ?? 'GET'} ${new URL(request.url).pathname} ${answer?.status ?? '-'}\n`,

  // Patience
  tries: 3,
  isWorthAnotherTry: answer =>
    !answer || [408, 429].includes(answer.status) || answer.status >= 500 || isGarbled(answer),
  /** Milliseconds before try n+1. */
  backoff: (n, { retryBaseMs = 500 }) => retryBaseMs * 2 ** (n - 1),
  /** Milliseconds for which an answer asks to be left alone. */
  retryAfter: ({ headers }) => {
    const asked = headers['retry-after'];
    if (!asked) return 0;
    return /^\d+$/.test(asked) ? asked * 1000 : Date.parse(asked) - (Date.parse(headers.date) || Date.now());
  },
  longestPauseMs: LONGEST_PAUSE_MS,
  /** Calls a second, on average; bursts are not needed. */
  callsPerSecond: ({ requestsPerSecond = 4 }) =>
    requestsPerSecond === 'off' ? Number.POSITIVE_INFINITY : requestsPerSecond,
  /** Schools in a row that cannot be read before the run stops. */
  givesUpAfter: 3,

  // Reading
  /** Rows out of a good answer, or undefined for anything that is no list. */
  rowsIn: answer => (answer?.status === 200 && Array.isArray(answer.json) ? answer.json : undefined),
  keyOf: site => (typeof site?.OrganisationId === 'string' ? site.OrganisationId.toLowerCase() : undefined),
  mayUse: site => site.Authorised === 1,
  /** The schools whose Clients are read, in order. `held`: what is stored, by key. */
  toRead: (wanted, _held) => wanted,
  /** One credential out of a row of Clients; undefined when it has none. */
  credentialIn: row =>
    typeof row?.ClientId === 'string' && row.ClientId && typeof row.Secret === 'string' && row.Secret
      ? { clientId: row.ClientId, secret: row.Secret }
      : undefined,
  /** What is done after a run's walk, before it is stored; e.g. nothing. `kept`: rows by school; `list.sites`: those read. */
  afterWalk: async (_run, _kept, _list) => {},

  // Deciding
  /** What a school keeps, once its Clients were read. `gaps`: some rows were unreadable. */
  merge: (held, fresh, gaps) =>
    gaps ? [...fresh, ...held.filter(one => !fresh.some(({ clientId }) => clientId === one.clientId))] : fresh,
  /** What a school keeps that could not be read. */
  onSiteFailure: (held, _answer, _run, _key) => held,
  /** What a school keeps that is listed, but not authorised. */
  onUnauthorised: _held => [],
  /** What a school keeps that is in no good list any more. */
  onGone: _held => [],
  /** Whether so many schools may go at once: a list that is suddenly short is a fault more often than an exit. */
  believe: ({ lost, had }) => lost === 0 || (lost < had && (lost < 2 || lost / had <= 0.25)),
  /** What comes of a list that cannot be read: rows, or the end of the run. */
  onListFailure: (answer, _run) => {
    throw new End(
      answer && [401, 403, 404].includes(answer.status) && !isPage(answer) ? 5 : 6,
      'the list of schools cannot be read',
    );
  },
  exitCode: ({ held, unread, gaps }) => (held ? 4 : unread > 0 || gaps ? 3 : 0),

  // Storing
  seal: (bytes, key) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  },
  open: (bytes, key) => {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
  },
  /** The whole file or the one before: never half of one. */
  write: (file, bytes) => {
    writeFileSync(`${file}.new`, bytes, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  },
  /** Called as a run begins, and after each school that was read, with what would be stored. */
  onStart: _run => {},
  onSchool: (_rows, _run) => {},

  // Serving
  /** What of the store a dump lists: all that may be handed out at this moment. */
  handsOut: async (rows, _run) => rows,
  /** The rows of a school, as an application asks for them. */
  lookUp: async (key, run) => load(run).filter(row => row.organisationId === key),
};

/** Headers of Basic authentication, with a way to write each half. */
export const basic =
  encode =>
  ({ id, secret }) => ({
    authorization: `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`,
  });
/** As RFC 6749 section 2.3.1 has it. */
export const formEncoded = text => new URLSearchParams([['', text]]).toString().slice(1);

const isPage = ({ text }) => /^\s*<|^The service/.test(text);
const isGarbled = ({ status, json }) => status === 200 && json === undefined;

function jsonIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What one run has in hand. */
function newRun(io, hooks) {
  const policy = io.env.SIMS_AGENT_POLICY ? JSON.parse(readFileSync(io.env.SIMS_AGENT_POLICY, 'utf8')) : {};
  const run = { ...io, policy, hooks, agents: new Map(), pausedUntil: new Map(), next: 0, token: undefined };
  run.send = request => send(run, request);
  run.ask = request => ask(run, request);
  return run;
}

function send(run, request) {
  const { url, method = 'GET', headers, body } = request;
  const { protocol } = new URL(url);
  if (!run.agents.has(protocol)) run.agents.set(protocol, run.hooks.connections(protocol, run.hooks.tls(run.env)));
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: run.agents.get(protocol), signal: run.signal };
    const asked = (protocol === 'https:' ? https : http).request(url, options, answer => {
      const done = text => resolve({ status: answer.statusCode, headers: answer.headers, text, json: jsonIn(text) });
      run.hooks.readBody(answer).then(done, reject);
    });
    asked.setTimeout(30_000, () => asked.destroy(new Error('no answer in time')));
    asked.on('error', reject).end(body);
  });
}

/** One call, as often as it takes. @returns the last answer, undefined for none */
async function ask(run, request) {
  const { hooks, policy, signal, pausedUntil } = run;
  const { host } = new URL(request.url);
  for (let tried = 1; ; tried++) {
    const now = performance.now();
    const at = Math.max(now, run.next, pausedUntil.get(host) ?? 0);
    if (at - now > hooks.longestPauseMs)
      throw new End(6, 'the service asks to be left alone for longer than a run waits');
    run.next = at + 1000 / hooks.callsPerSecond(policy);
    if (at > now) await after(at - now + 1, undefined, { signal });
    let answer = await run.send(request).catch(error => hooks.onBroken(error, request, run));
    signal?.throwIfAborted();
    if (answer?.status >= 300 && answer.status < 400) answer = await hooks.onRedirect(answer, request, run);
    run.err(hooks.logLine(request, answer));
    const pause = answer && (answer.status === 429 || answer.status >= 500) ? hooks.retryAfter(answer) : 0;
    if (pause > 0) pausedUntil.set(host, performance.now() + pause);
    if (!hooks.isWorthAnotherTry(answer) || tried >= hooks.tries) return answer;
    if (!(pause > 0)) await after(hooks.backoff(tried, policy), undefined, { signal });
  }
}

/** A live token. @throws End 5 when the credentials are refused, 6 when there is no answer */
export async function token(run) {
  const { env, hooks } = run;
  if (run.token && performance.now() < run.token.until) return run.token.value;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (hooks.scope(env)) form.set('scope', hooks.scope(env));
  const headers = hooks.credentials({ id: env.SIMS_CLIENT_ID, secret: env.SIMS_CLIENT_SECRET }, form);
  for (let tried = 1; ; tried++) {
    const request = hooks.tokenRequest({ url: env.SIMS_TOKEN_URL, form, headers });
    await hooks.beforeToken(request, run);
    const answer = await run.ask(request);
    const value = answer?.status === 200 ? answer.json?.access_token : undefined;
    if (typeof value === 'string') {
      run.token = { value, until: performance.now() + hooks.tokenLife(answer.json) * 1000 };
      hooks.onToken(value, run);
      return value;
    }
    if (!answer?.json?.error) throw new End(6, 'the token service gives no token');
    if (tried >= hooks.refusalTries) throw new End(5, 'the token service refuses these credentials');
  }
}

/** One call of the partner API, with a new token after a 401. */
export async function askRap(run, url) {
  for (let renewed = 0; ; renewed++) {
    const answer = await run.ask({ url, headers: run.hooks.rapHeaders(await token(run)) });
    if (answer?.status !== 401 || renewed >= run.hooks.renewals) return answer;
    run.token = undefined;
  }
}

const fileOf = env => join(env.SIMS_STATE_DIR, 'store.sealed');
/** The key that the store is sealed with. */
export const keyFrom = ({ SIMS_AGENT_KEY: place }) =>
  Buffer.from(readFileSync(place.slice('file:'.length), 'utf8'), 'base64');

/** Everything stored, as rows {organisationId, key, clientId, secret}. @throws End 12 */
export function load({ env, hooks }) {
  if (!existsSync(fileOf(env))) return [];
  try {
    return JSON.parse(hooks.open(readFileSync(fileOf(env)), keyFrom(env)).toString('utf8'));
  } catch {
    throw new End(12, 'the store cannot be read: is it the key it was sealed with?');
  }
}

export function save(rows, { env, hooks, signal }) {
  signal?.throwIfAborted();
  hooks.write(fileOf(env), hooks.seal(Buffer.from(JSON.stringify(rows)), keyFrom(env)));
}

function bySchool(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.key, [...(groups.get(row.key) ?? []), row]);
  return groups;
}

/** The list by key; two rows of a school that contradict each other say nothing about it. */
function indexed(rows, { keyOf, mayUse }) {
  const sites = new Map();
  const unclear = new Set();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    if (sites.has(key) && mayUse(sites.get(key)) !== mayUse(row)) unclear.add(key);
    if (!sites.has(key)) sites.set(key, row);
  }
  return { sites, unclear, gaps: rows.some(row => keyOf(row) === undefined) };
}

async function readSchools(run, { sites, unclear }, held, kept) {
  const { hooks, env } = run;
  const wanted = [...sites].filter(([key, site]) => hooks.mayUse(site) && !unclear.has(key));
  let unread = 0;
  let inARow = 0;
  for (const [key, site] of hooks.toRead(wanted, held)) {
    const organisationId = site.OrganisationId.toLowerCase();
    const answer = await askRap(run, hooks.clientsUrl(env, organisationId));
    const rows = hooks.rowsIn(answer);
    const found = rows?.map(hooks.credentialIn);
    const fresh = found?.flatMap(one => (one ? [{ organisationId, key, ...one }] : []));
    const gaps = found?.includes(undefined) ?? false;
    const before = held.get(key) ?? [];
    kept.set(key, fresh ? hooks.merge(before, fresh, gaps) : hooks.onSiteFailure(before, answer, run, key));
    if (!fresh || gaps) unread += 1;
    inARow = fresh ? 0 : inARow + 1;
    if (inARow >= hooks.givesUpAfter) throw new End(6, 'one school after the other cannot be read');
    hooks.onSchool([...kept.values()].flat(), run);
  }
  return unread;
}

async function sync(run) {
  const { hooks, env } = run;
  const held = bySchool(load(run));
  hooks.onStart(run);
  const answer = await askRap(run, hooks.listUrl(env));
  const list = indexed(hooks.rowsIn(answer) ?? hooks.onListFailure(answer, run), hooks);
  const kept = new Map([...held].filter(([key]) => list.sites.has(key)));
  for (const [key, site] of list.sites) {
    if (!hooks.mayUse(site) && !list.unclear.has(key)) kept.set(key, hooks.onUnauthorised(held.get(key) ?? []));
  }
  const unread = await readSchools(run, list, held, kept);
  await hooks.afterWalk(run, kept, list);
  const gone = [...held.keys()].filter(key => !list.sites.has(key));
  const believed = !list.gaps && hooks.believe({ lost: gone.length, had: held.size });
  for (const key of gone) kept.set(key, believed ? hooks.onGone(held.get(key)) : held.get(key));
  save([...kept.values()].flat(), run);
  if (!believed && gone.length > 0)
    run.err(`${gone.length} schools are gone from the list: kept until a person has looked\n`);
  return hooks.exitCode({ held: !believed && gone.length > 0, unread: unread + list.unclear.size, gaps: list.gaps });
}

async function dump(run) {
  const key = Buffer.from(run.env.SIMS_PROBE_KEY, 'hex');
  const rows = (await run.hooks.handsOut(load(run), run)).map(({ organisationId, clientId, secret }) => ({
    organisationId,
    clientId,
    secretFingerprint: createHmac('sha256', key).update(secret).digest('hex'),
  }));
  run.out(`${JSON.stringify(rows)}\n`);
  return 0;
}

/** An application that uses a school's credentials: GET /<organisation id> is 200 when it has some. */
async function serve(run) {
  const server = http.createServer(async (request, answer) => {
    const rows = await run.hooks.lookUp(request.url.slice(1).toLowerCase(), run).catch(() => []);
    answer.writeHead(rows.length > 0 ? 200 : 404).end();
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  run.out(`http://127.0.0.1:${server.address().port}\n`);
  await new Promise(resolve => run.signal?.addEventListener('abort', resolve));
  server.close();
  server.closeAllConnections();
  return 0;
}

/** The agent, spoilt in some places. Each command resolves to its exit code; an aborted `io.signal` rejects it. */
export function agent(spoilt = {}) {
  const hooks = { ...HOOKS, ...spoilt };
  const command = work => async io => {
    const run = newRun(io, hooks);
    try {
      return await work(run);
    } catch (error) {
      if (!(error instanceof End) || io.signal?.aborted) throw error;
      io.err(`${error.message}\n`);
      return error.exit;
    } finally {
      for (const each of run.agents.values()) each.destroy();
    }
  };
  return { sync: command(sync), dump: command(dump), serve: command(serve) };
}

/** Runs the command it was given, when the file is a program: sync, list, or serve. */
export async function main(file, { sync, dump, serve }) {
  if (file !== pathToFileURL(process.argv[1]).href) return;
  const io = { env: process.env, out: text => process.stdout.write(text), err: text => process.stderr.write(text) };
  const commands = { sync, list: dump, serve };
  process.exitCode = await commands[process.argv[2]](io);
}

export const subject = agent();
await main(import.meta.url, subject);
