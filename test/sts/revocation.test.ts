import { describe, expect, test } from 'vitest';
import { basic, brief, listSites, postForm, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { VENDOR } from '../support/small-world.js';

const mock = await startMock();
const WHO = { client_id: VENDOR.clientId, client_secret: VENDOR.secret };
const revoke = (fields: Record<string, string>, headers = {}) =>
  postForm(`${mock.ready.stsUrl}/connect/revocation`, fields, headers);

describe('revocation', () => {
  test('When a token is revoked, then the answer is an empty 200 and the token still works [END-08, END-09, JWT-17]', async () => {
    const token = await tokenFor(mock);
    const reply = await revoke({ ...WHO, token, token_type_hint: 'access_token' });
    expect(brief(reply)).toBe('200');
    expect(reply.headers['cache-control']).toBe('no-store, no-cache, max-age=0, private');
    expect((await listSites(mock, token)).status).toBe(200);
  });

  test('When Basic is used, then it counts as anywhere [END-08]', async () => {
    expect(brief(await revoke({ token: 'x' }, basic(VENDOR.clientId, VENDOR.secret)))).toBe('200');
  });

  test.each([
    ['the client is unknown', { token: 'x' }, 'invalid_client'],
    ['the token is missing', WHO, 'invalid_request'],
    ['the hint is unknown', { ...WHO, token: 'x', token_type_hint: 'id_token' }, 'unsupported_token_type'],
  ])('When %s, then the refusal says so [END-08]', async (_case, fields, error) => {
    expect(brief(await revoke(fields))).toBe(`400 {"error":"${error}"}`);
  });

  test('When the secret is wrong, then the journal says who tried, as it does for a token', async () => {
    await revoke({ client_id: VENDOR.clientId, client_secret: 'wrong', token: 'x' });
    const { clientId, secret } = mock.journal.get(mock.journal.last()) ?? {};
    expect({ clientId, secret }).toEqual({
      clientId: VENDOR.clientId,
      secret: expect.stringMatching(/^#[0-9a-f]{12}$/),
    });
  });
});
