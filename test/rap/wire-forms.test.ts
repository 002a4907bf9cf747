import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { scenarioOf } from '../scenario/scripts.js';
import { ask, type Headers, rapUrl, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';
import {
  APPLICATION,
  EMPTY_APPLICATION,
  FOREIGN_APPLICATION,
  OAKFIELD,
  OWN_ORGANISATION,
  RIVERSIDE,
  RIVERSIDE_DEX,
  smallWorld,
} from '../support/small-world.js';

/** The same answers in other clothes: cache headers, and XML as stock Web API writes it. */

const mock = await startMock();
const LIST = [APPLICATION, 'GetSiteByApplication'];
const CLIENTS = [APPLICATION, RIVERSIDE.organisationId, 'Clients'];

async function get(world: WorldHandle, path: readonly string[], headers: Headers = {}, method = 'GET') {
  const authorization = `Bearer ${await tokenFor(world)}`;
  return ask(rapUrl(world, ...path), { method, headers: { authorization, ...headers } });
}

describe('rap.cacheHeaders', () => {
  const CACHE = { 'cache-control': 'no-cache', pragma: 'no-cache', expires: '-1' };
  const NONE = { 'cache-control': undefined, pragma: undefined, expires: undefined };
  const cacheOf = ({ headers }: { headers: Readonly<Record<string, unknown>> }) => ({
    'cache-control': headers['cache-control'],
    pragma: headers['pragma'],
    expires: headers['expires'],
  });

  test.each([
    ['webhost', CACHE],
    ['none', NONE],
  ])(
    'When it is %s, then every answer of Web API has such headers, and the host’s own page has none [RAP-50]',
    async (value, expected) => {
      const world = await mock.with({ 'rap.cacheHeaders': value, 'rap.emptyList': '204' });
      const answers = [
        [200, await get(world, LIST)],
        [200, await get(world, CLIENTS)],
        [204, await get(world, [EMPTY_APPLICATION, 'GetSiteByApplication'])],
        [400, await get(world, ['4711', 'GetSiteByApplication'])],
        [401, await get(world, LIST, { authorization: 'Bearer x' })],
        [403, await get(world, [FOREIGN_APPLICATION, 'GetSiteByApplication'])],
        [405, await get(world, LIST, {}, 'POST')],
      ] as const;
      for (const [status, reply] of answers)
        expect({ status: reply.status, ...cacheOf(reply) }).toEqual({ status, ...expected });
      const nowhere = await get(world, ['nothing']);
      expect({ status: nowhere.status, ...cacheOf(nowhere) }).toEqual({ status: 404, ...NONE });
      expect(world.journal.list().at(1)?.switches).toEqual(value === 'none' ? undefined : ['rap.cacheHeaders=webhost']);
    },
  );

  test('When it is webhost, then the headers stand behind the type, in this order [RAP-50]', async () => {
    const world = await mock.with({ 'rap.cacheHeaders': 'webhost' });
    const { headers } = await sendRaw({ url: rapUrl(world, ...LIST) });
    expect(headers.map(([name]) => name)).toEqual([
      'Content-Type',
      'WWW-Authenticate',
      'Cache-Control',
      'Pragma',
      'Expires',
      'Content-Length',
      'Date',
    ]);
  });
});

const SPACES =
  'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Rap.Models"';

describe('rap.honourAcceptXml', () => {
  const XML = { accept: 'application/xml' };
  const xmlWorld = (more: Readonly<Record<string, string>> = {}, world = smallWorld()) =>
    mock.with({ 'rap.honourAcceptXml': 'on', ...more }, world);

  test('When it is off, then JSON comes whatever is accepted [RAP-51]', async () => {
    const reply = await get(await mock.with({ 'rap.honourAcceptXml': 'off' }), LIST, XML);
    expect([reply.headers['content-type'], reply.body.slice(0, 2)]).toEqual(['application/json; charset=utf-8', '[{']);
  });

  test('When the list is asked for in XML, then members stand by name, and null is a nil attribute [RAP-51]', async () => {
    const world = await xmlWorld();
    const reply = await get(world, LIST, XML);
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/xml; charset=utf-8']);
    expect(reply.body).toBe(
      `<ArrayOfSite ${SPACES}>` +
        `<Site><Authorised>1</Authorised><DeniNumber i:nil="true" /><DfeCode>BWL0317</DfeCode><Id>0</Id><Name>Brightwater Learning (TI)</Name><OrganisationId>${OWN_ORGANISATION}</OrganisationId></Site>` +
        `<Site><Authorised>1</Authorised><DeniNumber i:nil="true" /><DfeCode>3012345</DfeCode><Id>0</Id><Name>St. Ó'Brien's &amp; Oakfield Primary School</Name><OrganisationId>${OAKFIELD.organisationId}</OrganisationId></Site>` +
        `<Site><Authorised>1</Authorised><DeniNumber>1424301</DeniNumber><DfeCode i:nil="true" /><Id>0</Id><Name>Ysgol Glan-yr-Afon Tŷ Gwyn</Name><OrganisationId>${RIVERSIDE.organisationId}</OrganisationId></Site>` +
        '</ArrayOfSite>',
    );
    expect(world.journal.list().at(-1)?.switches).toEqual(['rap.honourAcceptXml=on']);
    expect((await get(world, LIST, XML)).body).toBe(reply.body);
    world.commit({ kind: 'site.renamed', site: 'oakfield', name: 'A <b> &\r\n\u0001' });
    expect((await get(world, LIST, XML)).body).toContain('<Name>A &lt;b&gt; &amp;&#xD;\n&#x1;</Name>');
  });

  test('When credentials are asked for in XML, then their letters survive [RAP-51, RAP-24, RAP-25, RAP-26]', async () => {
    const rows = (key: string) =>
      `<ArrayOfClientCredential ${SPACES}>` +
      `<ClientCredential><ClientId>${RIVERSIDE.clientId}</ClientId><Description>OneRoster and RAP API</Description>${key}<Secret>r+v%2Bs d:é/1=&amp;x</Secret></ClientCredential>` +
      `<ClientCredential><ClientId>${RIVERSIDE_DEX.clientId}</ClientId><Description>DeX API</Description>${key}<Secret>${RIVERSIDE_DEX.secret}</Secret></ClientCredential>` +
      '</ArrayOfClientCredential>';
    const world = await xmlWorld();
    expect((await get(world, CLIENTS, XML)).body).toBe(rows(''));
    world.set({ 'rap.ocpKeyUnset': 'null' });
    expect((await get(world, CLIENTS, XML)).body).toBe(rows('<OCPAIMKey i:nil="true" />'));
    world.set({ 'rap.ocpKeyUnset': 'empty', 'rap.description': 'null' });
    const { body } = await get(world, CLIENTS, XML);
    expect(body).toContain('<OCPAIMKey></OCPAIMKey>');
    expect(body).toContain('<Description i:nil="true" />');
  });

  test('When there is nothing to list, then the element is empty or nil [RAP-51, RAP-19]', async () => {
    const world = await xmlWorld();
    const empty = [EMPTY_APPLICATION, 'GetSiteByApplication'];
    expect((await get(world, empty, XML)).body).toBe(`<ArrayOfSite ${SPACES} />`);
    expect((await get(world, [APPLICATION, OWN_ORGANISATION, 'Clients'], XML)).body).toBe(
      `<ArrayOfClientCredential ${SPACES} />`,
    );
    world.set({ 'rap.emptyList': 'null-body' });
    expect((await get(world, empty, XML)).body).toBe(`<ArrayOfSite i:nil="true" ${SPACES} />`);
    world.set({ 'rap.emptyList': '204' });
    expect([(await get(world, empty, XML)).status, (await get(world, empty, XML)).body]).toEqual([204, '']);
  });

  test.each([
    ['GET', ['4711', 'GetSiteByApplication'], 400, 'The request is invalid.'],
    ['PUT', LIST, 405, "The requested resource does not support http method 'PUT'."],
  ] as const)(
    'When a %s is refused, then the message is an Error element [RAP-51]',
    async (method, path, status, text) => {
      const reply = await get(await xmlWorld(), path, XML, method);
      expect([reply.status, reply.body]).toEqual([status, `<Error><Message>${text}</Message></Error>`]);
      expect(reply.headers['content-type']).toBe('application/xml; charset=utf-8');
    },
  );

  test('When the token is refused, then XML keeps the challenge; the host’s own page stays as it is [RAP-51, RAP-33]', async () => {
    const world = await xmlWorld();
    const denied = await ask(rapUrl(world, ...LIST), { headers: XML });
    expect([denied.status, denied.body, denied.headers['www-authenticate']]).toEqual([
      401,
      '<Error><Message>Authorization has been denied for this request.</Message></Error>',
      'Bearer',
    ]);
    const page = await get(world, ['nothing'], XML);
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html']);
  });

  test.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['text/json', 'text/json'],
    ['text/xml', 'text/xml'],
    ['TEXT/XML ; charset=utf-8', 'text/xml'],
    ['application/xml;q=0.5, application/json;q=0.4', 'application/xml'],
    ['application/xml;q=0.4, application/json;q=0.5', 'application/json'],
    ['application/xml, application/json', 'application/json'],
    ['application/xml, */*', 'application/xml'],
    ['application/*', 'application/json'],
    ['text/*', 'text/json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/xml'],
    ['application/xml;q=0', 'application/json'],
    ['application/xml;q=zz', 'application/json'],
    ['image/png', 'application/json'],
    [';;,q=1,/', 'application/json'],
    ['', 'application/json'],
  ])('When Accept is %j, then the answer is %s [RAP-51]', async (accept, type) => {
    const world = await xmlWorld();
    const headers = [
      ['Authorization', `Bearer ${await tokenFor(world)}`] as const,
      ...(accept === undefined ? [] : [['Accept', accept] as const]),
    ];
    const answer = await sendRaw({ url: rapUrl(world, ...LIST), headers });
    expect(answer.headers[0]).toEqual(['Content-Type', `${type}; charset=utf-8`]);
    expect(answer.body.startsWith(type.endsWith('xml') ? '<ArrayOfSite' : '[{')).toBe(true);
  });

  test('When Accept comes twice, then both count [RAP-51]', async () => {
    const world = await xmlWorld();
    const headers = [
      ['Authorization', `Bearer ${await tokenFor(world)}`],
      ['Accept', 'application/json;q=0.1'],
      ['Accept', 'application/xml'],
    ] as const;
    const answer = await sendRaw({ url: rapUrl(world, ...LIST), headers });
    expect(answer.headers[0]).toEqual(['Content-Type', 'application/xml; charset=utf-8']);
  });

  test('When a fault works on the rows of a list, then XML passes unharmed [RAP-51]', async () => {
    const world = await xmlWorld();
    const whole = (await get(world, LIST, XML)).body;
    for (const kind of ['duplicate', 'shuffle', 'novelty']) {
      await world.play(scenarioOf({ name: kind, on: { request: 'rap.sites' }, fault: { kind } }));
      expect((await get(world, LIST, XML)).body).toBe(whole);
    }
  });

  test('When RAP has the manners of ASP.NET Core, then there is no XML: that stack writes none by itself [RAP-51, ALT-08]', async () => {
    const reply = await get(await xmlWorld({ 'rap.profile': 'aspnetcore' }), LIST, XML);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  });
});
