import { METHODS } from 'node:http';
import supertest from 'supertest';
import { describe, expect, test } from 'vitest';
import { ask, brief, listSites, rapUrl, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';
import { APPLICATION, NO_APPLICATION, OAKFIELD } from '../support/small-world.js';

const mock = await startMock();
const LIST = rapUrl(mock, APPLICATION, 'GetSiteByApplication');
const CLIENTS = rapUrl(mock, APPLICATION, OAKFIELD.organisationId, 'Clients');
const bearer = async () => ({ authorization: `Bearer ${await tokenFor(mock)}` });

describe('the addresses', () => {
  test('When both calls are made with a good token, then both answer with arrays [RAP-01, RAP-02, RAP-06]', async () => {
    const headers = await bearer();
    for (const path of [LIST, CLIENTS]) {
      const reply = await supertest(path).get('').set(headers);
      expect([reply.status, Array.isArray(reply.body)]).toEqual([200, true]);
    }
  });

  test.each([
    LIST.toLowerCase(),
    `${LIST}/`,
    `${LIST}///`,
    LIST.replace('/api/v1/partner', '/API/V1/Partner'),
    LIST.replace(APPLICATION, APPLICATION.toUpperCase()),
    CLIENTS.replace('Clients', 'clients/'),
    CLIENTS.replace(OAKFIELD.organisationId, OAKFIELD.organisationId.toLowerCase()),
  ])('When the path is written %s, then letter case and slashes do not matter [RAP-03, RAP-48]', async url => {
    expect((await ask(url, { headers: await bearer() })).status).toBe(200);
  });

  test('When a query, an Accept for XML, a stray key or gzip is sent, then nothing changes [RAP-05, RAP-06, RAP-51]', async () => {
    const headers = await bearer();
    const plain = await ask(LIST, { headers });
    const noisy = await ask(`${LIST}?page=2&$top=1`, {
      headers: {
        ...headers,
        accept: 'application/xml',
        'accept-encoding': 'gzip, br',
        'ocp-apim-subscription-key': 'x',
        'if-none-match': '*',
        range: 'bytes=0-1',
      },
    });
    const { date: _, ...seen } = noisy.headers;
    const { date: __, ...expected } = plain.headers;
    expect([noisy.status, noisy.body, seen]).toEqual([plain.status, plain.body, expected]);
  });

  test.each([
    '/',
    '/api/v1/partner',
    `/api/v1/partner/${APPLICATION}`,
    `/api/v1/partner/${APPLICATION}/Clients`,
    `/api/v2/partner/${APPLICATION}/GetSiteByApplication`,
    '/connect/token',
  ])('When nothing is at %s, then the web server answers in HTML, token or not [RAP-08, RAP-45]', async path => {
    const reply = await ask(mock.ready.rapUrl + path, { headers: await bearer() });
    expect([reply.status, reply.headers['content-type']]).toEqual([404, 'text/html']);
  });
});

describe('the verb', () => {
  test('When any other verb than GET is used, then it is refused before the token is looked at [RAP-07, RAP-38]', async () => {
    for (const method of METHODS.filter(m => m !== 'GET' && m !== 'CONNECT')) {
      const answer = await sendRaw({ method, url: CLIENTS });
      const body = `{"Message":"The requested resource does not support http method '${method}'."}`;
      expect([method, answer.status, answer.body]).toEqual([method, 405, method === 'HEAD' ? '' : body]);
      expect(answer.headers[1]).toEqual(['Allow', 'GET']);
    }
  });
});

describe('the order of checks', () => {
  test('When everything is wrong, then route, verb, token, scope, id and application are found in this order [RAP-38]', async () => {
    const read = `Bearer ${await tokenFor(mock)}`;
    const write = `Bearer ${await tokenFor(mock, undefined, 'partner-write')}`;
    const get = async (url: string, authorization?: string) =>
      (await ask(url, { headers: { ...(authorization && { authorization }) } })).status;
    const bad = rapUrl(mock, '4711', 'GetSiteByApplication');
    expect(await get(`${bad}s`)).toBe(404);
    expect((await ask(bad, { method: 'POST' })).status).toBe(405);
    expect(await get(bad)).toBe(401);
    expect(await get(bad, write)).toBe(403);
    expect(await get(bad, read)).toBe(400);
    expect(await get(rapUrl(mock, NO_APPLICATION, 'x', 'Clients'), read)).toBe(400);
    expect(brief(await listSites(mock, read.slice(7), NO_APPLICATION))).toBe('403');
  });
});
