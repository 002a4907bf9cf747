// All that is right about the good agent, and may be spoilt.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { End } from './end.mjs';
import { load } from './store.mjs';

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
