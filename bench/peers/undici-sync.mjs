// The calls of a full sync and nothing else: a token, the list, Clients of every row, the list again. Nothing is
// checked, compared, sealed or stored.
import { Pool } from 'undici';

const { SIMS_TOKEN_URL, SIMS_RAP_URL, SIMS_CLIENT_ID, SIMS_CLIENT_SECRET, SIMS_SCOPE, SIMS_APPLICATION_ID } =
  process.env;
const connections = Number(process.argv[2]);
const sts = new Pool(new URL(SIMS_TOKEN_URL ?? '').origin, { connections: 1 });
const rap = new Pool(SIMS_RAP_URL ?? '', { connections });

async function json(pool, request) {
  const { statusCode, body } = await pool.request(request);
  if (statusCode !== 200) throw new Error(`${request.path}: ${statusCode}`);
  return body.json();
}

const { access_token: token } = await json(sts, {
  method: 'POST',
  path: '/connect/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: SIMS_CLIENT_ID ?? '',
    client_secret: SIMS_CLIENT_SECRET ?? '',
    scope: SIMS_SCOPE ?? '',
  }).toString(),
});
const get = path =>
  json(rap, {
    method: 'GET',
    path: `/api/v1/partner/${SIMS_APPLICATION_ID}${path}`,
    headers: { authorization: `Bearer ${token}` },
  });

const sites = await get('/GetSiteByApplication');
const clients = new Map();
let next = 0;
async function worker() {
  while (next < sites.length) {
    const { OrganisationId } = sites[next++];
    clients.set(OrganisationId, await get(`/${OrganisationId}/Clients`));
  }
}
await Promise.all(Array.from({ length: connections }, worker));
await get('/GetSiteByApplication');
await Promise.all([sts.destroy(), rap.destroy()]);
if (clients.size !== sites.length) throw new Error(`${clients.size} of ${sites.length} schools read`);
