import { describe, expect, test } from 'vitest';
import { askToken, brief, fieldsOf, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, OLDER_VENDOR, RIVERSIDE } from '../support/small-world.js';

const mock = await startMock();

const vendorWith = (fields: Record<string, string>) => askToken(mock, { ...vendorFields, ...fields });
const withGrant = (grant_type: string) => vendorWith({ grant_type });
const withScope = (scope: string) => vendorWith({ scope });
const refused = (error: string) => `400 {"error":"${error}"}`;

describe('grant_type', () => {
  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['blank', '   '],
    ['over 100 characters', 'x'.repeat(101)],
  ])('When it is %s, then it counts as unsupported, not as a bad request [STS-16]', async (_case, grant) => {
    const { grant_type: _, ...others } = vendorFields;
    const fields = grant === undefined ? others : { ...others, grant_type: grant };
    expect(brief(await askToken(mock, fields))).toBe(refused('unsupported_grant_type'));
  });

  test.each(['Client_Credentials', 'client_credentials ', ' client_credentials', 'client-credentials', 'custom'])(
    'When it is "%s", then it is not the one that is known [STS-17, STS-51]',
    async grant => {
      expect(brief(await withGrant(grant))).toBe(refused('unsupported_grant_type'));
    },
  );

  test.each(['password', 'authorization_code'])(
    'When it is %s, which other clients may use, then this client is told so [STS-18, STS-19]',
    async grant => {
      expect(brief(await withGrant(grant))).toBe(refused('unauthorized_client'));
    },
  );

  test.each([
    ['missing', undefined, 'invalid_request'],
    ['blank', ' ', 'invalid_request'],
    ['unknown', 'abc', 'invalid_grant'],
    ['over-long', 'x'.repeat(101), 'invalid_grant'],
  ])(
    'When it is refresh_token and the token is %s, then the refusal says which [STS-18]',
    async (_case, token, error) => {
      const fields = { grant_type: 'refresh_token', ...(token !== undefined && { refresh_token: token }) };
      expect(brief(await vendorWith(fields))).toBe(refused(error));
    },
  );
});

describe('scope', () => {
  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['blank', '  '],
    ['over 300 characters', `partner-read ${'partner-write '.repeat(21)}`],
    ['unknown', 'partner-reed'],
    ['of another kind of client', 'rapapi'],
    ['for people', 'openid'],
    ['offline_access', 'offline_access'],
    ['in another letter case', 'Partner-Read'],
    ['one bad among good ones', 'partner-read nothing partner-write'],
    ['split by a tab', 'partner-read\tpartner-write'],
    ['split by a comma', 'partner-read,partner-write'],
    ['split by a line end', 'partner-read\npartner-write'],
  ])('When it is %s, then the refusal is always the same [STS-20, STS-21, STS-22]', async (_case, scope) => {
    const { scope: _, ...others } = vendorFields;
    const fields = scope === undefined ? others : { ...others, scope };
    expect(brief(await askToken(mock, fields))).toBe(refused('invalid_scope'));
  });

  test('When it is exactly 300 characters long, then it passes [STS-20]', async () => {
    const scope = `partner-read${' '.repeat(288)}`;
    expect(scope).toHaveLength(300);
    expect((await withScope(scope)).status).toBe(200);
    expect((await withScope(`${scope} `)).status).toBe(400);
  });

  test.each([' partner-read ', 'partner-read  partner-read', 'partner-write partner-read', '\tpartner-read'])(
    'When it is written "%s", then blanks, repeats and order do not matter [STS-22, STS-51]',
    async scope => {
      expect((await withScope(scope)).status).toBe(200);
    },
  );
});

describe('who may ask for what', () => {
  test.each(['partner-read', 'partner-write', 'partner-read partner-write'])(
    "When the partner's own client asks for %s, then it is granted [TOK-01, TOK-02, TOK-07, TOK-08]",
    async scope => {
      expect((await withScope(scope)).status).toBe(200);
    },
  );

  test.each(['rapapi', 'partner', 'rapapi partner'])(
    'When a school client asks for %s, then it is granted without any acr_values [TOK-01, TOK-04, TOK-09]',
    async scope => {
      expect((await askToken(mock, fieldsOf(OAKFIELD, scope))).status).toBe(200);
      expect((await askToken(mock, fieldsOf(RIVERSIDE, scope))).status).toBe(200);
    },
  );

  test('When a school client asks for a scope of the partner, then it is refused [TOK-06, RAP-39]', async () => {
    expect(brief(await askToken(mock, fieldsOf(OAKFIELD, 'partner-read')))).toBe(refused('invalid_scope'));
  });

  test('When an older vendor client with a school-shaped id asks, then its scopes decide, not its id [TOK-05, TOK-06]', async () => {
    const all = 'rapapi partner partner-read partner-write';
    expect((await askToken(mock, fieldsOf(OLDER_VENDOR, all))).status).toBe(200);
  });
});
