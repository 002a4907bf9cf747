// Ways of authenticating with Node. Reads `way url id secret` by line, id and secret in Base64.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientCredentials } from 'simple-oauth2';
import { Configuration, plan } from 'sims-id-harness/agent';
import { request } from 'undici';

const GRANT = { grant_type: 'client_credentials', scope: 'partner-read' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function post(url, fields, headers = {}) {
  const body = new URLSearchParams(fields).toString();
  const answer = await request(url, { method: 'POST', headers: { ...FORM, ...headers }, body });
  await answer.body.dump();
  return answer.statusCode;
}

const basic = encode => (url, id, secret) =>
  post(url, GRANT, {
    authorization: `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`,
  });

/** application/x-www-form-urlencoded of one value. */
const formEncoded = text => new URLSearchParams([['', text]]).toString().slice(1);

const oauth4webapi = authentication => async (url, id, secret) => {
  const server = { issuer: url, token_endpoint: url };
  const insecure = { [oauth.allowInsecureRequests]: true };
  const client = { client_id: id };
  const parameters = { scope: 'partner-read' };
  const answer = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    authentication(secret),
    parameters,
    insecure,
  );
  await answer.body?.cancel();
  return answer.status;
};

const openidClient = authentication => async (url, id, secret) => {
  const server = { issuer: url, token_endpoint: url };
  const config = new openid.Configuration(server, id, secret, authentication?.(secret));
  openid.allowInsecureRequests(config);
  try {
    await openid.clientCredentialsGrant(config, { scope: 'partner-read' });
    return 200;
  } catch (error) {
    // Whether refused with or without a challenge, it carries the answer.
    const status = error.status ?? error.cause?.status ?? error.response?.status;
    if (status === undefined) throw error;
    return status;
  }
};

const simpleOauth2 = options => async (url, id, secret) => {
  const { origin, pathname } = new URL(url);
  const client = new ClientCredentials({
    client: { id, secret },
    auth: { tokenHost: origin, tokenPath: pathname },
    options,
  });
  try {
    await client.getToken({ scope: 'partner-read' });
    return 200;
  } catch (error) {
    if (!error.output?.statusCode) throw error;
    return error.output.statusCode;
  }
};

const folder = mkdtempSync(join(tmpdir(), 'sims-ways-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const key = join(folder, 'key');
writeFileSync(key, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 });
const policy = join(folder, 'policy.json');
writeFileSync(policy, JSON.stringify({ requestsPerSecond: 'off', retryBaseMs: 1, retryCapMs: 2 }));
let runs = 0;

const simsAgent = style => async (url, id, secret) => {
  runs += 1;
  const config = new Configuration(
    {},
    {
      SIMS_TOKEN_URL: url,
      SIMS_RAP_URL: process.env.SIMS_RAP_URL,
      SIMS_APPLICATION_ID: process.env.SIMS_APPLICATION_ID,
      SIMS_CLIENT_ID: id,
      SIMS_CLIENT_SECRET: secret,
      SIMS_SCOPE: 'partner-read',
      SIMS_STATE_DIR: join(folder, String(runs)),
      SIMS_AGENT_KEY: `file:${key}`,
      SIMS_AGENT_POLICY: policy,
      SIMS_AUTH_STYLE: style,
    },
  );
  try {
    await plan(config.agent(), () => {});
    return 200;
  } catch (error) {
    if (error.code === 'invalid_client') return 400;
    throw error;
  }
};

const WAYS = {
  'undici-raw': basic(String),
  'undici-btoa': async (url, id, secret) => post(url, GRANT, { authorization: `Basic ${btoa(`${id}:${secret}`)}` }),
  'undici-uri': basic(encodeURIComponent),
  'undici-form': basic(formEncoded),
  'undici-body': (url, id, secret) => post(url, { ...GRANT, client_id: id, client_secret: secret }),
  'oauth4webapi-basic': oauth4webapi(oauth.ClientSecretBasic),
  'oauth4webapi-post': oauth4webapi(oauth.ClientSecretPost),
  'openid-client-default': openidClient(undefined),
  'openid-client-basic': openidClient(openid.ClientSecretBasic),
  'simple-oauth2-default': simpleOauth2({}),
  'simple-oauth2-loose': simpleOauth2({ credentialsEncodingMode: 'loose' }),
  'simple-oauth2-body': simpleOauth2({ authorizationMethod: 'body' }),
  'agent-rfc6749': simsAgent('rfc6749'),
  'agent-raw': simsAgent('raw'),
  'agent-post': simsAgent('post'),
};

const nameOf = ({ code, name }) => (typeof code === 'string' ? code : name);
const decoded = base64 => Buffer.from(base64, 'base64').toString('utf8');

for await (const line of createInterface({ input: process.stdin })) {
  const [way, url, id, secret] = line.split('\t');
  const said = await WAYS[way](url, decoded(id), decoded(secret)).catch(error => `! ${nameOf(error)}`);
  process.stdout.write(`${said}\n`);
}
