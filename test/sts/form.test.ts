import { describe, expect, test } from 'vitest';
import { askToken, brief, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { RIVERSIDE, VENDOR } from '../support/small-world.js';

const mock = await startMock();
const id = `client_id=${VENDOR.clientId}`;
const secret = `client_secret=${VENDOR.secret}`;
const rest = 'grant_type=client_credentials&scope=partner-read';
const good = `${rest}&${id}&${secret}`;
const invalidClient = '400 {"error":"invalid_client"}';

describe('reading the form', () => {
  test.each([
    ['names in capitals', `GRANT_TYPE=client_credentials&Scope=partner-read&Client_ID=${VENDOR.clientId}&${secret}`],
    ['white space before a name', `${rest}&\r\n ${id}&\t${secret}`],
    [
      'escapes where none are needed',
      `${rest}&client%5Fid=${VENDOR.clientId}&client_secret=%56${VENDOR.secret.slice(1)}`,
    ],
    ['lower-case escapes', `grant%5ftype=client_credentials&scope=partner%2dread&${id}&${secret}`],
    ['a plus for a blank', `grant_type=client_credentials&scope=+partner-read+partner-write&${id}&${secret}`],
    ['parts without a sign of equality', `lonely&${good}&another&&`],
    ['fields nobody knows', `${good}&foo=bar&client_assertion=x&resource=y`],
    ['an equals sign in a value nobody reads', `${good}&foo=a=b`],
  ])('When it holds %s, then it is read all the same [STS-50, STS-53]', async (_case, body) => {
    expect((await askToken(mock, body)).status).toBe(200);
  });

  test.each([
    ['a semicolon between fields', good.replaceAll('&', ';')],
    ['a blank after the id', `${rest}&${id}%20&${secret}`],
    ['a blank before the secret', `${rest}&${id}&client_secret=+${VENDOR.secret}`],
    ['a line end after the secret', `${rest}&${id}&${secret}\r\n`],
    ['a blank before the sign of equality', `${rest}&client_id =${VENDOR.clientId}&${secret}`],
    ['an encoded blank before a name', `${rest}&+client_id=${VENDOR.clientId}&${secret}`],
    ['the secret encoded twice', `${rest}&client_id=${RIVERSIDE.clientId}&client_secret=${twice(RIVERSIDE.secret)}`],
  ])('When it holds %s, then nobody is recognised [STS-50, STS-51]', async (_case, body) => {
    expect(brief(await askToken(mock, body))).toBe(invalidClient);
  });

  test.each([
    ['client_id', `${good}&${id}`],
    ['client_secret', `${good}&${secret}`],
    ['CLIENT_ID in capitals', `${good}&CLIENT_ID=${VENDOR.clientId}`],
  ])('When %s comes twice, then both are joined and fit nobody [STS-52]', async (_case, body) => {
    expect(brief(await askToken(mock, body))).toBe(invalidClient);
  });

  test('When another field comes twice, then the first counts [STS-52]', async () => {
    expect((await askToken(mock, `${good}&scope=nothing&grant_type=magic`)).status).toBe(200);
    expect(brief(await askToken(mock, `scope=nothing&${good}`))).toBe('400 {"error":"invalid_scope"}');
  });

  test('When an escape is broken, then it stays as it was written [STS-50]', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: '100%zz%4' });
    expect((await askToken(world, `${rest}&${id}&client_secret=100%zz%4`)).status).toBe(200);
  });

  test('When a secret of every awkward sort is encoded once, then it is read as it was [STS-50, CA-29, CA-30]', async () => {
    const fields = { ...vendorFields, client_id: RIVERSIDE.clientId, client_secret: RIVERSIDE.secret, scope: 'rapapi' };
    expect((await askToken(mock, fields)).status).toBe(200);
  });

  test('When the body is sent without encoding, then there is no second reading of it [CA-29]', async () => {
    const body = `${rest.replace('partner-read', 'rapapi')}&client_id=${RIVERSIDE.clientId}&client_secret=r+v%2Bs d`;
    expect(brief(await askToken(mock, body))).toBe(invalidClient);
  });
});

function twice(text: string): string {
  return encodeURIComponent(encodeURIComponent(text));
}
