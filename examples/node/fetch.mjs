// Token, list of schools, each school's clients: Node with undici. Prints [{organisationId, clientId,
// secretFingerprint}] and never a secret.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { EnvHttpProxyAgent, request } from 'undici';

/** One sentence for the operator; it never holds a secret. */
class Refused extends Error {}

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Refused(`${name} is not set.`);
  return value;
}

/** Honours HTTPS_PROXY and NO_PROXY; one connection per service. */
function newDispatcher() {
  const caFile = process.env.SIMS_CA_FILE;
  // `ca` replaces the authorities trusted so far, so they are named beside the new one.
  const trust = caFile ? { ca: [...rootCertificates, readFileSync(caFile)] } : {};
  return new EnvHttpProxyAgent({ connect: trust, requestTls: trust, connections: 1 });
}

/** The JSON of a 200; anything else, a page of HTML say, ends the run. */
async function readJson(url, options, what, isRight) {
  const { statusCode, body } = await request(url, options).catch(error => {
    throw new Refused(`${what}: no answer (${error.code ?? error.name}).`);
  });
  const value = await body.json().catch(() => undefined);
  if (value === undefined) throw new Refused(`${what}: ${statusCode} without JSON. Nothing was taken over.`);
  if (statusCode === 200 && isRight(value)) return value;
  throw new Refused(`${`${what}: ${statusCode} ${value?.error ?? ''}`.trimEnd()}. Nothing was taken over.`);
}

async function fetchAll(dispatcher) {
  // In the body, as the vendor's own samples do: no question of how Basic is encoded arises.
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: setting('SIMS_CLIENT_ID'),
    client_secret: setting('SIMS_CLIENT_SECRET'),
    scope: setting('SIMS_SCOPE'),
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  const post = { dispatcher, method: 'POST', headers, body: form.toString() };
  const granted = await readJson(setting('SIMS_TOKEN_URL'), post, 'Token', value => Boolean(value?.access_token));

  const get = { dispatcher, headers: { authorization: `Bearer ${granted.access_token}`, accept: 'application/json' } };
  const partner = `${setting('SIMS_RAP_URL')}/api/v1/partner/${encodeURIComponent(setting('SIMS_APPLICATION_ID'))}`;
  const schools = await readJson(`${partner}/GetSiteByApplication`, get, 'List of schools', Array.isArray);

  const key = Buffer.from(setting('SIMS_PROBE_KEY'), 'hex');
  const held = [];
  const seen = new Set();
  for (const { OrganisationId: organisationId, Authorised: authorised } of schools) {
    // 1 is a school you may read now. Anything else, null included, is no reason to delete what you hold of it.
    if (!organisationId || authorised !== 1 || seen.has(organisationId.toLowerCase())) continue;
    seen.add(organisationId.toLowerCase()); // a GUID is the same in any letter case
    const url = `${partner}/${encodeURIComponent(organisationId)}/Clients`;
    for (const client of await readJson(url, get, `Clients of ${organisationId}`, Array.isArray)) {
      if (!client.ClientId || !client.Secret) continue;
      const secretFingerprint = createHmac('sha256', key).update(client.Secret, 'utf8').digest('hex');
      held.push({ organisationId, clientId: client.ClientId, secretFingerprint });
    }
  }
  return held;
}

const dispatcher = newDispatcher();
try {
  process.stdout.write(`${JSON.stringify(await fetchAll(dispatcher))}\n`);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  process.stderr.write(`fetch: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  await dispatcher.close();
}
