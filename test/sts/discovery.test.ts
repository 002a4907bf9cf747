import { describe, expect, test } from 'vitest';
import { ask, askToken, brief, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';

const mock = await startMock();
const at = (path: string) => mock.ready.stsUrl + path;

describe('the discovery document', () => {
  test('When it is fetched with any Accept, then it is compact JSON without cache headers [DISC-01]', async () => {
    const answer = await sendRaw({
      url: at('/.well-known/openid-configuration'),
      headers: [['Accept', 'application/xml']],
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.map(([name]) => name)).toEqual(['Content-Type', 'Content-Length', 'Date']);
    expect(answer.headers[0]?.[1]).toBe('application/json; charset=utf-8');
    expect(answer.body).toBe(JSON.stringify(JSON.parse(answer.body)));
  });

  test('When it is read, then its members stand in order and hold the values of the product [DISC-02, DISC-03, DISC-04, DISC-05, DISC-06]', async () => {
    const document = JSON.parse((await ask(at('/.well-known/openid-configuration'))).body);
    const base = mock.ready.stsUrl;
    expect(Object.entries(document)).toEqual([
      ['issuer', base],
      ['jwks_uri', `${base}/.well-known/jwks`],
      ['authorization_endpoint', `${base}/connect/authorize`],
      ['token_endpoint', `${base}/connect/token`],
      ['userinfo_endpoint', `${base}/connect/userinfo`],
      ['end_session_endpoint', `${base}/connect/endsession`],
      ['check_session_iframe', `${base}/connect/checksession`],
      ['revocation_endpoint', `${base}/connect/revocation`],
      ['introspection_endpoint', `${base}/connect/introspect`],
      ['frontchannel_logout_supported', true],
      ['frontchannel_logout_session_supported', true],
      ['scopes_supported', ['partner', 'partner-read', 'partnerserverapplication', 'partner-write', 'rapapi']],
      ['claims_supported', []],
      [
        'response_types_supported',
        ['code', 'token', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token'],
      ],
      ['response_modes_supported', ['form_post', 'query', 'fragment']],
      ['grant_types_supported', ['authorization_code', 'client_credentials', 'password', 'refresh_token', 'implicit']],
      ['subject_types_supported', ['public']],
      ['id_token_signing_alg_values_supported', ['RS256']],
      ['code_challenge_methods_supported', ['plain', 'S256']],
      ['token_endpoint_auth_methods_supported', ['client_secret_post', 'client_secret_basic']],
    ]);
  });

  test('When a world has a prefix, then its document stays within it [DISC-03, JWT-04]', async () => {
    const world = await mock.fresh();
    const document = JSON.parse((await ask(`${world.ready.stsUrl}/.well-known/openid-configuration`)).body);
    expect(document.token_endpoint).toBe(world.ready.tokenUrl);
  });
});

describe('the signing keys', () => {
  test('When they are fetched, then each has its members in order and no alg [DISC-08, DISC-09]', async () => {
    const { body } = await ask(at('/.well-known/jwks'));
    const text = '[A-Za-z0-9_-]';
    expect(body).toMatch(
      new RegExp(
        `^\\{"keys":\\[\\{"kty":"RSA","use":"sig","kid":"(${text}{27})","x5t":"\\1","e":"AQAB","n":"${text}{342}","x5c":\\["[A-Za-z0-9+/]+=*"\\]\\}\\]\\}$`,
      ),
    );
  });

  test.each(['/.well-known/openid-configuration', '/.well-known/jwks'])(
    'When %s is asked with another verb, then only GET is allowed [DISC-10]',
    async path => {
      for (const method of ['POST', 'PUT', 'OPTIONS', 'DELETE'] as const) {
        const reply = await ask(at(path), { method });
        expect([reply.status, reply.headers['allow'], reply.body]).toEqual([
          405,
          'GET',
          `{"Message":"The requested resource does not support http method '${method}'."}`,
        ]);
      }
    },
  );
});

describe('sts.discovery', () => {
  const DOCUMENT = '/.well-known/openid-configuration';

  test('When it is minimal, then three members are left, in order [DISC-06]', async () => {
    const world = await mock.with({ 'sts.discovery': 'minimal' });
    const { stsUrl: base, tokenUrl } = world.ready;
    expect((await ask(base + DOCUMENT)).body).toBe(
      `{"issuer":"${base}","jwks_uri":"${base}/.well-known/jwks","token_endpoint":"${tokenUrl}"}`,
    );
    expect(world.journal.list()[0]?.switches).toEqual(['sts.discovery=minimal']);
  });

  test('When it is minimal under is4, then the keys are where that product has them [DISC-06, ALT-06]', async () => {
    const { stsUrl } = (await mock.with({ 'sts.discovery': 'minimal', 'sts.profile': 'is4' })).ready;
    expect(JSON.parse((await ask(stsUrl + DOCUMENT)).body).jwks_uri).toBe(`${stsUrl}${DOCUMENT}/jwks`);
  });

  test('When it is off, then nothing is there, whatever the verb and the letter case; keys and tokens are [DISC-07, STS-06]', async () => {
    const world = await mock.with({ 'sts.discovery': 'off' });
    const { stsUrl } = world.ready;
    for (const path of [DOCUMENT, DOCUMENT.toUpperCase(), `${DOCUMENT}/`]) {
      for (const method of ['GET', 'POST']) {
        const reply = await ask(stsUrl + path, { method });
        expect([reply.status, reply.headers['content-type']]).toEqual([404, 'text/html']);
        expect(reply.body).toContain('The resource you are looking for has been removed');
      }
    }
    expect(world.journal.list()[0]).toMatchObject({
      why: 'the discovery document is switched off',
      switches: ['sts.discovery=off'],
    });
    expect((await ask(`${stsUrl}/.well-known/jwks`)).status).toBe(200);
    expect((await askToken(world, vendorFields)).status).toBe(200);
  });

  test('When it is full again, then the document is back [DISC-06, DISC-07]', async () => {
    const world = await mock.with({ 'sts.discovery': 'off' });
    expect(brief(await ask(world.ready.stsUrl + DOCUMENT))).toContain('404');
    world.set({ 'sts.discovery': 'full' });
    expect(Object.keys(JSON.parse((await ask(world.ready.stsUrl + DOCUMENT)).body))).toHaveLength(20);
  });
});
