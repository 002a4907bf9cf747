import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { ask, brief, listSites, rapUrl, tokenFor, whyOf } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';
import { APPLICATION, OAKFIELD, RIVERSIDE_DEX, VENDOR } from '../support/small-world.js';

const mock = await startMock();
const DENIED = '401 {"Message":"Authorization has been denied for this request."}';
const LIST = (world: WorldHandle) => rapUrl(world, APPLICATION, 'GetSiteByApplication');
const withHeader = (authorization: string) => ask(LIST(mock), { headers: { authorization } });
const good = await tokenFor(mock);

describe('the header', () => {
  test.each([`bearer ${good}`, `BEARER ${good}`, `Bearer    ${good}`])(
    'When it is written "%.14s…", then scheme and blanks do not matter [RAP-04]',
    async header => {
      expect((await withHeader(header)).status).toBe(200);
    },
  );

  test.each([
    '',
    'Bearer',
    'Bearer ',
    good,
    `Basic ${good}`,
    `Token ${good}`,
    `Bearer${good}`,
    'Bearer a b',
    `Bearer "${good}"`,
  ])('When it is "%.14s…", then access is denied [RAP-04, RAP-33]', async header => {
    expect(brief(await withHeader(header))).toBe(DENIED);
  });

  test('When there is none, or the token is in the query, then access is denied with a bare challenge [RAP-04, RAP-33, RAP-34, RAP-35]', async () => {
    for (const url of [LIST(mock), `${LIST(mock)}?access_token=${good}`]) {
      const reply = await ask(url);
      expect(brief(reply)).toBe(DENIED);
      expect(reply.headers['www-authenticate']).toBe('Bearer');
      expect(reply.headers['cache-control']).toBeUndefined();
    }
  });

  test('When it comes twice, then both are joined and denied [CA-12, RAP-33]', async () => {
    const header = ['Authorization', `Bearer ${good}`] as const;
    expect((await sendRaw({ url: LIST(mock), headers: [header] })).status).toBe(200);
    expect((await sendRaw({ url: LIST(mock), headers: [header, header] })).status).toBe(401);
  });
});

describe('the token', () => {
  const [head = '', payload = '', signature = ''] = good.split('.');
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
  const hs256 = `${part({ typ: 'JWT', alg: 'HS256', kid })}.${payload}`;

  test.each([
    ['nonsense', 'abc'],
    ['three parts of nonsense', 'a.b.c'],
    ['altered', `${head}.${part({ ...claims, client_id: 'other' })}.${signature}`],
    ['cut', good.slice(0, -10)],
    ['without signature', `${head}.${payload}.`],
    ['of algorithm none', `${part({ typ: 'JWT', alg: 'none' })}.${payload}.`],
    ['of algorithm HS256', `${hs256}.${createHmac('sha256', kid).update(hs256).digest('base64url')}`],
    ['of an unknown key', `${part({ typ: 'JWT', alg: 'RS256', kid: 'other' })}.${payload}.${signature}`],
    ['with null for a header', `${part(null)}.${payload}.${signature}`],
  ])('When it is %s, then access is denied and nothing says why [RAP-30, RAP-33, RAP-35]', async (_case, token) => {
    const reply = await withHeader(`Bearer ${token}`);
    expect(brief(reply)).toBe(DENIED);
    expect(reply.headers['www-authenticate']).toBe('Bearer');
    expect(whyOf(mock)).toBeDefined();
  });

  test('When it is of another environment, then it is foreign [HOST-10, RAP-30, JWT-05]', async () => {
    const world = await mock.fresh();
    expect(brief(await listSites(world, good))).toBe(DENIED);
    expect(whyOf(world)).toContain('was issued by');
  });

  test('When its time is over, then it is refused from the next moment on [RAP-31, TOK-20]', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    world.advance('1h');
    expect((await listSites(world, token)).status).toBe(200);
    world.advance(1);
    expect(brief(await listSites(world, token))).toBe(DENIED);
    expect(whyOf(world)).toBe('the token expired 1 s ago');
  });

  test('When its time has not come, then 300 s are forgiven [RAP-31]', async () => {
    const ahead = await mock.fresh();
    ahead.advance('300s');
    const token = await tokenFor(ahead);
    ahead.reset();
    expect((await listSites(ahead, token)).status).toBe(200);
    ahead.advance('301s');
    const later = await tokenFor(ahead);
    ahead.reset();
    expect(brief(await listSites(ahead, later))).toBe(DENIED);
  });
});

describe('the scope', () => {
  test.each([
    ['a partner token without partner-read', VENDOR, 'partner-write'],
    ['a school token', OAKFIELD, 'rapapi partner'],
    ['a DeX token', RIVERSIDE_DEX, 'partnerserverapplication'],
  ])(
    'When it is %s, then it is good but not enough [RAP-36, RAP-37, RAP-39, TOK-02, TOK-03]',
    async (_case, who, scope) => {
      const world = await mock.with({ 'sts.orgSelected': 'ignore' });
      const reply = await listSites(world, await tokenFor(world, who, scope));
      expect(brief(reply)).toBe('403 {"Message":"insufficient_scope"}');
      expect(reply.headers['www-authenticate']).toBe('Bearer error="insufficient_scope"');
    },
  );
});
