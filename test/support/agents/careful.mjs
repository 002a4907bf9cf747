// A second agent that does everything right, written from the contract alone: what holds for it does not hold by
// accident of ours. The wrong agents beside it spoil one habit each.
import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { env } = process;
const file = join(env.SIMS_STATE_DIR ?? '.', 'careful.json');
const EMPTY = { rows: [], left: {}, approved: null };
const LONGEST_PAUSE_MS = 15 * 60_000;

/** What the wrong agents spoil. */
const HABITS = {
  /** The text of an answer; throws when it breaks off. */
  readText: answer => answer.text(),
  /** A list out of a text, undefined for anything else. */
  rowsIn: text => {
    const value = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  },
  /** What a school is known by. */
  keyOf: site => site.OrganisationId.toLowerCase(),
  mayUse: site => site.Authorised === 1,
  credentialsIn: rows => rows,
  /** What is kept of a school that was read. */
  merge: async (_held, fresh) => fresh,
  isRefusal: (status, isHtml) => (status === 403 || status === 404) && !isHtml,
  waitsAsAsked: true,
  tries: 3,
  /** Refused credentials are tried so often. */
  refusalTries: 1,
  isGuarded: true,
  isApproved: (digest, approved) => digest === approved,
};

class End extends Error {
  constructor(exit) {
    super(`ends with ${exit}`);
    this.exit = exit;
  }
}

const nap = ms => new Promise(resolve => setTimeout(resolve, ms));

/** One host, with the pause it may have asked for. */
function hostWith(habits) {
  let pausedUntil = 0;
  const send = async (url, options) => {
    const wait = pausedUntil - performance.now();
    if (wait > LONGEST_PAUSE_MS) throw new End(6);
    if (wait > 0) await nap(wait + 1);
    const answer = await fetch(url, options);
    const text = await habits.readText(answer);
    const asked = answer.headers.get('retry-after');
    if (asked && habits.waitsAsAsked) {
      const seconds = /^\d+$/.test(asked)
        ? Number(asked)
        : (Date.parse(asked) - Date.parse(answer.headers.get('date'))) / 1000;
      pausedUntil = performance.now() + seconds * 1000;
    }
    return { status: answer.status, isHtml: text.startsWith('<') || text.startsWith('The service'), text };
  };
  return { send };
}

const formEncoded = text => new URLSearchParams([['', text]]).toString().slice(1);

/** Asks for a token with these credentials, in the way the agent is set up for. */
export function askToken(host, id, secret, scope) {
  const style = env.SIMS_AUTH_STYLE ?? 'rfc6749';
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) });
  const encode = style === 'raw' ? String : formEncoded;
  const headers = { authorization: `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}` };
  if (style !== 'post') return host.send(env.SIMS_TOKEN_URL, { method: 'POST', headers, body });
  body.set('client_id', id);
  body.set('client_secret', secret);
  return host.send(env.SIMS_TOKEN_URL, { method: 'POST', body });
}

const jsonIn = text => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

async function newToken(host, habits) {
  for (let tried = 1; ; tried++) {
    const answer = await askToken(host, env.SIMS_CLIENT_ID, env.SIMS_CLIENT_SECRET, env.SIMS_SCOPE).catch(passEnd);
    const json = answer && jsonIn(answer.text);
    if (json?.access_token) return json.access_token;
    const isRefused = json?.error !== undefined;
    if (isRefused && tried >= habits.refusalTries) throw new End(5);
    if (tried >= habits.tries || answer?.status === 403) throw new End(6);
  }
}

/** Undefined for a connection that broke. */
function passEnd(error) {
  if (error instanceof End) throw error;
  return undefined;
}

/** The two calls of the partner API: rows, or undefined; `refused` when it said no. */
function partnerWith(host, habits) {
  let token;
  const once = async path => {
    token ??= await newToken(host, habits);
    const url = `${env.SIMS_RAP_URL}/api/v1/partner/${env.SIMS_APPLICATION_ID}/${path}`;
    return host.send(url, { headers: { authorization: `Bearer ${token}` } });
  };
  return async path => {
    let renewed = false;
    for (let tried = 1; ; tried++) {
      let answer = await once(path).catch(passEnd);
      if (answer?.status === 401 && !renewed) {
        renewed = true;
        token = undefined;
        answer = await once(path).catch(passEnd);
      }
      const rows = answer?.status === 200 ? rowsOrNone(answer.text, habits) : undefined;
      if (rows) return { rows };
      if (answer && habits.isRefusal(answer.status, answer.isHtml)) return { refused: true };
      if (tried >= habits.tries || answer?.status === 403) return {};
    }
  };
}

function rowsOrNone(text, { rowsIn }) {
  try {
    return rowsIn(text);
  } catch {
    return undefined;
  }
}

async function readList(ask, { keyOf }) {
  const { rows, refused } = await ask('GetSiteByApplication');
  if (!rows) throw new End(refused ? 5 : 6);
  const index = new Map();
  for (const row of rows) if (!index.has(keyOf(row))) index.set(keyOf(row), row);
  return index;
}

