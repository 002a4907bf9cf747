import { type Answer, json } from '../answer.js';
import type { Asked } from '../asked.js';
import { issuerOf, stsAddress } from '../environment.js';
import type { Harness } from '../harness.js';
import { keysPath } from './profile.js';
import { scopesOfWorld } from './scopes.js';

/** `GET /.well-known/openid-configuration`, whole or as short as the switch has it (DISC-06). */
export function discovery(harness: Harness, asked: Asked): Answer {
  const whole = wholeDocument(harness, asked);
  if (harness.switches()['sts.discovery'] !== 'minimal') return json(200, whole);
  const { issuer, jwks_uri, token_endpoint } = whole;
  return json(200, { issuer, jwks_uri, token_endpoint }, [], { switches: ['sts.discovery=minimal'] });
}

/** These members in this order (DISC-02 to DISC-06). */
function wholeDocument(harness: Harness, asked: Asked) {
  const base = stsAddress(harness, asked);
  return {
    issuer: issuerOf(harness, asked),
    jwks_uri: base + keysPath(harness.switches()),
    authorization_endpoint: `${base}/connect/authorize`,
    token_endpoint: `${base}/connect/token`,
    userinfo_endpoint: `${base}/connect/userinfo`,
    end_session_endpoint: `${base}/connect/endsession`,
    check_session_iframe: `${base}/connect/checksession`,
    revocation_endpoint: `${base}/connect/revocation`,
    introspection_endpoint: `${base}/connect/introspect`,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    scopes_supported: scopesOfWorld(harness.world()),
    claims_supported: [],
    response_types_supported: [
      'code',
      'token',
      'id_token',
      'id_token token',
      'code id_token',
      'code token',
      'code id_token token',
    ],
    response_modes_supported: ['form_post', 'query', 'fragment'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'password', 'refresh_token', 'implicit'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['plain', 'S256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  };
}
