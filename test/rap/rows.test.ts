import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { listClients, listSites, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { AT_OAKFIELD, OAKFIELD, RIVERSIDE, smallWorld } from '../support/small-world.js';

/** What stands in the members of a row. */

const mock = await startMock();
type Row = { Id: number | null; OrganisationId: string; DfeCode: string | null; DeniNumber: string | null };
const rows = async (world: WorldHandle) => JSON.parse((await listSites(world, await tokenFor(world))).body) as Row[];
const column = async (world: WorldHandle, name: keyof Row) => (await rows(world)).map(row => row[name]);

describe('rap.idField', () => {
  test.each([
    ['zero', [0, 0, 0]],
    ['sequence', [1, 2, 3]],
    ['null', [null, null, null]],
  ])('When it is %s, then Id says so on every row [RAP-13]', async (value, expected) => {
    expect(await column(await mock.with({ 'rap.idField': value }), 'Id')).toEqual(expected);
  });

  test('When a school leaves, then a sequence moves up: Id is no key [RAP-13]', async () => {
    const world = await mock.with({ 'rap.idField': 'sequence' });
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    expect((await rows(world)).map(row => [row.Id, row.OrganisationId])).toContainEqual([2, RIVERSIDE.organisationId]);
  });

  test('When rows are shuffled, doubled or odd, then each keeps its number, and an odd one its own [RAP-13, RAP-11, RAP-17]', async () => {
    const plain = smallWorld();
    const installations = plain.installations.map(i => (i.site === 'oakfield' ? { ...i, oddRow: { Id: -7 } } : i));
    const switches = { 'rap.idField': 'sequence', 'rap.order': 'shuffled', 'rap.duplicates': 'on' };
    const world = await mock.with(switches, { ...plain, installations });
    const byId = new Map((await rows(world)).map(row => [row.OrganisationId.toUpperCase(), row.Id]));
    expect([byId.get(OAKFIELD.organisationId), byId.get(RIVERSIDE.organisationId)]).toEqual([-7, 3]);
  });
});

describe('rap.description', () => {
  test.each([
    ['text', '"OneRoster and RAP API"'],
    ['null', 'null'],
  ])('When it is %s, then Description is that, and written [RAP-26, RAP-12]', async (value, expected) => {
    const world = await mock.with({ 'rap.description': value });
    const { body } = await listClients(world, await tokenFor(world), OAKFIELD.organisationId);
    expect(body).toContain(`"Description":${expected}}]`);
  });
});

describe('codes', () => {
  test.each([
    ['joined', ['BWL0317', '3012345', null]],
    ['slashed', ['BWL0317', '301/2345', null]],
  ])(
    'When dom.dfeFormat is %s, then DfE numbers are written so, and nothing else [DOM-02, DOM-03]',
    async (value, expected) => {
      const world = await mock.with({ 'dom.dfeFormat': value });
      expect(await column(world, 'DfeCode')).toEqual(expected);
      expect(await column(world, 'DeniNumber')).toEqual([null, null, '1424301']);
    },
  );

  test.each([
    ['null', null],
    ['empty', ''],
    ['same-number', '1424301'],
  ])(
    'When dom.niDfeCode is %s, then a school with a DENI number alone has that for a DfeCode [DOM-05]',
    async (value, expected) => {
      const world = await mock.with({ 'dom.niDfeCode': value, 'dom.dfeFormat': 'slashed' });
      expect(await column(world, 'DfeCode')).toEqual(['BWL0317', '301/2345', expected]);
      expect(await column(world, 'DeniNumber')).toEqual([null, null, '1424301']);
    },
  );

  test('When a school has neither code or both, then dom.niDfeCode leaves it alone [DOM-05]', async () => {
    const world = await mock.with({ 'dom.niDfeCode': 'same-number' });
    world.commit([
      { kind: 'site.recoded', site: 'oakfield', dfeCode: null },
      { kind: 'site.recoded', site: 'riverside', dfeCode: '3019999' },
    ]);
    expect(await column(world, 'DfeCode')).toEqual(['BWL0317', null, '3019999']);
  });
});
