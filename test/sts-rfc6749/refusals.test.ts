import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import {
  ask,
  askToken,
  basic,
  type Fields,
  FORM,
  fieldsOf,
  HEADER_ONLY,
  type Headers,
  type Reply,
  vendorFields,
  whyOf,
} from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { AT_OAKFIELD, OAKFIELD, VENDOR } from '../support/small-world.js';

/** The token server by the RFCs: what it refuses, clause by clause of RFC 6749. */

const mock = await startMock({ sts: 'rfc6749' });

const wrong = { ...VENDOR, secret: 'not-it' };
const encoded = (text: string) => new URLSearchParams({ x: text }).toString().slice(2);
const right = basic(encoded(VENDOR.clientId), encoded(VENDOR.secret));
const { grant_type: _grant, ...noGrant } = vendorFields;
const { scope: _scope, ...noScope } = vendorFields;
const { client_secret: _secret, ...noSecret } = vendorFields;
const body = new URLSearchParams(vendorFields).toString();

function errorOf({ status, body: text }: Reply): string {
  return `${status} ${JSON.parse(text).error}`;
}

type Row = readonly [clause: string, what: string, fields: Fields, headers: Headers, error: string, why: string];

const ROWS: readonly Row[] = [
  [
    '5.2',
    'the secret is wrong',
    fieldsOf(wrong, 'partner-read'),
    {},
    '401 invalid_client',
    "wrong secret for the partner's own client",
  ],
  [
    '5.2',
    'the client is nobody’s',
    { ...vendorFields, client_id: 'vmc-nobody' },
    {},
    '401 invalid_client',
    'no client has this id',
  ],
  ['5.2', 'there is no secret', noSecret, {}, '401 invalid_client', 'client_secret is missing or blank'],
  [
    '2.3',
    'there are no credentials',
    HEADER_ONLY,
    {},
    '400 invalid_request',
    'no credentials: neither client_id and client_secret in the body nor a Basic header',
  ],
  [
    '2.3',
    'credentials come in the body and in Basic',
    vendorFields,
    right,
    '400 invalid_request',
    'client authentication must only be provided using one mechanism',
  ],
  [
    '2.3.1',
    'Basic and body name two clients',
    { ...HEADER_ONLY, client_id: OAKFIELD.clientId },
    right,
    '400 invalid_request',
    'client_id mismatch',
  ],
  [
    '2.3.1',
    'Basic is no Base64',
    HEADER_ONLY,
    { authorization: 'Basic ???' },
    '400 invalid_request',
    'what follows "Basic " is not Base64: encode id:secret first',
  ],
  [
    '2.3.1',
    'another scheme is used',
    HEADER_ONLY,
    { authorization: 'Digest x' },
    '400 invalid_request',
    'the Authorization header is not Basic, and the body holds no client_id and client_secret',
  ],
  [
    '3.1',
    'the scope comes twice',
    `${body}&scope=partner-read`,
    {},
    '400 invalid_request',
    "'scope' parameter must not be provided twice",
  ],
  [
    '3.1',
    'the client id comes twice',
    `${body}&client_id=x`,
    {},
    '400 invalid_request',
    "'client_id' parameter must not be provided twice",
  ],
  [
    '3.3',
    'the scope is unknown',
    { ...vendorFields, scope: 'partner-read nope' },
    {},
    '400 invalid_scope',
    'requested scope is not allowed; this client may ask for: partner-read partner-write',
  ],
  [
    '3.3',
    'the scope is another client’s',
    { ...vendorFields, scope: 'rapapi' },
    {},
    '400 invalid_scope',
    'requested scope is not allowed; this client may ask for: partner-read partner-write',
  ],
  [
    '3.3',
    'the scope is missing',
    noScope,
    {},
    '400 invalid_scope',
    'scope is missing, and this server has no default one; this client may ask for: partner-read partner-write',
  ],
  [
    '3.3',
    'the scope ends in a blank',
    { ...vendorFields, scope: 'partner-read ' },
    {},
    '400 invalid_scope',
    'scope contains invalid characters; this client may ask for: partner-read partner-write',
  ],
  ['4.4.2', 'the grant type is missing', noGrant, {}, '400 invalid_request', "missing required parameter 'grant_type'"],
  [
    '5.2',
    'the grant type is another',
    { ...vendorFields, grant_type: 'password' },
    {},
    '400 unsupported_grant_type',
    'unsupported grant_type requested',
  ],
  [
    '5.2',
    'the grant type is in capitals',
    { ...vendorFields, grant_type: 'Client_Credentials' },
    {},
    '400 unsupported_grant_type',
    'unsupported grant_type requested',
  ],
  [
    '4.4.2',
    'the body is JSON',
    '{}',
    { 'content-type': 'application/json' },
    '400 invalid_request',
    'only application/x-www-form-urlencoded content-type bodies are supported on POST /connect/token',
  ],
  [
    'RFC 8707',
    'a resource is named that is none',
    { ...vendorFields, resource: 'https://rap.sims.co.uk' },
    {},
    '400 invalid_target',
    'resource indicator is missing, or unknown',
  ],
];

