// A sync agent of a hundred lines, without guards, for the wrong agents beside it to spoil in one place each.
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { env } = process;
const file = join(env.SIMS_STATE_DIR ?? '.', 'held.json');

const load = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);
const save = rows => writeFileSync(file, JSON.stringify(rows));

async function askToken() {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: env.SIMS_CLIENT_ID,
    client_secret: env.SIMS_CLIENT_SECRET,
    scope: env.SIMS_SCOPE,
  });
  const answer = await fetch(env.SIMS_TOKEN_URL, { method: 'POST', body });
  return answer.ok ? (await answer.json()).access_token : undefined;
}

/** The rows of a list, or undefined for anything that is none. */
async function readRows(token, path) {
  const url = `${env.SIMS_RAP_URL}/api/v1/partner/${env.SIMS_APPLICATION_ID}/${path}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) return undefined;
  const rows = await answer.json().catch(() => undefined);
  return Array.isArray(rows) ? rows : undefined;
}

const sameSite = (a, b) => a.organisationId.toLowerCase() === b.organisationId.toLowerCase();

async function readSite(token, organisationId, held) {
  const rows = await readRows(token, `${organisationId}/Clients`);
  if (!rows) return { failed: true, rows: held.filter(h => sameSite(h, { organisationId })) };
  return { failed: false, rows: rows.map(r => ({ organisationId, clientId: r.ClientId, secret: r.Secret })) };
}

/**
 * What the wrong agents spoil: `merge(held, fresh)` gives what is kept, `believesEmptyList` and `tellsOfFailures` say
 * what they are called.
 */
const HONEST = { merge: (_held, fresh) => fresh, believesEmptyList: false, tellsOfFailures: true };

async function sync({ merge, believesEmptyList, tellsOfFailures }) {
  const held = load();
  const token = await askToken();
  if (!token) return 5;
  const sites = await readRows(token, 'GetSiteByApplication');
  if (!sites) return 6;
  const read = [];
  for (const { OrganisationId } of sites) read.push(await readSite(token, OrganisationId, held));
  const again = await readRows(token, 'GetSiteByApplication');
  if (!again) return 6;
  if (sites.length === 0 && held.length > 0 && !believesEmptyList) return 4;
  save(
    merge(
      held,
      read.flatMap(r => r.rows),
    ),
  );
  return tellsOfFailures && read.some(r => r.failed) ? 3 : 0;
}

function list() {
  const fingerprint = secret =>
    createHmac('sha256', Buffer.from(env.SIMS_PROBE_KEY, 'hex')).update(secret).digest('hex');
  const rows = load().map(({ secret, ...row }) => ({ ...row, secretFingerprint: fingerprint(secret) }));
  process.stdout.write(`${JSON.stringify(rows)}\n`);
  return 0;
}

/** Runs the command it was given: sync, plan, approve, or list --fingerprints. */
export async function agent(spoilt = {}) {
  const [command] = process.argv.slice(2);
  if (command === 'list') process.exitCode = list();
  if (command === 'sync') process.exitCode = await sync({ ...HONEST, ...spoilt });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await agent();
