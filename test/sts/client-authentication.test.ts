import { describe, expect, test } from 'vitest';
import { askToken, basic, brief, FORM, fieldsOf, HEADER_ONLY, vendorFields } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';
import { AT_OAKFIELD, AT_RIVERSIDE, OAKFIELD, OTHER_VENDOR, VENDOR, worldWithClient } from '../support/small-world.js';

const mock = await startMock();
const INVALID = '400 {"error":"invalid_client"}';
const good = basic(VENDOR.clientId, VENDOR.secret);
const encoded = good.authorization.slice('Basic '.length);
const withHeader = (authorization: string) => askToken(mock, HEADER_ONLY, { authorization });

describe('body or header', () => {
  test('When the body is right, then a wrong header is not even read [CA-01, CA-03]', async () => {
    expect((await askToken(mock, vendorFields, basic(VENDOR.clientId, 'wrong'))).status).toBe(200);
  });

  test('When the body is wrong, then a right header does not help [CA-01, CA-03]', async () => {
    expect(brief(await askToken(mock, { ...vendorFields, client_secret: 'wrong' }, good))).toBe(INVALID);
  });

  test.each([
    ['an id alone', { client_id: VENDOR.clientId }],
    ["another client's id alone", { client_id: OTHER_VENDOR.clientId }],
    ['a blank secret', { client_id: VENDOR.clientId, client_secret: '  ' }],
    ['a secret alone', { client_secret: 'x' }],
    ['an id of 101 characters', { client_id: 'x'.repeat(101), client_secret: 'x' }],
    ['a secret of 101 characters', { client_id: 'x', client_secret: 'x'.repeat(101) }],
  ])('When the body holds %s, then the header decides [CA-02, CA-04]', async (_case, fields) => {
    expect((await askToken(mock, { ...HEADER_ONLY, ...fields }, good)).status).toBe(200);
    expect(brief(await askToken(mock, { ...HEADER_ONLY, ...fields }))).toBe(INVALID);
  });

  test('When id and secret have 100 characters, then they count; with 101 they do not [CA-02, CA-11]', async () => {
    for (const [length, status] of [
      [100, 200],
      [101, 400],
    ] as const) {
      const credential = { clientId: `sas-oneroster-${'i'.repeat(length - 14)}`, secret: 's'.repeat(length) };
      const world = await mock.fresh(worldWithClient(credential));
      expect((await askToken(world, fieldsOf(credential, 'rapapi'))).status).toBe(status);
      const header = basic(credential.clientId, credential.secret);
      expect((await askToken(world, { ...HEADER_ONLY, scope: 'rapapi' }, header)).status).toBe(status);
    }
  });

  test('When a secret is short but its encoding long, then the length is that of the text as sent [CA-11]', async () => {
    const credential = { ...OAKFIELD, secret: '%'.repeat(40) };
    const world = await mock.fresh(worldWithClient(credential));
    const header = basic(OAKFIELD.clientId, encodeURIComponent(credential.secret));
    expect(brief(await askToken(world, { ...HEADER_ONLY, scope: 'rapapi' }, header))).toBe(INVALID);
  });

  test('When a client certificate is not to be seen, then its parser is passed over [CA-05]', async () => {
    expect((await askToken(mock, vendorFields)).status).toBe(200);
  });
});

