import { describe, expect, test } from 'vitest';
import { askToken, basic, HEADER_ONLY, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';
import { VENDOR } from '../support/small-world.js';

const mock = await startMock();
const WRONG = { ...vendorFields, client_secret: 'wrong' };

describe('the form of a refusal', () => {
  test.each([
    ['invalid_client', WRONG],
    ['unsupported_grant_type', { ...vendorFields, grant_type: 'magic' }],
    ['unauthorized_client', { ...vendorFields, grant_type: 'password' }],
    ['invalid_grant', { ...vendorFields, grant_type: 'refresh_token', refresh_token: 'x' }],
    ['invalid_request', { ...vendorFields, grant_type: 'refresh_token' }],
    ['invalid_scope', { ...vendorFields, scope: 'nothing' }],
  ])(
    'When it is %s, then it is a 400 with one member and no cache headers [STS-30, STS-31, STS-32, STS-34]',
    async (error, fields) => {
      const body = new URLSearchParams(fields).toString();
      const headers = [['Content-Type', 'application/x-www-form-urlencoded']] as const;
      const answer = await sendRaw({ method: 'POST', url: mock.ready.tokenUrl, headers, body });
      expect(answer.status).toBe(400);
      expect(answer.body).toBe(`{"error":"${error}"}`);
      expect(answer.headers.map(([name]) => name)).toEqual(['Content-Type', 'Content-Length', 'Date']);
      expect(answer.headers[0]?.[1]).toBe('application/json; charset=utf-8');
      expect(answer.headers[1]?.[1]).toBe(String(answer.body.length));
    },
  );

  test('When the journal tells why, then nothing of it is on the wire [STS-31, CA-13]', async () => {
    const world = await mock.fresh();
    const reply = await askToken(world, WRONG);
    expect(world.journal.list()[0]?.why).toBe("wrong secret for the partner's own client");
    expect(JSON.stringify(reply)).not.toContain('wrong');
  });
});

describe('sts.invalidClientStatus=401-basic', () => {
  const world = mock.with({ 'sts.invalidClientStatus': '401-basic' });

  test.each([
    ['a wrong secret', basic(VENDOR.clientId, 'wrong')],
    ['no Base64', { authorization: 'Basic ???' }],
    ['a blank secret', basic(VENDOR.clientId, ' ')],
  ])('When Basic was used with %s, then it is a 401 with a challenge [STS-30]', async (_case, headers) => {
    const reply = await askToken(await world, HEADER_ONLY, headers);
    expect([reply.status, reply.body]).toEqual([401, '{"error":"invalid_client"}']);
    expect(reply.headers['www-authenticate']).toBe('Basic');
  });

  test('When the body was used, then it is a 401 without a challenge [STS-30]', async () => {
    const reply = await askToken(await world, WRONG);
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toBeUndefined();
  });

  test('When anything else is refused, then it stays a 400 [STS-30]', async () => {
    expect((await askToken(await world, { ...vendorFields, scope: 'nothing' })).status).toBe(400);
  });
});

describe('sts.errorCacheHeaders', () => {
  const refusedBy = async (
    value: string,
    path = '/connect/token',
    fields: Readonly<Record<string, string>> = WRONG,
  ) => {
    const world = await mock.with({ 'sts.errorCacheHeaders': value });
    const headers = [['Content-Type', 'application/x-www-form-urlencoded']] as const;
    const body = new URLSearchParams(fields).toString();
    const answer = await sendRaw({ method: 'POST', url: world.ready.stsUrl + path, headers, body });
    return { cache: answer.headers.slice(1, -2), switches: world.journal.list()[0]?.switches };
  };

  test.each([
    ['none', []],
    ['private', [['Cache-Control', 'private']]],
    ['no-store', [['Cache-Control', 'no-store']]],
  ])('When it is %s, then that is what a refusal says of caching [STS-32]', async (value, expected) => {
    const switches = value === 'none' ? undefined : [`sts.errorCacheHeaders=${value}`];
    expect(await refusedBy(value)).toEqual({ cache: expected, switches });
    expect(await refusedBy(value, '/connect/token', { ...vendorFields, grant_type: 'x' })).toEqual({
      cache: expected,
      switches,
    });
    expect(await refusedBy(value, '/connect/revocation')).toEqual({ cache: expected, switches });
  });

  test('When something is granted, or refused for its verb or type, then it is as ever [STS-32, STS-33, STS-40]', async () => {
    const world = await mock.with({ 'sts.errorCacheHeaders': 'private' });
    const { headers } = await askToken(world, vendorFields);
    expect(headers['cache-control']).toBe('no-store, no-cache, max-age=0, private');
    expect((await sendRaw({ url: world.ready.tokenUrl })).headers.map(([name]) => name)).not.toContain('Cache-Control');
    const json = await askToken(world, '{}', { 'content-type': 'application/json' });
    expect([json.status, json.headers['cache-control']]).toEqual([415, undefined]);
  });

  test('When a 401 is asked for as well, then both are there, the challenge last [STS-30, STS-32]', async () => {
    const world = await mock.with({ 'sts.errorCacheHeaders': 'no-store', 'sts.invalidClientStatus': '401-basic' });
    const headers = [['Authorization', basic(VENDOR.clientId, 'wrong').authorization]] as const;
    const answer = await sendRaw({ method: 'POST', url: world.ready.tokenUrl, headers, body: '' });
    expect(answer.headers.slice(1, -2)).toEqual([
      ['Cache-Control', 'no-store'],
      ['WWW-Authenticate', 'Basic'],
    ]);
  });
});