describe('what is refused at the token address', () => {
  test.each(ROWS)(
    '[%s] When %s, then it says so, and the journal says why',
    async (_c, _w, fields, headers, error, why) => {
      const world = await mock.fresh();
      const reply = await askToken(world, fields, headers);
      expect(errorOf(reply)).toBe(error);
      expect(whyOf(world)).toBe(why);
      expect(reply.headers['cache-control']).toBe('no-store');
      expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(JSON.parse(reply.body).error_description).toEqual(expect.any(String));
    },
  );

  test('When a caller would rather have HTML, then the refusal is JSON all the same (5.2)', async () => {
    const reply = await askToken(await mock.fresh(), fieldsOf(wrong, 'partner-read'), { accept: 'text/html' });
    expect(errorOf(reply)).toBe('401 invalid_client');
  });

  test.each([
    ['Basic', HEADER_ONLY, basic(VENDOR.clientId, 'not-it')],
    ['the body', fieldsOf(wrong, 'partner-read'), {}],
  ])(
    'When credentials in %s are refused, then there is a challenge (5.2, RFC 9110 section 15.5.2)',
    async (_by, fields, headers) => {
      const world = await mock.fresh();
      const reply = await askToken(world, fields, headers);
      expect(reply.status).toBe(401);
      expect(reply.headers['www-authenticate']).toContain(`Basic realm="${world.ready.stsUrl}"`);
    },
  );

  test('When a request names an Origin, then it is told that browsers have no business here', async () => {
    const world = await mock.fresh();
    const reply = await askToken(world, vendorFields, { origin: 'https://app.example' });
    expect(errorOf(reply)).toBe('400 invalid_request');
    expect(whyOf(world)).toBe('the request has an Origin header: no browser may hold these secrets');
  });

  test('When a form is larger than any form is, then it is refused unread', async () => {
    const world = await mock.fresh();
    expect(errorOf(await askToken(world, `${body}&x=${'x'.repeat(60_000)}`))).toBe('400 invalid_request');
    expect(whyOf(world)).toBe('failed to parse the request body');
  });

  test('When the verb is another, then it is not allowed (3.2)', async () => {
    const world = await mock.fresh();
    const reply = await ask(world.ready.tokenUrl);
    expect([reply.status, reply.headers['allow']]).toEqual([405, 'POST']);
  });

  test('When the vendor’s validation address is asked for, then it is not there', async () => {
    const world = await mock.fresh();
    const url = `${world.ready.stsUrl}/connect/accessTokenValidation?token=x`;
    expect((await ask(url)).status).toBe(404);
  });

  test('When plain http is refused, then it is refused here as well', async () => {
    const world = await mock.with({ 'transport.http': 'refuse' });
    expect((await askToken(world, vendorFields)).status).toBe(403);
  });
});