describe('the header', () => {
  test.each(['basic', 'BASIC', 'bAsIc'])('When the scheme is written %s, then it counts [CA-06]', async scheme => {
    expect((await withHeader(`${scheme} ${encoded}`)).status).toBe(200);
  });

  test.each([`Bearer ${encoded}`, `Basic${encoded}`, 'Basic', `Digest ${encoded}`, encoded, `Basic\t${encoded}`])(
    'When the header is %s, then it holds no credentials [CA-06]',
    async header => {
      expect(brief(await withHeader(header))).toBe(INVALID);
    },
  );

  test('When blanks and tabs stand inside the Base64, then they are ignored [CA-07]', async () => {
    expect((await withHeader(`Basic  ${encoded.slice(0, 7)} ${encoded.slice(7, 9)}\t${encoded.slice(9)}`)).status).toBe(
      200,
    );
  });

  test.each([
    ['url-safe letters', (text: string) => text.replaceAll('+', '-').replaceAll('/', '_')],
    ['no padding', (text: string) => text.replaceAll('=', '')],
    ['too much padding', (text: string) => `${text}==`],
    ['a strange letter', (text: string) => `${text.slice(0, 4)}*${text.slice(5)}`],
  ])('When the Base64 has %s, then it is malformed [CA-07]', async (_case, spoil) => {
    const credential = { clientId: OAKFIELD.clientId, secret: 'aa>>??~~ûÿ!' };
    const world = await mock.fresh(worldWithClient(credential));
    const right = basic(credential.clientId, credential.secret).authorization;
    expect(right).toMatch(/[+/].*=$/);
    const fields = { ...HEADER_ONLY, scope: 'rapapi' };
    expect((await askToken(world, fields, { authorization: right })).status).toBe(200);
    const authorization = `Basic ${spoil(right.slice(6))}`;
    expect(brief(await askToken(world, fields, { authorization }))).toBe(INVALID);
  });

  test('When the bytes are no UTF-8, then they fit nobody [CA-08]', async () => {
    const latin = Buffer.from(`${VENDOR.clientId}:caf\u00e9`, 'latin1').toString('base64');
    expect(brief(await withHeader(`Basic ${latin}`))).toBe(INVALID);
  });

  test.each([
    ['no colon', VENDOR.clientId],
    ['a blank id', ` :${VENDOR.secret}`],
    ['no id', `:${VENDOR.secret}`],
    ['no secret', `${VENDOR.clientId}:`],
    ['a blank secret', `${VENDOR.clientId}: \t`],
  ])('When it decodes to %s, then it holds no credentials [CA-09, CA-10]', async (_case, text) => {
    expect(brief(await withHeader(`Basic ${Buffer.from(text).toString('base64')}`))).toBe(INVALID);
  });

  test('When the secret holds colons, then the first colon parts it from the id [CA-09]', async () => {
    const credential = { ...OAKFIELD, secret: 'a:b::c:' };
    const world = await mock.fresh(worldWithClient(credential));
    const header = basic(OAKFIELD.clientId, credential.secret);
    expect((await askToken(world, { ...HEADER_ONLY, scope: 'rapapi' }, header)).status).toBe(200);
  });

  test('When two Authorization headers are sent, then they are joined and fit nobody [CA-12]', async () => {
    const type = ['Content-Type', FORM['content-type']] as const;
    const header = ['Authorization', good.authorization] as const;
    const body = new URLSearchParams(HEADER_ONLY).toString();
    const send = (headers: readonly (readonly [string, string])[]) =>
      sendRaw({ method: 'POST', url: mock.ready.tokenUrl, headers, body });
    expect((await send([type, header])).status).toBe(200);
    expect((await send([type, header, header])).body).toBe('{"error":"invalid_client"}');
    expect((await send([type, header, ['AUTHORIZATION', 'Basic eA==']])).body).toBe('{"error":"invalid_client"}');
  });
});

