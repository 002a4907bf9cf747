/** What goes in and out of each address, for the OpenAPI page. Plain JSON Schema: nothing is checked by it. */

const text = (description: string) => ({ type: 'string', description });

const form = (properties: Readonly<Record<string, unknown>>, required: readonly string[]) => ({
  consumes: ['application/x-www-form-urlencoded'],
  body: {
    type: 'object',
    properties: {
      client_id: text('Here, or form-encoded in HTTP Basic'),
      client_secret: text('Here, or form-encoded in HTTP Basic; never in both'),
      ...properties,
    },
    required,
  },
});

const refused = (description: string, ...errors: string[]) => ({
  description,
  type: 'object',
  properties: { error: { type: 'string', enum: errors }, error_description: text('For people') },
  required: ['error'],
});

const UNKNOWN_CLIENT = refused('Unknown client or wrong secret, with a challenge', 'invalid_client');

const document = (description: string) => ({ 200: { description, type: 'object', additionalProperties: true } });

export const SCHEMAS = {
  token: {
    summary: 'Get an access token (RFC 6749 section 4.4)',
    ...form(
      {
        grant_type: { type: 'string', enum: ['client_credentials'] },
        scope: text('Names separated by one blank each; there is no default'),
        resource: text('RFC 8707: <issuer>/resources, or nothing'),
      },
      ['grant_type', 'scope'],
    ),
    response: {
      200: {
        description: 'Granted',
        type: 'object',
        properties: {
          access_token: text('A JWT (RFC 9068)'),
          expires_in: { type: 'integer', description: 'Seconds' },
          scope: text('What was granted'),
          token_type: { type: 'string', enum: ['Bearer'] },
        },
        required: ['access_token', 'expires_in', 'token_type'],
      },
      400: refused('Refused', 'invalid_request', 'invalid_scope', 'invalid_target', 'unsupported_grant_type'),
      401: UNKNOWN_CLIENT,
    },
  },
  discovery: { summary: 'Discovery document (RFC 8414)', response: document('What this server can do') },
  jwks: { summary: 'Signing keys (RFC 7517)', response: document('The keys, the newest first') },
  introspection: {
    summary: 'Introspection of tokens of one’s own (RFC 7662)',
    ...form({ token: text('The access token'), token_type_hint: text('Ignored') }, ['token']),
    response: {
      200: {
        description: 'active, and where it is true the claims',
        type: 'object',
        properties: { active: { type: 'boolean' } },
        required: ['active'],
      },
      400: refused('Refused', 'invalid_request'),
      401: UNKNOWN_CLIENT,
    },
  },
  revocation: {
    summary: 'Revocation of tokens of one’s own (RFC 7009)',
    ...form({ token: text('The access token'), token_type_hint: text('Ignored') }, ['token']),
    response: {
      200: { description: 'Revoked, or never known', type: 'null' },
      400: refused('Refused', 'invalid_request'),
      401: UNKNOWN_CLIENT,
    },
  },
} as const;
