import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { basic, brief, postForm, tokenFor } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { VENDOR } from '../support/small-world.js';

const mock = await startMock();
const SCOPE = { client_id: 'partner-read', client_secret: 'partner-read-api-secret' };
const introspect = (world: WorldHandle, fields: Record<string, string>, headers = {}) =>
  postForm(`${world.ready.stsUrl}/connect/introspect`, fields, headers);

describe('introspection', () => {
  test('When an API scope asks about a good token, then its claims come, then active and the scope [END-11]', async () => {
    const token = await tokenFor(mock);
    const reply = await introspect(mock, { ...SCOPE, token });
    const claims = readJwt(token).payload.replace(/"scope":.*$/, '');
    expect(brief(reply)).toBe(`200 ${claims}"active":true,"scope":"partner-read"}`);
    expect(reply.headers['cache-control']).toBe('no-store, no-cache, max-age=0, private');
    const byBasic = await introspect(mock, { token }, basic(SCOPE.client_id, SCOPE.client_secret));
    expect(byBasic.body).toBe(reply.body);
  });

  test('When a client asks, or a scope with a wrong secret, then it is a bare 401 [END-11]', async () => {
    const token = await tokenFor(mock);
    const clients = [
      { client_id: VENDOR.clientId, client_secret: VENDOR.secret },
      { ...SCOPE, client_secret: 'wrong' },
      {},
    ];
    for (const who of clients) {
      const reply = await introspect(mock, { ...who, token });
      expect(brief(reply)).toBe('401');
      expect(reply.headers['www-authenticate']).toBeUndefined();
    }
  });

  test('When the token is missing, then it is a 400 with a Message [END-11]', async () => {
    expect(brief(await introspect(mock, SCOPE))).toBe('400 {"Message":"missing_token"}');
  });

  test('When the token is bad, expired or of another scope, then it is not active [END-11]', async () => {
    const world = await mock.fresh();
    const inactive = '200 {"active":false}';
    expect(brief(await introspect(world, { ...SCOPE, token: 'abc' }))).toBe(inactive);
    const token = await tokenFor(world, VENDOR, 'partner-write');
    expect(brief(await introspect(world, { ...SCOPE, token }))).toBe(inactive);
    const good = await tokenFor(world);
    world.advance('2h');
    expect(brief(await introspect(world, { ...SCOPE, token: good }))).toBe(inactive);
  });
});
