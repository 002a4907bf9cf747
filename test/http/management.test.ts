import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { ask, askToken, type Headers, rapUrl, tokenFor, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { APPLICATION, smallWorld } from '../support/small-world.js';

/** API management before RAP. */

const mock = await startMock();
/** What the application without subscribers has in the small world. */
const KEY = '5d1e8f0a3b7c49628e0d4f6a1b9c7e35';
const behind = (more: Readonly<Record<string, string>> = {}) => mock.with({ 'infra.apim': 'rap', ...more });
const last = (world: WorldHandle) => world.journal.list().at(-1);

function list(world: WorldHandle, headers: Headers = {}, query = '') {
  return ask(`${rapUrl(world, APPLICATION, 'GetSiteByApplication')}${query}`, { headers });
}

const withToken = async (world: WorldHandle) => ({ authorization: `Bearer ${await tokenFor(world)}` });

describe('infra.apim', () => {
  test.each(['off', 'dex'])(
    'When it is %s, then RAP takes calls without a key and ignores a stray one [INFRA-20, RAP-05]',
    async value => {
      const world = await mock.with({ 'infra.apim': value });
      const headers = await withToken(world);
      expect((await list(world, headers)).status).toBe(200);
      expect((await list(world, { ...headers, 'ocp-apim-subscription-key': 'stray' })).status).toBe(200);
      expect((await ask(`${world.ready.rapUrl}/dex`)).headers['content-type']).toBe('text/html');
    },
  );

  test('When a key is shown in the header or in the query, then RAP answers; the token server needs none [INFRA-20, INFRA-21]', async () => {
    const world = await behind();
    const headers = await withToken(world);
    expect((await list(world, { ...headers, 'Ocp-Apim-Subscription-Key': KEY })).status).toBe(200);
    expect((await list(world, headers, `?Subscription-Key=${KEY}`)).status).toBe(200);
    expect(last(world)?.path).not.toContain(KEY);
    expect((await askToken(world, vendorFields)).status).toBe(200);
  });

  test('When no key is shown, then it is a 401 of 152 bytes before the token is looked at [INFRA-22]', async () => {
    const world = await behind();
    const { status, body, headers } = await list(world);
    expect([status, headers['content-type'], Buffer.byteLength(body)]).toEqual([401, 'application/json', 152]);
    expect(JSON.parse(body)).toEqual({
      statusCode: 401,
      message:
        'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.',
    });
    const { host } = new URL(world.ready.rapUrl);
    expect(headers['www-authenticate']).toBe(
      `AzureApiManagementKey realm="https://${host}/api/v1/partner",name="Ocp-Apim-Subscription-Key",type="header"`,
    );
    expect(last(world)).toMatchObject({
      why: 'no Ocp-Apim-Subscription-Key',
      switches: ['infra.apim=rap', 'infra.apimText=2018'],
    });
    expect(last(world)?.fault).toBeUndefined();
  });

  test('When a wrong key is shown, then it is a 401 of 143 bytes, and the journal holds no key [INFRA-23]', async () => {
    const world = await behind();
    const { status, body, headers } = await list(world, { 'Ocp-Apim-Subscription-Key': 'f'.repeat(32) });
    expect([status, Buffer.byteLength(body)]).toEqual([401, 143]);
    expect(body).toContain('Access denied due to invalid subscription key.');
    expect(headers['www-authenticate']).toContain('AzureApiManagementKey realm=');
    expect(JSON.stringify(last(world))).not.toContain('f'.repeat(32));
    expect(last(world)?.why).toBe('the Ocp-Apim-Subscription-Key is not the API-manager key of an application');
  });

  test('When the operation is unknown, or the verb is, then it is a 404 of 54 bytes whatever the key [INFRA-24, INFRA-29]', async () => {
    const world = await behind();
    const replies = [
      await ask(rapUrl(world, 'nothing')),
      await ask(rapUrl(world, APPLICATION, 'GetSiteByApplication'), { method: 'POST' }),
    ];
    for (const { status, body } of replies)
      expect([status, body]).toEqual([404, '{ "statusCode": 404, "message": "Resource not found" }']);
  });

  test('When no application of the world has a key, then no call passes and the journal says how to set one [INFRA-23, RAP-24]', async () => {
    const applications = smallWorld().applications.map(a => ({ ...a, apiKey: null }));
    const world = await mock.fresh(smallWorld({ applications }), { switches: { 'infra.apim': 'rap' } });
    const headers = await withToken(world);
    expect((await list(world, { ...headers, 'Ocp-Apim-Subscription-Key': KEY })).status).toBe(401);
    expect(last(world)?.why).toContain('set it with the change application.keySet');
    world.commit({ kind: 'application.keySet', application: APPLICATION, key: KEY });
    expect((await list(world, { ...headers, 'Ocp-Apim-Subscription-Key': KEY })).status).toBe(200);
  });

  test('When the web app behind it is stopped, then a call without a key is still refused for the key [INFRA-20]', async () => {
    const world = await behind({ 'infra.fault': 'stopped-403' });
    expect((await list(world)).status).toBe(401);
    expect((await list(world, { 'Ocp-Apim-Subscription-Key': KEY })).status).toBe(403);
  });
});

describe('infra.apimText', () => {
  test.each([
    ['2018', 152, 'include subscription key'],
    ['current', 154, 'include a subscription key'],
  ])('When it is %s, then a missing key is told in %i bytes [INFRA-22]', async (value, bytes, words) => {
    const { body } = await list(await behind({ 'infra.apimText': value }));
    expect(Buffer.byteLength(body)).toBe(bytes);
    expect(body).toContain(words);
  });
});
