/** What goes in and out of each address, for the OpenAPI page. Plain JSON Schema: nothing to load at start. */

const text = (description: string) => ({ type: 'string', description });
const form = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
});

const credentials = {
  client_id: text('Here, or in HTTP Basic (STS-02)'),
  client_secret: text('Here, or in HTTP Basic (STS-02)'),
};

const refused = (description: string, error: readonly string[]) => ({
  description,
  type: 'object',
  properties: { error: { type: 'string', enum: error } },
  required: ['error'],
});

const message = (description: string) => ({
  description,
  type: 'object',
  properties: { Message: { type: 'string' } },
  required: ['Message'],
});

const claims = {
  iss: text('JWT-04'),
  aud: text('JWT-05'),
  exp: { type: 'integer' },
  nbf: { type: 'integer' },
  client_id: text('As stored'),
  scope: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }], description: 'JWT-08' },
};

export const STS_SCHEMAS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '/connect/token': {
    summary: 'Get an access token (client credentials)',
    consumes: ['application/x-www-form-urlencoded'],
    body: form(
      {
        grant_type: { type: 'string', enum: ['client_credentials'] },
        ...credentials,
        scope: text('Names separated by blanks; required (STS-20)'),
        acr_values: text('orgselected:<organisation id>, for DeX clients (ACR-01)'),
      },
      ['grant_type', 'scope'],
    ),
    response: {
      200: {
        description: 'Granted (STS-41)',
        type: 'object',
        properties: {
          access_token: text('A JWT, to be treated as opaque (JWT-14)'),
          expires_in: { type: 'integer', description: 'Seconds (STS-43)' },
          token_type: { type: 'string', enum: ['Bearer'] },
        },
        required: ['access_token', 'expires_in', 'token_type'],
      },
      400: refused('Refused (STS-30)', [
        'invalid_client',
        'unsupported_grant_type',
        'unauthorized_client',
        'invalid_scope',
        'invalid_request',
        'invalid_grant',
      ]),
      405: message('Another verb (STS-12)'),
      415: {
        description: 'Another content type (STS-13)',
        type: 'object',
        properties: { ErrorMessage: { type: 'string' } },
      },
    },
  },
  '/.well-known/openid-configuration': {
    summary: 'Discovery document',
    response: { 200: { description: 'DISC-02', type: 'object', additionalProperties: true } },
  },
  '/.well-known/jwks': {
    summary: 'Signing keys',
    response: {
      200: {
        description: 'DISC-08',
        type: 'object',
        properties: { keys: { type: 'array', items: { type: 'object', additionalProperties: true } } },
      },
    },
  },
  '/.well-known/openid-configuration/jwks': {
    summary: 'Signing keys under sts.profile=is4',
    response: {
      200: {
        description: 'ALT-06',
        type: 'object',
        properties: { keys: { type: 'array', items: { type: 'object', additionalProperties: true } } },
      },
    },
  },
  '/connect/accessTokenValidation': {
    summary: 'Ask the token server whether an access token is good',
    response: {
      200: { description: 'The claims (END-05)', type: 'object', properties: claims },
      400: message('Token is missing, invalid_token or insufficient_scope (END-02)'),
    },
  },
  '/connect/identityTokenValidation': {
    summary: 'Identity tokens: never issued here',
    response: { 400: message('END-10') },
  },
  '/connect/introspect': {
    summary: 'Introspection, for API scopes only',
    consumes: ['application/x-www-form-urlencoded'],
    body: form({ ...credentials, token: text('The access token') }, ['token']),
    response: {
      200: {
        description: 'END-11',
        type: 'object',
        properties: { ...claims, active: { type: 'boolean' } },
        required: ['active'],
      },
      400: message('missing_token'),
      401: { description: 'Not an API scope', type: 'null' },
    },
  },
  '/connect/revocation': {
    summary: 'Revocation: answers 200 and changes nothing for a JWT',
    consumes: ['application/x-www-form-urlencoded'],
    body: form(
      { ...credentials, token: text('The access token'), token_type_hint: text('access_token or refresh_token') },
      ['token'],
    ),
    response: {
      200: { description: 'END-08, END-09', type: 'null' },
      400: refused('Refused', ['invalid_client', 'invalid_request', 'unsupported_token_type']),
    },
  },
};
