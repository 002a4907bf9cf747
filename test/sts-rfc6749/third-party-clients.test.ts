import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientCredentials } from 'simple-oauth2';
import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { listSites, VENDOR_SCOPE } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { VENDOR } from '../support/small-world.js';

/** Clients that others wrote, used as their manuals say, against a server that forgives nothing. */

const mock = await startMock({ sts: 'rfc6749' });
const insecure = { [oauth.allowInsecureRequests]: true };
/** Every printable character on which encoders disagree. */
const SECRETS = [VENDOR.secret, "a+b%2Bc d:1/=&x~*!'()_.-"] as const;

async function worldWithSecret(secret: string): Promise<WorldHandle> {
  const world = await mock.fresh();
  world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret });
  return world;
}

async function expectToOpen(world: WorldHandle, token: string): Promise<void> {
  expect((await listSites(world, token)).status).toBe(200);
}

describe.each([
  ['Basic', oauth.ClientSecretBasic],
  ['the body', oauth.ClientSecretPost],
])('oauth4webapi with %s', (_style, authentication) => {
  const client: oauth.Client = { client_id: VENDOR.clientId };

  async function discovered(world: WorldHandle): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(world.ready.stsUrl);
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  }

  test.each(SECRETS)('When the secret is %s, then it gets a token, asks about it and revokes it', async secret => {
    const world = await worldWithSecret(secret);
    const server = await discovered(world);
    const auth = authentication(secret);
    const parameters = { scope: VENDOR_SCOPE };
    const answer = await oauth.clientCredentialsGrantRequest(server, client, auth, parameters, insecure);
    const { access_token } = await oauth.processClientCredentialsResponse(server, client, answer);
    await expectToOpen(world, access_token);
    const asked = await oauth.introspectionRequest(server, client, auth, access_token, insecure);
    expect(await oauth.processIntrospectionResponse(server, client, asked)).toMatchObject({ active: true });
    const revoked = await oauth.revocationRequest(server, client, auth, access_token, insecure);
    await oauth.processRevocationResponse(revoked);
    const again = await oauth.introspectionRequest(server, client, auth, access_token, insecure);
    expect(await oauth.processIntrospectionResponse(server, client, again)).toEqual({ active: false });
  });

  test('When the secret is wrong, then it reads the challenge', async () => {
    const world = await mock.fresh();
    const server = await discovered(world);
    const answer = await oauth.clientCredentialsGrantRequest(server, client, authentication('wrong'), {}, insecure);
    const refused = oauth.processClientCredentialsResponse(server, client, answer);
    await expect(refused).rejects.toMatchObject({ status: 401, code: oauth.WWW_AUTHENTICATE_CHALLENGE });
  });
});

describe.each([
  ['Basic', openid.ClientSecretBasic],
  ['the body', openid.ClientSecretPost],
])('openid-client with %s', (_style, authentication) => {
  const options = { execute: [openid.allowInsecureRequests] };

  test.each(SECRETS)('When the secret is %s, then it gets a token that opens RAP', async secret => {
    const world = await worldWithSecret(secret);
    const issuer = new URL(world.ready.stsUrl);
    const config = await openid.discovery(issuer, VENDOR.clientId, undefined, authentication(secret), options);
    const { access_token } = await openid.clientCredentialsGrant(config, { scope: VENDOR_SCOPE });
    await expectToOpen(world, access_token);
    expect(await openid.tokenIntrospection(config, access_token)).toMatchObject({ client_id: VENDOR.clientId });
  });
});

describe.each(['header', 'body'] as const)('simple-oauth2 with credentials in the %s', authorizationMethod => {
  const configured = (world: WorldHandle, secret: string, credentialsEncodingMode: 'strict' | 'loose') =>
    new ClientCredentials({
      client: { id: VENDOR.clientId, secret },
      auth: { tokenHost: world.ready.stsUrl, tokenPath: new URL(world.ready.tokenUrl).pathname },
      options: { authorizationMethod, credentialsEncodingMode },
    });

  test.each(SECRETS)('When the secret is %s, then it gets a token that opens RAP', async secret => {
    const world = await worldWithSecret(secret);
    const { token } = await configured(world, secret, 'strict').getToken({ scope: VENDOR_SCOPE });
    await expectToOpen(world, String(token['access_token']));
  });

  test('When the secret is wrong, then it fails with 401', async () => {
    const world = await mock.fresh();
    const asked = configured(world, 'wrong', 'strict').getToken({ scope: VENDOR_SCOPE });
    await expect(asked).rejects.toMatchObject({ output: { statusCode: 401 } });
  });

  test('When it is set to encode loosely, then an awkward secret comes through in the body only', async () => {
    const world = await worldWithSecret(SECRETS[1]);
    const asked = configured(world, SECRETS[1], 'loose').getToken({ scope: VENDOR_SCOPE });
    if (authorizationMethod === 'body') await asked;
    else await expect(asked).rejects.toMatchObject({ output: { statusCode: 401 } });
  });
});
