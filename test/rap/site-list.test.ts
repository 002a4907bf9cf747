import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { brief, listClients, listSites, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import {
  APPLICATION,
  AT_OAKFIELD,
  AT_RIVERSIDE,
  EMPTY_APPLICATION,
  OAKFIELD,
  OWN_ORGANISATION,
  RIVERSIDE,
  smallWorld,
} from '../support/small-world.js';

const mock = await startMock();

type Row = { Id: number | null; Name: string | null; OrganisationId: string; Authorised: number | null };

async function list(world: WorldHandle, application = APPLICATION): Promise<string> {
  return (await listSites(world, await tokenFor(world), application)).body;
}
const rows = async (world: WorldHandle) => JSON.parse(await list(world)) as Row[];
const ids = async (world: WorldHandle) => (await rows(world)).map(row => row.OrganisationId);

const OWN = `{"Id":0,"Name":"Brightwater Learning (TI)","OrganisationId":"${OWN_ORGANISATION}","DfeCode":"BWL0317","DeniNumber":null,"Authorised":1}`;
const OAK = `{"Id":0,"Name":"St. Ó'Brien's & Oakfield Primary School","OrganisationId":"${OAKFIELD.organisationId}","DfeCode":"3012345","DeniNumber":null,"Authorised":1}`;
const RIVER = `{"Id":0,"Name":"Ysgol Glan-yr-Afon Tŷ Gwyn","OrganisationId":"${RIVERSIDE.organisationId}","DfeCode":null,"DeniNumber":"1424301","Authorised":1}`;
const ORDER = [OWN_ORGANISATION, OAKFIELD.organisationId, RIVERSIDE.organisationId];

describe('the list', () => {
  test('When it is read, then keys, nulls, letters and order are those of the service, in one array [RAP-06, RAP-10, RAP-12, RAP-13, RAP-14, RAP-15, RAP-16, RAP-17, RAP-18]', async () => {
    const reply = await listSites(mock, await tokenFor(mock));
    expect(reply.body).toBe(`[${OWN},${OAK},${RIVER}]`);
    expect(Object.keys(reply.headers)).toEqual(['content-type', 'content-length', 'date']);
    expect(reply.headers['content-length']).toBe(String(Buffer.byteLength(reply.body)));
  });

  test('When nobody uses the application, then it is an empty array; a switch may say otherwise [RAP-19]', async () => {
    const world = await mock.fresh();
    expect(brief(await listSites(world, await tokenFor(world), EMPTY_APPLICATION))).toBe('200 []');
    world.set({ 'rap.emptyList': 'null-body' });
    expect(brief(await listSites(world, await tokenFor(world), EMPTY_APPLICATION))).toBe('200 null');
    world.set({ 'rap.emptyList': '204' });
    const none = await listSites(world, await tokenFor(world), EMPTY_APPLICATION);
    expect([brief(none), none.headers['content-type'], none.headers['content-length']]).toEqual([
      '204',
      undefined,
      undefined,
    ]);
    expect((await listSites(world, await tokenFor(world))).status).toBe(200);
  });

  test('When a row of the world is odd, then any member may be null [RAP-11, LIFE-11]', async () => {
    const plain = smallWorld();
    const installations = plain.installations.map(i =>
      i.site === 'oakfield' ? { ...i, oddRow: { Id: null, Name: null, DfeCode: null, Authorised: null } } : i,
    );
    const world = await mock.fresh({ ...plain, installations });
    expect(await list(world)).toContain(
      `{"Id":null,"Name":null,"OrganisationId":"${OAKFIELD.organisationId}","DfeCode":null,"DeniNumber":null,"Authorised":null}`,
    );
  });

  test('When it is asked for twice without a change, then it is the same; after a change it is not [RAP-06, RAP-54]', async () => {
    const world = await mock.fresh();
    expect(await list(world)).toBe(await list(world));
    world.commit({ kind: 'site.renamed', site: 'oakfield', name: 'New "Name"\\' });
    expect(await list(world)).toContain('"Name":"New \\"Name\\"\\\\"');
  });

  test('When a school goes between list and Clients, then Clients refuses what the list still showed [RAP-54, RAP-43]', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    expect((await listSites(world, token)).body).toContain(OAKFIELD.organisationId);
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    expect(brief(await listClients(world, token, OAKFIELD.organisationId))).toBe('403');
  });

  test('When a row is withheld by a fault of the service, then Clients still answers for the school [LIFE-29, LIFE-14]', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'list.hidden', application: APPLICATION, all: true });
    expect(await list(world)).toBe('[]');
    expect((await listClients(world, await tokenFor(world), OAKFIELD.organisationId)).body).toContain(
      OAKFIELD.clientId,
    );
    world.commit({ kind: 'list.shown', application: APPLICATION, all: true });
    expect(await ids(world)).toEqual(ORDER);
  });

  test('When name and code of a school change, then its organisation id stays [LIFE-28]', async () => {
    const world = await mock.fresh();
    world.commit([
      { kind: 'site.renamed', site: 'oakfield', name: 'Oakfield Academy' },
      { kind: 'site.recoded', site: 'oakfield', dfeCode: '3019999' },
    ]);
    expect(await list(world)).toContain(
      `"Name":"Oakfield Academy","OrganisationId":"${OAKFIELD.organisationId}","DfeCode":"3019999"`,
    );
  });
});

