// Rows of the vendor, read: what is not named does not count (I5, W38).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readClients, readSites } from '../../agent/wire/rap-rows.js';

const known = new Set(['OrganisationId', 'Name', 'DfeCode', 'DeniNumber', 'Authorised', 'ClientId', 'Secret']);
const extra = fc
  .dictionary(
    fc.oneof(fc.constantFrom('Id', 'OCPAIMKey', 'Description', 'Scopes', '__proto__', 'toString'), fc.string()),
    fc.jsonValue(),
  )
  .map(members => Object.fromEntries(Object.entries(members).filter(([name]) => !known.has(name))));
const text = fc.oneof(fc.string(), fc.constant(null));
const siteRow = fc.record({
  OrganisationId: fc.uuid(),
  Name: text,
  DfeCode: text,
  DeniNumber: text,
  Authorised: fc.oneof(fc.integer(), fc.constant(null)),
});
const clientRow = fc.record({ ClientId: fc.string(), Secret: text });
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('When rows carry members nobody named, OCPAIMKey among them, then a list and a body read the same', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(siteRow, extra)), fc.array(fc.tuple(clientRow, extra)), (sites, clients) => {
      const plain = <Row>(rows: readonly (readonly [Row, object])[]) => overTheWire(rows.map(([row]) => row));
      const dressed = <Row extends object>(rows: readonly (readonly [Row, object])[]) =>
        overTheWire(rows.map(([row, more]) => ({ ...more, ...row })));
      expect(readSites(dressed(sites))).toEqual(readSites(plain(sites)));
      const read = (value: unknown) => {
        const body = readClients(value);
        return body && { ...body, rows: body.rows.map(({ client, secret }) => [client, secret?.reveal() ?? null]) };
      };
      expect(read(dressed(clients))).toEqual(read(plain(clients)));
      // Byte for byte, and nothing but what has a secret to read.
      expect(read(plain(clients))?.rows).toEqual(
        clients.flatMap(([{ ClientId, Secret }]) => (ClientId === '' ? [] : [[ClientId, Secret || null]])),
      );
    }),
  );
});

test('When the letters of a GUID are in any case, then it is the same site', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.infiniteStream(fc.boolean()), (id, cases) => {
      const mixed = [...id].map(letter => (cases.next().value ? letter.toUpperCase() : letter)).join('');
      expect(readSites([{ OrganisationId: mixed }])?.rows[0]).toMatchObject({ organisation: id, received: mixed });
    }),
  );
});