describe('who is let in', () => {
  test('When credentials are wrong in any way, then the answers cannot be told apart [CA-13]', async () => {
    const world = await mock.fresh();
    world.commit([
      { kind: 'client.suspended', ...AT_RIVERSIDE, client: 'oneroster' },
      { kind: 'secret.reissued', ...AT_OAKFIELD },
    ]);
    const asked = [
      askToken(world, {}),
      askToken(world, 'not a form at all'),
      askToken(world, fieldsOf({ clientId: 'nobody', secret: 'x' }, 'rapapi')),
      askToken(world, fieldsOf({ clientId: VENDOR.clientId, secret: 'x' }, 'rapapi')),
      askToken(world, fieldsOf(OAKFIELD, 'rapapi')),
      askToken(world, fieldsOf({ clientId: 'x'.repeat(101), secret: 'x' }, 'rapapi')),
      askToken(world, HEADER_ONLY, { authorization: 'Basic !' }),
    ];
    const seen = (await Promise.all(asked)).map(({ status, headers: { date: _, ...headers }, body }) =>
      JSON.stringify({ status, headers, body }),
    );
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toContain('"status":400');
  });

  test('When a client is suspended, then it is as good as unknown; restored, it is known again [CA-14]', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'client.suspended', ...AT_OAKFIELD });
    expect(brief(await askToken(world, fieldsOf(OAKFIELD, 'rapapi')))).toBe(INVALID);
    world.commit({ kind: 'client.restored', ...AT_OAKFIELD });
    expect((await askToken(world, fieldsOf(OAKFIELD, 'rapapi'))).status).toBe(200);
  });

  test('When the id is in another letter case, then it is another id [CA-17]', async () => {
    const fields = fieldsOf({ ...VENDOR, clientId: VENDOR.clientId.toUpperCase() }, 'partner-read');
    expect(brief(await askToken(mock, fields))).toBe(INVALID);
  });

  test('When a hundred wrong secrets came before, then the right one still opens [CA-18]', async () => {
    const wrong = { ...vendorFields, client_secret: 'wrong' };
    await Promise.all(Array.from({ length: 100 }, () => askToken(mock, wrong)));
    expect((await askToken(mock, vendorFields)).status).toBe(200);
  });

  test('When something changes, then the very next request sees it [CA-31]', async () => {
    const world = await mock.fresh();
    expect((await askToken(world, vendorFields)).status).toBe(200);
    world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: 'brand new' });
    expect((await askToken(world, vendorFields)).status).toBe(400);
    expect((await askToken(world, { ...vendorFields, client_secret: 'brand new' })).status).toBe(200);
  });
});

describe('sts.clientIdCase=ignore', () => {
  const spelled = (id: string) => ({ ...vendorFields, client_id: id });

  test('When the id is sent in another letter case, then it opens, and token and journal have the stored spelling [CA-17]', async () => {
    const world = await mock.with({ 'sts.clientIdCase': 'ignore' });
    const reply = await askToken(world, spelled(VENDOR.clientId.toUpperCase()));
    expect(readJwt(String(JSON.parse(reply.body).access_token)).claims['client_id']).toBe(VENDOR.clientId);
    expect(world.journal.list()[0]).toMatchObject({
      clientId: VENDOR.clientId,
      why: 'the client id was sent in another letter case',
      switches: ['sts.clientIdCase=ignore'],
    });
    expect((await askToken(world, spelled(VENDOR.clientId))).status).toBe(200);
    expect(world.journal.list()[1]?.switches).toBeUndefined();
  });

  test('When a school sends its id so, in body or header, then it opens; its secret stays exact [CA-17]', async () => {
    const world = await mock.with({ 'sts.clientIdCase': 'ignore' });
    const id = OAKFIELD.clientId.replace('sas', 'SaS');
    const fields = { ...HEADER_ONLY, scope: 'rapapi' };
    expect((await askToken(world, fields, basic(id, OAKFIELD.secret))).status).toBe(200);
    expect(brief(await askToken(world, fields, basic(id, OAKFIELD.secret.toUpperCase())))).toBe(INVALID);
    expect(world.journal.list()[1]).toMatchObject({
      clientId: OAKFIELD.clientId,
      why: 'the secret is in another letter case',
    });
    world.commit({ kind: 'client.suspended', ...AT_OAKFIELD });
    expect(brief(await askToken(world, fields, basic(id, OAKFIELD.secret)))).toBe(INVALID);
  });

  test('When two ids differ in letter case only, then each opens its own client [CA-17]', async () => {
    const twin = { clientId: VENDOR.clientId.toUpperCase(), secret: 'another' };
    const world = await mock.fresh(worldWithClient(twin), { switches: { 'sts.clientIdCase': 'ignore' } });
    expect((await askToken(world, spelled(VENDOR.clientId))).status).toBe(200);
    expect((await askToken(world, fieldsOf(twin, 'rapapi'))).status).toBe(200);
    expect(brief(await askToken(world, spelled(twin.clientId)))).toBe(INVALID);
  });
});
