import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientCredentials } from 'simple-oauth2';
import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { rapUrl, VENDOR_SCOPE } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { APPLICATION, OAKFIELD, VENDOR } from '../support/small-world.js';

/** Clients that others wrote, used as their manuals say: they get a token and list the schools. */

const mock = await startMock();
const insecure = { [oauth.allowInsecureRequests]: true };
/** Every character on which encoders disagree. */
const SECRETS = [VENDOR.secret, 'a+b%2Bc d:é/1=&x~*!'] as const;

async function worldWithSecret(secret: string): Promise<WorldHandle> {
  const world = await mock.fresh();
  world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret });
  return world;
}

async function schools(response: Response): Promise<unknown[]> {
  expect(response.status).toBe(200);
  const rows = (await response.json()) as { OrganisationId: string }[];
  expect(rows.map(row => row.OrganisationId)).toContain(OAKFIELD.organisationId);
  return rows;
}

const listUrl = (world: WorldHandle) => new URL(rapUrl(world, APPLICATION, 'GetSiteByApplication'));

describe.each([
  ['Basic', oauth.ClientSecretBasic],
  ['the body', oauth.ClientSecretPost],
])('oauth4webapi with %s', (_style, authentication) => {
  test.each(SECRETS)(
    'When it starts from discovery with the secret %s, then it lists the schools [STS-02, CA-20, DISC-01, DISC-02, STS-41, RAP-01]',
    async secret => {
      const world = await worldWithSecret(secret);
      const issuer = new URL(world.ready.stsUrl);
      const found = await oauth.discoveryRequest(issuer, insecure);
      const server = await oauth.processDiscoveryResponse(issuer, found);
      const client: oauth.Client = { client_id: VENDOR.clientId };
      const parameters = { scope: VENDOR_SCOPE };
      const answer = await oauth.clientCredentialsGrantRequest(
        server,
        client,
        authentication(secret),
        parameters,
        insecure,
      );
      const { access_token, expires_in } = await oauth.processClientCredentialsResponse(server, client, answer);
      expect(expires_in).toBe(3600);
      const url = listUrl(world);
      await schools(await oauth.protectedResourceRequest(access_token, 'GET', url, undefined, undefined, insecure));
    },
  );

  test('When it knows the token address only and the secret is wrong, then it says invalid_client [STS-30, STS-31]', async () => {
    const server = { issuer: mock.ready.stsUrl, token_endpoint: mock.ready.tokenUrl };
    const client: oauth.Client = { client_id: VENDOR.clientId };
    const answer = await oauth.clientCredentialsGrantRequest(server, client, authentication('wrong'), {}, insecure);
    const refused = oauth.processClientCredentialsResponse(server, client, answer);
    await expect(refused).rejects.toMatchObject({ error: 'invalid_client', status: 400 });
  });
});

describe.each([
  ['Basic', openid.ClientSecretBasic],
  ['the body', openid.ClientSecretPost],
])('openid-client with %s', (_style, authentication) => {
  test.each(SECRETS)(
    'When it starts from discovery with the secret %s, then it lists the schools [STS-02, CA-20, DISC-01, DISC-02, STS-41, RAP-01]',
    async secret => {
      const world = await worldWithSecret(secret);
      const options = { execute: [openid.allowInsecureRequests] };
      const issuer = new URL(world.ready.stsUrl);
      const config = await openid.discovery(issuer, VENDOR.clientId, undefined, authentication(secret), options);
      const { access_token } = await openid.clientCredentialsGrant(config, { scope: VENDOR_SCOPE });
      await schools(await openid.fetchProtectedResource(config, access_token, listUrl(world), 'GET'));
    },
  );

  test('When it knows the token address only and the secret is wrong, then it says invalid_client [STS-30, STS-31]', async () => {
    const server = { issuer: mock.ready.stsUrl, token_endpoint: mock.ready.tokenUrl };
    const config = new openid.Configuration(server, VENDOR.clientId, undefined, authentication('wrong'));
    openid.allowInsecureRequests(config);
    await expect(openid.clientCredentialsGrant(config, { scope: VENDOR_SCOPE })).rejects.toMatchObject({
      error: 'invalid_client',
    });
  });
});

describe.each(['header', 'body'] as const)('simple-oauth2 with credentials in the %s', authorizationMethod => {
  // It refuses to be configured with a secret beyond ASCII, before any request.
  test.each(SECRETS.map(secret => secret.replace('é', 'e')))(
    'When it asks for a token with the secret %s, then it lists the schools [STS-02, CA-20, STS-41, RAP-01]',
    async secret => {
      const world = await worldWithSecret(secret);
      const client = new ClientCredentials({
        client: { id: VENDOR.clientId, secret },
        auth: { tokenHost: world.ready.stsUrl, tokenPath: new URL(world.ready.tokenUrl).pathname },
        options: { authorizationMethod, credentialsEncodingMode: 'strict' },
      });
      const { token } = await client.getToken({ scope: VENDOR_SCOPE });
      expect(token['expires_in']).toBe(3600);
      const headers = { authorization: `Bearer ${String(token['access_token'])}` };
      await schools(await fetch(listUrl(world), { headers }));
    },
  );

  test('When the secret is wrong, then it fails with the 400 of the service [STS-30]', async () => {
    const world = await mock.fresh();
    const client = new ClientCredentials({
      client: { id: VENDOR.clientId, secret: 'wrong' },
      auth: { tokenHost: world.ready.stsUrl, tokenPath: new URL(world.ready.tokenUrl).pathname },
      options: { authorizationMethod },
    });
    await expect(client.getToken({ scope: VENDOR_SCOPE })).rejects.toMatchObject({ output: { statusCode: 400 } });
  });
});
