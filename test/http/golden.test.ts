import { describe, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { basic, FORM, HEADER_ONLY, rapUrl, tokenFor, vendorFields } from '../support/ask.js';
import { expectGolden } from '../support/golden.js';
import { startMock } from '../support/mock.js';
import { type RawAnswer, sendRaw } from '../support/raw-http.js';
import {
  APPLICATION,
  EMPTY_APPLICATION,
  FOREIGN_APPLICATION,
  OAKFIELD,
  RIVERSIDE,
  smallWorld,
  VENDOR,
} from '../support/small-world.js';

/** Whole answers as they stand on the wire. The files are in `test/golden`. */

const mock = await startMock();
const TYPE = ['Content-Type', FORM['content-type']] as const;
/** A world whose address has the same length in every run. */
const worldWith = (id: string, switches: Readonly<Record<string, string>>) =>
  mock.fresh(smallWorld(), { id, switches });

function post(
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: readonly (readonly [string, string])[] = [],
  world: WorldHandle = mock,
): Promise<RawAnswer> {
  const body = new URLSearchParams(fields).toString();
  return sendRaw({ method: 'POST', url: world.ready.stsUrl + path, headers: [TYPE, ...headers], body });
}

const asked = (fields: Readonly<Record<string, string>>) => post('/connect/token', { ...vendorFields, ...fields });

describe('the token server', () => {
  test.each([
    ['token-granted', {}],
    ['token-invalid-client', { client_secret: 'wrong' }],
    ['token-unsupported-grant-type', { grant_type: 'magic' }],
    ['token-unauthorized-client', { grant_type: 'password' }],
    ['token-invalid-request', { grant_type: 'refresh_token' }],
    ['token-invalid-grant', { grant_type: 'refresh_token', refresh_token: 'x' }],
    ['token-invalid-scope', { scope: 'nothing' }],
  ])(
    'When the answer is %s, then it is the bytes of the golden file [STS-30, STS-31, STS-32, STS-40, STS-41]',
    async (name, fields) => {
      expectGolden(name, await asked(fields));
    },
  );

  test('When the switch asks for a 401, then it is the bytes of the golden file [STS-30]', async () => {
    const world = await worldWith('g401', { 'sts.invalidClientStatus': '401-basic' });
    const header = ['Authorization', basic(VENDOR.clientId, 'wrong').authorization] as const;
    expectGolden('token-invalid-client-401', await post('/connect/token', HEADER_ONLY, [header], world));
  });

  test('When verb, type, path or scheme is wrong, then it is the bytes of the golden files [STS-06, STS-11, STS-12, STS-13, STS-33]', async () => {
    const url = `${mock.ready.stsUrl}/connect/token`;
    expectGolden('sts-405', await sendRaw({ url }));
    const json = ['Content-Type', 'application/json'] as const;
    expectGolden('sts-415', await sendRaw({ method: 'POST', url, headers: [json], body: '{}' }));
    expectGolden('sts-404', await sendRaw({ url: `${mock.ready.stsUrl}/nothing/here` }));
    const strict = await worldWith('gtls', { 'transport.http': 'refuse' });
    expectGolden('sts-403-ssl', await post('/connect/token', vendorFields, [], strict));
  });

  test('When the other endpoints are asked, then it is the bytes of the golden files [DISC-01, DISC-02, DISC-08, END-02, END-05, END-08, END-11]', async () => {
    expectGolden('discovery', await sendRaw({ url: `${mock.ready.stsUrl}/.well-known/openid-configuration` }));
    expectGolden('jwks', await sendRaw({ url: `${mock.ready.stsUrl}/.well-known/jwks` }));
    const token = await tokenFor(mock);
    const scope = { client_id: 'partner-read', client_secret: 'partner-read-api-secret' };
    expectGolden('validation-good', await post('/connect/accessTokenValidation', { token }));
    expectGolden('validation-bad', await post('/connect/accessTokenValidation', { token: 'abc' }));
    expectGolden('introspection-active', await post('/connect/introspect', { ...scope, token }));
    expectGolden('introspection-inactive', await post('/connect/introspect', { ...scope, token: 'abc' }));
    expectGolden('introspection-refused', await post('/connect/introspect', { token }));
    expectGolden('revocation', await post('/connect/revocation', { ...vendorFields, token }));
  });
});

/** A world in which every request meets this weather. */
const under = async (id: string, switches: Readonly<Record<string, string>>) => {
  const world = await worldWith(id, switches);
  return sendRaw({ url: rapUrl(world, APPLICATION, 'GetSiteByApplication') });
};

describe('what stands in front of the services', () => {
  test.each([
    ['maintenance-html-503', { 'infra.maintenance': 'html-503' }],
    ['maintenance-json-503', { 'infra.maintenance': 'json-503', 'infra.retryAfter': 'seconds' }],
    ['maintenance-html-200', { 'infra.maintenance': 'html-200' }],
    ['stopped-403', { 'infra.fault': 'stopped-403' }],
    ['pool-503', { 'infra.fault': 'pool-503' }],
    ['html-502', { 'infra.fault': 'html-502' }],
    ['html-504', { 'infra.fault': 'html-504' }],
  ])(
    'When the weather is %s, then it is the bytes of the golden file [INFRA-02, INFRA-03, INFRA-05, INFRA-06, INFRA-08]',
    async (name, switches) => {
      expectGolden(`front-${name}`, await under(`g${name}`, switches));
    },
  );

  test('When API management stands before RAP, then it is the bytes of the golden files [INFRA-22, INFRA-23, INFRA-24, INFRA-29]', async () => {
    expectGolden('apim-missing-key', await under('gapim', { 'infra.apim': 'rap' }));
    const current = await under('gapimnow', { 'infra.apim': 'rap', 'infra.apimText': 'current' });
    expectGolden('apim-missing-key-current', current);
    const world = await worldWith('gapimbad', { 'infra.apim': 'rap' });
    const headers = [['Ocp-Apim-Subscription-Key', '0'.repeat(32)]] as const;
    const list = rapUrl(world, APPLICATION, 'GetSiteByApplication');
    expectGolden('apim-invalid-key', await sendRaw({ url: list, headers }));
    expectGolden('apim-404', await sendRaw({ url: rapUrl(world, 'nothing'), headers }));
  });

  test('When a caller has had enough, then it is the bytes of the golden files [INFRA-25, INFRA-27, INFRA-28, INFRA-29]', async () => {
    await under('grate', { 'infra.throttle': '1/7' });
    expectGolden('apim-429', await sendRaw({ url: `${mock.ready.rapUrl}/~grate/nothing` }));
    await under('gquota', { 'infra.apimQuota': '1/5025' });
    expectGolden('apim-quota-403', await sendRaw({ url: `${mock.ready.rapUrl}/~gquota/nothing` }));
  });

  test('When the host shows itself, then it is the bytes of the golden file [INFRA-09]', async () => {
    expectGolden('host-headers', await under('ghost', { 'infra.serverHeaders': 'azure' }));
  });
});

describe('RAP', () => {
  const get = async (
    path: readonly string[],
    { world = mock, scope }: { world?: WorldHandle; scope?: string } = {},
  ) => {
    const token = await tokenFor(world, VENDOR, scope);
    return sendRaw({ url: rapUrl(world, ...path), headers: [['Authorization', `Bearer ${token}`]] });
  };
  const LIST = [APPLICATION, 'GetSiteByApplication'];
  const FOREIGN = [FOREIGN_APPLICATION, 'GetSiteByApplication'];

  test('When the calls succeed, then it is the bytes of the golden files [RAP-10, RAP-12, RAP-18, RAP-19, RAP-20, RAP-24, RAP-50]', async () => {
    expectGolden('rap-list', await get(LIST));
    expectGolden('rap-list-empty', await get([EMPTY_APPLICATION, 'GetSiteByApplication']));
    expectGolden('rap-clients', await get([APPLICATION, OAKFIELD.organisationId, 'Clients']));
    const keyed = await worldWith('gkey', {});
    keyed.commit({ kind: 'application.keySet', application: APPLICATION, key: '00112233445566778899aabbccddeeff' });
    expectGolden(
      'rap-clients-with-key',
      await get([APPLICATION, RIVERSIDE.organisationId, 'Clients'], { world: keyed }),
    );
    const none = await worldWith('g204', { 'rap.emptyList': '204' });
    expectGolden('rap-list-204', await get([EMPTY_APPLICATION, 'GetSiteByApplication'], { world: none }));
  });

  test('When the calls are refused, then it is the bytes of the golden files [RAP-07, RAP-33, RAP-34, RAP-37, RAP-41, RAP-44, RAP-45, RAP-46, STS-11]', async () => {
    expectGolden('rap-401', await sendRaw({ url: rapUrl(mock, ...LIST) }));
    expectGolden('rap-403-scope', await get(LIST, { scope: 'partner-write' }));
    expectGolden('rap-403', await get(FOREIGN));
    const told = await worldWith('gmsg', { 'rap.forbiddenBody': 'message' });
    expectGolden('rap-403-message', await get(FOREIGN, { world: told }));
    const gone = await worldWith('g404', { 'rap.foreignApplication': '404' });
    expectGolden('rap-404-message', await get(FOREIGN, { world: gone }));
    expectGolden('rap-404', await get(['nothing']));
    expectGolden('rap-400', await get(['4711', 'GetSiteByApplication']));
    expectGolden('rap-405', await sendRaw({ method: 'POST', url: rapUrl(mock, ...LIST) }));
    const strict = await worldWith('gtls2', { 'transport.http': 'refuse' });
    expectGolden('rap-403-ssl', await sendRaw({ url: rapUrl(strict, ...LIST) }));
  });
});
