// oidc-provider with one client_credentials client and JWT access tokens: what a standard server costs.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const jwk = createPrivateKey(readFileSync(process.argv[2] ?? '', 'utf8')).export({ format: 'jwk' });
const resource = 'urn:rap';
const provider = new Provider('http://127.0.0.1', {
  clients: [
    {
      client_id: 'one',
      client_secret: 'one-secret-that-is-long-enough-to-do',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  scopes: ['partner'],
  jwks: { keys: [{ ...jwk, alg: 'RS256', use: 'sig' }] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'partner',
        audience: resource,
        accessTokenTTL: 3600,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});
const server = provider.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ tokenUrl: `http://127.0.0.1:${server.address().port}/token` }));
});