describe('raw secrets in Basic (2.3.1)', () => {
  const rows = [
    [
      'a plus sign',
      'Ab+cD3fG5hJ7kL9m',
      '401 invalid_client',
      'a + in the secret was read as a space: encode it as %2B',
    ],
    [
      'what looks like an escape',
      'Ab%2BcD3fG5hJ7kL',
      '401 invalid_client',
      'the secret was sent without form-encoding it',
    ],
    ['a percent sign', 'Ab%zcD3fG5hJ7kL9', '400 invalid_request', 'the secret was sent without form-encoding it'],
  ] as const;

  test.each(rows)(
    'When a secret with %s is not encoded, then it is refused and the doctor knows',
    async (_what, secret, error, why) => {
      const world = await mock.fresh();
      world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret });
      const reply = await askToken(world, HEADER_ONLY, basic(VENDOR.clientId, secret));
      expect(errorOf(reply)).toBe(error);
      expect(world.journal.list().at(-1)).toMatchObject({ clientId: VENDOR.clientId, why });
      expect((await askToken(world, HEADER_ONLY, basic(VENDOR.clientId, encoded(secret)))).status).toBe(200);
    },
  );

  test('When a secret is encoded twice, then it is refused and the doctor knows', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: 'Ab+cD3fG5hJ7kL9m' });
    const reply = await askToken(world, HEADER_ONLY, basic(VENDOR.clientId, encoded(encoded('Ab+cD3fG5hJ7kL9m'))));
    expect(errorOf(reply)).toBe('401 invalid_client');
    expect(whyOf(world)).toBe('the secret was form-encoded twice');
  });
});

describe('who may not come in any more', () => {
  const refused = async (world: WorldHandle, who = OAKFIELD) => errorOf(await askToken(world, fieldsOf(who, 'rapapi')));

  test.each([
    ['is suspended', { kind: 'client.suspended', ...AT_OAKFIELD }, 'suspended'],
    ['is removed', { kind: 'client.removed', ...AT_OAKFIELD }, 'removed'],
    ['is of a school that left', { kind: 'site.removed', ...AT_OAKFIELD }, 'left'],
    ['is of a school that was disabled', { kind: 'site.disabled', ...AT_OAKFIELD }, 'disabled'],
  ] as const)('When a client %s, then it is unknown with its next request', async (_state, change, why) => {
    const world = await mock.fresh();
    expect((await askToken(world, fieldsOf(OAKFIELD, 'rapapi'))).status).toBe(200);
    world.commit(change);
    expect(await refused(world)).toBe('401 invalid_client');
    expect(whyOf(world)).toContain(why);
  });

  test('When a suspended client is restored, then it is known again with its next request', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'client.suspended', ...AT_OAKFIELD });
    expect(await refused(world)).toBe('401 invalid_client');
    world.commit({ kind: 'client.restored', ...AT_OAKFIELD });
    expect((await askToken(world, fieldsOf(OAKFIELD, 'rapapi'))).status).toBe(200);
  });

  test('When the supplier is suspended, then it is unknown at once', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'vendor.suspended', partner: 'brightwater' });
    expect(errorOf(await askToken(world, vendorFields))).toBe('401 invalid_client');
    expect(whyOf(world)).toContain('suspended');
  });

  test('When a secret was replaced, then the former one is refused, and named', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'secret.reissued', ...AT_OAKFIELD });
    expect(await refused(world)).toBe('401 invalid_client');
    expect(whyOf(world)).toContain('former secret');
  });
});

test('When requests are refused in every way, then no secret stands in the journal', async () => {
  const world = await mock.fresh();
  for (const [, , fields, headers] of ROWS) await askToken(world, fields, headers);
  await ask(world.ready.tokenUrl, {
    method: 'POST',
    headers: FORM,
    body: `client_id=${VENDOR.secret}&client_secret=x`,
  });
  await askToken(world, { ...vendorFields, scope: VENDOR.secret });
  await askToken(world, { ...vendorFields, grant_type: VENDOR.secret });
  await askToken(world, vendorFields, { origin: VENDOR.secret });
  expect(JSON.stringify(world.journal.list())).not.toContain(VENDOR.secret);
});
