import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { askToken, brief, fieldsOf, listClients, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import {
  APPLICATION,
  AT_OAKFIELD,
  AT_RIVERSIDE,
  OAKFIELD,
  OWN_ORGANISATION,
  RIVERSIDE,
  RIVERSIDE_DEX,
  smallWorld,
} from '../support/small-world.js';

const mock = await startMock();

async function clients(world: WorldHandle, organisationId = OAKFIELD.organisationId): Promise<string> {
  return brief(await listClients(world, await tokenFor(world), organisationId));
}

const row = (clientId: string, secret: string, more = '') =>
  `{"ClientId":"${clientId}","Secret":"${secret}",${more}"Description":"OneRoster and RAP API"}`;
const OAK = row(OAKFIELD.clientId, OAKFIELD.secret);

describe('the credentials of a school', () => {
  test('When they are read, then keys and order are those of the service, the secret in clear, every time [RAP-20, RAP-22, RAP-25, RAP-26, TOK-12, TOK-13]', async () => {
    expect(await clients(mock)).toBe(`200 [${OAK}]`);
    expect(await clients(mock)).toBe(`200 [${OAK}]`);
  });

  test('When a school has none, one or two, then that many rows come [RAP-21, RAP-23]', async () => {
    expect(await clients(mock, OWN_ORGANISATION)).toBe('200 []');
    const dex = `{"ClientId":"${RIVERSIDE_DEX.clientId}","Secret":"${RIVERSIDE_DEX.secret}","Description":"DeX API"}`;
    expect(await clients(mock, RIVERSIDE.organisationId)).toBe(
      `200 [${row(RIVERSIDE.clientId, RIVERSIDE.secret)},${dex}]`,
    );
  });

  test('When another credential is issued, then it is listed and opens its own scopes [RAP-21, RAP-23, LIFE-21]', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'client.issued', ...AT_OAKFIELD, client: 'simsprimary' });
    const [, issued] = JSON.parse((await clients(world)).slice(4)) as { ClientId: string; Secret: string }[];
    const credential = { clientId: issued?.ClientId ?? '', secret: issued?.Secret ?? '' };
    expect(credential.clientId).toMatch(/^sas-simsprimary-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const fields = {
      ...fieldsOf(credential, 'partnerserverapplication'),
      acr_values: `orgselected:${OAKFIELD.organisationId}`,
    };
    expect((await askToken(world, fields)).status).toBe(200);
  });

  test('When a credential is suspended, then it is not shown; rap.suspendedClients may show it [LIFE-17, LIFE-21]', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'client.suspended', ...AT_OAKFIELD });
    expect(await clients(world)).toBe('200 []');
    world.set({ 'rap.suspendedClients': 'listed' });
    expect(await clients(world)).toBe(`200 [${OAK}]`);
    world.commit({ kind: 'client.removed', ...AT_OAKFIELD });
    expect(await clients(world)).toBe('200 []');
  });
});

describe('OCPAIMKey', () => {
  test('When the application has a key, then every row carries it; it may change and go [RAP-24, TOK-14]', async () => {
    const world = await mock.fresh();
    const key = '0123456789abcdef0123456789abcdef';
    world.commit({ kind: 'application.keySet', application: APPLICATION, key });
    expect(await clients(world)).toBe(`200 [${row(OAKFIELD.clientId, OAKFIELD.secret, `"OCPAIMKey":"${key}",`)}]`);
    expect((await clients(world, RIVERSIDE.organisationId)).split(key)).toHaveLength(3);
    world.commit({ kind: 'application.keySet', application: APPLICATION });
    const [minted] = JSON.parse((await clients(world)).slice(4)) as { OCPAIMKey: string }[];
    expect(minted?.OCPAIMKey).toMatch(/^[0-9a-f]{32}$/);
    world.commit({ kind: 'application.keyCleared', application: APPLICATION });
    expect(await clients(world)).toBe(`200 [${OAK}]`);
  });

  test.each([
    ['absent', ''],
    ['null', '"OCPAIMKey":null,'],
    ['empty', '"OCPAIMKey":"",'],
  ])('When none is set and rap.ocpKeyUnset is %s, then it looks like that [RAP-25]', async (value, member) => {
    const world = await mock.with({ 'rap.ocpKeyUnset': value });
    expect(await clients(world)).toBe(`200 [${row(OAKFIELD.clientId, OAKFIELD.secret, member)}]`);
  });
});

describe.each([
  ['rap.clientsWhenPending', 'pending'],
  ['rap.clientsWhenDisabled', 'disabled'],
] as const)('%s', (name, state) => {
  const plain = smallWorld();
  const installations = plain.installations.map(i => (i.site === 'riverside' ? i : { ...i, state }));

  test.each([
    ['empty', '200 []'],
    ['listed', `200 [${OAK}]`],
    ['403', '403'],
  ])(
    'When it is %s, then Clients answers so, and the token server still refuses [LIFE-12, LIFE-13]',
    async (value, expected) => {
      const world = await mock.with({ [name]: value }, { ...plain, installations });
      expect(await clients(world)).toBe(expected);
      expect(brief(await askToken(world, fieldsOf(OAKFIELD, 'rapapi')))).toBe('400 {"error":"invalid_client"}');
      expect((await clients(world, RIVERSIDE.organisationId)).startsWith('200 [{')).toBe(true);
    },
  );

  test('When it is 404, then the address is said not to exist; a 403 may carry a message [LIFE-12, LIFE-13, RAP-44, RAP-45]', async () => {
    const world = await mock.with({ [name]: '404', 'rap.forbiddenBody': 'message' }, { ...plain, installations });
    expect(await clients(world)).toContain('404 {"Message":"No HTTP resource was found that matches the request URI');
    world.set({ [name]: '403' });
    expect(await clients(world)).toContain('403 {"Message":"Authorization has been denied');
  });
});

test('When a disabled school is enabled again, then the same rows come back [LIFE-07, LIFE-13]', async () => {
  const world = await mock.fresh();
  const before = await clients(world, RIVERSIDE.organisationId);
  world.commit({ kind: 'site.disabled', ...AT_RIVERSIDE });
  world.commit({ kind: 'site.enabled', ...AT_RIVERSIDE });
  expect(await clients(world, RIVERSIDE.organisationId)).toBe(before);
});
