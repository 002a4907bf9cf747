import type { Harness } from '../harness.js';
import { sortedScopes } from '../tokens/index.js';
import { clientsOf } from '../world/index.js';

/** What the engine tells of a server without users, in the order of RFC 8414 section 2. */
const TRUE_HERE = [
  'issuer',
  'token_endpoint',
  'jwks_uri',
  'response_types_supported',
  'grant_types_supported',
] as const;
const ENDPOINTS = ['token_endpoint', 'revocation_endpoint', 'introspection_endpoint'] as const;

/**
 * The discovery document (RFC 8414). The engine is made for people who sign in and names an address for them even where
 * that is switched off, so only what is true of this server is taken over, and the scopes are those of the world.
 */
export function describeServer(document: unknown, harness: Harness): Record<string, unknown> {
  const all = document as Readonly<Record<string, unknown>>;
  const methods = all['token_endpoint_auth_methods_supported'];
  const described: Record<string, unknown> = {};
  for (const name of TRUE_HERE) described[name] = all[name];
  described['scopes_supported'] = sortedScopes(clientsOf(harness.world()).flatMap(client => client.scopes));
  for (const name of ENDPOINTS) {
    described[name] = all[name];
    described[`${name}_auth_methods_supported`] = methods;
  }
  return described;
}