describe('switches of the list', () => {
  test('When rap.guidCase is lower or mixed, then ids are spelt so, and still the same [RAP-14, RAP-48, TOK-15]', async () => {
    const lower = await ids(await mock.with({ 'rap.guidCase': 'lower' }));
    expect(lower).toEqual(ORDER.map(id => id.toLowerCase()));
    const world = await mock.with({ 'rap.guidCase': 'mixed' });
    const mixed = await ids(world);
    expect(mixed.map(id => id.toUpperCase())).toEqual(ORDER);
    expect(mixed).not.toEqual(ORDER);
    expect(mixed).not.toEqual(lower);
    expect(await ids(world)).toEqual(mixed);
  });

  test('When rap.order is shuffled, then the rows are the same in another order now and then [RAP-17]', async () => {
    const world = await mock.with({ 'rap.order': 'shuffled' });
    const seen = new Set<string>();
    for (let call = 0; call < 12; call += 1) {
      const order = await ids(world);
      expect([...order].sort()).toEqual([...ORDER].sort());
      seen.add(order.join());
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  test('When rap.duplicates is on, then some row comes again in another spelling [RAP-17]', async () => {
    const all = await ids(await mock.with({ 'rap.duplicates': 'on' }));
    expect(all).toHaveLength(4);
    expect(new Set(all.map(id => id.toUpperCase())).size).toBe(3);
  });

  test("When rap.tiRow is off, then the partner's own row is missing [RAP-16]", async () => {
    expect(await ids(await mock.with({ 'rap.tiRow': 'off' }))).toEqual(ORDER.slice(1));
  });

  test.each([
    ['1/0/2', [1, 0, 2]],
    ['1/0/0', [1, 0, 0]],
    ['1/null/0', [1, null, 0]],
    ['-5/7/null', [-5, 7, null]],
  ])(
    'When rap.authorisedValues is %s, then active, pending and disabled rows say so [LIFE-10, LIFE-12, LIFE-13]',
    async (triple, expected) => {
      const world = await withStates({ 'rap.authorisedValues': triple });
      expect((await rows(world)).map(row => row.Authorised)).toEqual(expected);
    },
  );

  test('When pending or disabled rows are hidden, then only those are missing [LIFE-12, LIFE-13]', async () => {
    expect(await ids(await withStates({ 'rap.pendingInList': 'hidden' }))).toEqual([ORDER[0], ORDER[2]]);
    expect(await ids(await withStates({ 'rap.disabledInList': 'hidden' }))).toEqual([ORDER[0], ORDER[1]]);
  });
});

/** The partner's row active, Oakfield pending, Riverside disabled. */
async function withStates(switches: Readonly<Record<string, string>>): Promise<WorldHandle> {
  const plain = smallWorld();
  const installations = plain.installations.map(i => (i.site === 'oakfield' ? { ...i, state: 'pending' as const } : i));
  const world = await mock.with(switches, { ...plain, installations });
  world.commit({ kind: 'site.disabled', ...AT_RIVERSIDE });
  return world;
}