async function readSchools(ask, list, into, { mayUse, credentialsIn }) {
  const wanted = [...list].filter(([key, site]) => mayUse(site) && !into.has(key));
  for (const [key, site] of wanted) {
    const organisationId = site.OrganisationId.toLowerCase();
    const { rows, refused } = await ask(`${organisationId}/Clients`);
    const fresh =
      rows && credentialsIn(rows).map(r => ({ key, organisationId, clientId: r.ClientId, secret: r.Secret }));
    into.set(key, { fresh, refused });
  }
}

/** What one school comes to: the rows to keep, and what kind of loss that is. */
async function decide(key, held, { first, second, read, host }, habits) {
  const { fresh, refused } = read.get(key) ?? {};
  const site = second.get(key);
  const kept = { rows: fresh ? await habits.merge(held, fresh, host) : held };
  if (site && !habits.mayUse(site)) return { rows: [], loss: 'suspensions' };
  if (site && fresh?.length === 0) return { rows: [], loss: 'emptied' };
  if (site) return { ...kept, unread: !fresh };
  if (first.has(key) && !refused) return { ...kept, unread: !fresh && habits.mayUse(first.get(key)) };
  return { rows: [], loss: 'removals' };
}

const isTooMany = (count, of, serves) =>
  !serves || (of < 20 ? count >= 2 && count * 100 > 25 * of : count > 3 && count * 100 > 10 * of);

/** Of which kinds too many would go, counting those that went before. */
function trippedKinds(decided, store, byKey) {
  const of = new Set([...byKey.keys(), ...Object.keys(store.left)]).size;
  const serves = decided.some(d => d.rows.length > 0);
  return ['removals', 'suspensions', 'emptied'].filter(kind => {
    const losses = decided.filter(d => d.loss === kind && byKey.has(d.key)).length;
    const before = Object.values(store.left).filter(left => left === kind).length;
    return losses > 0 && isTooMany(losses + before, of, serves);
  });
}

async function sync(habits, commit) {
  const store = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : EMPTY;
  const byKey = grouped(store.rows);
  const host = hostWith(habits);
  const ask = partnerWith(host, habits);
  const read = new Map();
  const first = await readList(ask, habits);
  await readSchools(ask, first, read, habits);
  const second = await readList(ask, habits);
  await readSchools(ask, second, read, habits);
  const decided = [];
  for (const key of new Set([...byKey.keys(), ...first.keys(), ...second.keys()])) {
    decided.push({ key, ...(await decide(key, byKey.get(key) ?? [], { first, second, read, host }, habits)) });
  }
  const unread = decided.filter(d => d.unread).length;
  const isIll = count => unread >= count && unread * 100 > (count === 5 ? 20 : 5) * read.size;
  if (isIll(5)) return 6;
  const tripped = habits.isGuarded ? trippedKinds(decided, store, byKey) : [];
  const held = decided.filter(d => tripped.includes(d.loss) && byKey.has(d.key)).map(d => `${d.loss} ${d.key}`);
  const digest = createHash('sha256').update(held.sort().join('\n')).digest('hex');
  const approved = held.length > 0 && habits.isApproved(digest, store.approved);
  const waits = d => d.loss && ((tripped.includes(d.loss) && !approved) || (d.loss === 'removals' && isIll(2)));
  const rows = decided.flatMap(d => (waits(d) ? (byKey.get(d.key) ?? []) : d.rows));
  if (held.length > 0 && !approved) process.stdout.write(`A person must look. Then: approve ${digest}\n`);
  const left = { ...store.left };
  for (const d of decided) {
    if (d.rows.length > 0) delete left[d.key];
    else if (d.loss && !waits(d) && byKey.has(d.key) && !approved) left[d.key] = d.loss;
  }
  if (commit) writeFileSync(file, JSON.stringify({ rows, left, approved: approved ? null : store.approved }));
  else if (JSON.stringify(rows.sort(byId)) !== JSON.stringify(store.rows.sort(byId))) return 2;
  if (held.length > 0 && !approved) return 4;
  return unread > 0 ? 3 : 0;
}

const byId = (a, b) => (a.clientId < b.clientId ? -1 : 1);

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.key, [...(groups.get(row.key) ?? []), row]);
  return groups;
}

function list() {
  const { rows } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : EMPTY;
  const print = secret => createHmac('sha256', Buffer.from(env.SIMS_PROBE_KEY, 'hex')).update(secret).digest('hex');
  const dump = rows.map(({ organisationId, clientId, secret }) => ({
    organisationId,
    clientId,
    secretFingerprint: print(secret),
  }));
  process.stdout.write(`${JSON.stringify(dump)}\n`);
  return 0;
}

function approve(digest) {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), approved: digest }));
  return 0;
}

/** Runs the command it was given: sync, plan, approve <digest>, or list --fingerprints. */
export async function agent(spoilt = {}) {
  const [command, argument] = process.argv.slice(2);
  const habits = { ...HABITS, ...spoilt };
  const commands = {
    list,
    approve: () => approve(argument),
    sync: () => sync(habits, true),
    plan: () => sync(habits, false),
  };
  process.exitCode = await Promise.resolve(commands[command]?.()).catch(error => {
    if (error instanceof End) return error.exit;
    throw error;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await agent();
